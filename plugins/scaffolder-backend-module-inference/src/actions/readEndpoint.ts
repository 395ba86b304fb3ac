import type {
  RootConfigService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { InputError, NotFoundError, isError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import {
  ENDPOINT_TEMPLATE_REF,
  MAX_STORED_PARAMETERS_BYTES,
  STORED_PARAMETERS_PATH,
  formatFieldErrors,
  parseEndpoint,
  parseReleases,
  planUpgrade,
  releasesSince,
  type InferenceEndpoint,
  type Release,
  type StoredParameters,
} from '@golden-path/plugin-inference-common';
import { locateRepository } from '@golden-path/plugin-inference-node';
import { parseStored } from '../upgrade/parseStored';
import { examples } from './readEndpoint.examples';

/** What {@link createReadEndpointAction} needs. @public */
export type ReadEndpointActionOptions = {
  catalog: CatalogService;
  config: RootConfigService;
  reader: UrlReaderService;
};

function readEntity(entity: Entity | undefined, ref: string) {
  if (!entity) {
    throw new NotFoundError(`There is no endpoint '${ref}' in the catalog.`);
  }
  const parsed = parseEndpoint(entity);
  if (!parsed.ok) {
    throw new InputError(
      `'${ref}' cannot be upgraded: ${formatFieldErrors(parsed.errors)}.`,
    );
  }
  return { entity, endpoint: parsed.value };
}

/** What a file holds, read no further than to see that it is too large. */
async function contentOf(
  file: Awaited<ReturnType<UrlReaderService['readUrl']>>,
): Promise<Buffer> {
  if (!file.stream) {
    return file.buffer();
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop ends the download.
  for await (const chunk of file.stream()) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > MAX_STORED_PARAMETERS_BYTES) {
      break;
    }
  }
  return Buffer.concat(chunks);
}

async function readStored(
  reader: UrlReaderService,
  catalogInfoUrl: string,
  endpoint: InferenceEndpoint,
): Promise<StoredParameters> {
  const url = new URL(`./${STORED_PARAMETERS_PATH}`, catalogInfoUrl).href;
  let content: Buffer;
  try {
    content = await contentOf(await reader.readUrl(url));
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') {
      throw new InputError(
        `The repository of ${endpoint.name} has no ${STORED_PARAMETERS_PATH}: it was made before the answers of the form were kept, or not by the template. Its page says what it lacks of the golden path.`,
      );
    }
    throw error;
  }
  const parsed = parseStored(content, endpoint.name);
  if (!parsed.ok) {
    throw new InputError(
      `${STORED_PARAMETERS_PATH} of ${
        endpoint.name
      } cannot be used: ${formatFieldErrors(parsed.errors)}.`,
    );
  }
  return parsed.value;
}

function readReleases(template: Entity | undefined, wanted: string): Release[] {
  if (!template) {
    throw new NotFoundError(`There is no ${wanted} in the catalog.`);
  }
  const parsed = parseReleases(template);
  if (!parsed.ok) {
    throw new InputError(
      `The releases of ${wanted} cannot be used: ${formatFieldErrors(
        parsed.errors,
      )}.`,
    );
  }
  return parsed.value;
}

/**
 * Creates `inference:endpoint:read`: reads from an endpoint's repository what it was rendered from, and what the template
 * has brought since.
 *
 * @remarks
 * The endpoint is looked up as whoever started the task. Only repositories on hosts of `integrations` are read, and only
 * one that says it is this endpoint.
 *
 * @public
 */
export function createReadEndpointAction(options: ReadEndpointActionOptions) {
  const { catalog, config, reader } = options;
  return createTemplateAction({
    id: 'inference:endpoint:read',
    description:
      'Reads from the repository of an inference endpoint what it was rendered from',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        endpoint: z =>
          z.string({ description: 'Entity ref of the endpoint' }).max(300),
        template: z =>
          z
            .string({
              description: `Entity ref of the template it must come from; ${ENDPOINT_TEMPLATE_REF} if left out`,
            })
            .optional(),
      },
      output: {
        endpointRef: z => z.string(),
        parameters: z =>
          z.record(z.any(), {
            description: 'What the form was filled in with',
          }),
        reservationId: z =>
          z.string({ description: 'The quota reservation, which stays' }),
        reservedDevices: z =>
          z.number({ description: 'Accelerators it has at most, today' }),
        fromVersion: z => z.string({ description: 'Version of the template' }),
        version: z => z.string({ description: 'Version there is now' }),
        changes: z =>
          z.array(z.string(), {
            description: 'What came in between, in sentences',
          }),
        repoUrl: z =>
          z.string({ description: "Repository as 'host?owner=…&repo=…'" }),
        branch: z => z.string({ description: 'The branch the catalog reads' }),
      },
    },
    async handler(ctx) {
      const credentials = await ctx.getInitiatorCredentials();
      const ref = ctx.input.endpoint;
      const { entity, endpoint } = readEntity(
        await catalog.getEntityByRef(ref, { credentials }),
        ref,
      );
      const repository = locateRepository(entity, config);
      const stored = await readStored(
        reader,
        repository.catalogInfoUrl,
        endpoint,
      );
      const wanted = ctx.input.template ?? ENDPOINT_TEMPLATE_REF;
      const releases = readReleases(
        await catalog.getEntityByRef(wanted, { credentials }),
        wanted,
      );
      const plan = planUpgrade({
        endpoint,
        stored,
        templateRef: wanted,
        latestVersion: releases[0].version,
      });
      if (plan.state === 'not-possible') {
        throw new InputError(plan.why);
      }
      ctx.logger.info(
        `${endpoint.name} was made from version ${stored.version}; there is ${releases[0].version}`,
      );
      ctx.output('endpointRef', stringifyEntityRef(entity));
      ctx.output('parameters', stored.parameters as JsonObject);
      ctx.output('reservationId', plan.reservationId);
      ctx.output(
        'reservedDevices',
        endpoint.acceleratorsPerReplica * endpoint.maxReplicas,
      );
      ctx.output('fromVersion', stored.version);
      ctx.output('version', releases[0].version);
      ctx.output(
        'changes',
        releasesSince(releases, stored.version).flatMap(
          ({ changes }) => changes,
        ),
      );
      ctx.output('repoUrl', repository.repoUrl);
      ctx.output('branch', repository.branch);
    },
  });
}
