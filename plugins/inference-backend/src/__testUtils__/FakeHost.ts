import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ENDPOINT_TEMPLATE_REF } from '@golden-path/plugin-inference-common';
import { Readable } from 'node:stream';
import { stringify } from 'yaml';
import { endpointEntity } from './entities';

/** Root of the one repository of a {@link FakeHost}. */
export const REPOSITORY_URL =
  'https://git.example/meridian/made/src/branch/main/';

/** An endpoint that the catalog reads from a repository. */
export function endpointWith(
  name: string,
  annotations: Record<string, string>,
  location = REPOSITORY_URL,
): Entity {
  const entity = endpointEntity(name, {
    annotations: { 'quota-reservation': 'r1', ...annotations },
  });
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        'backstage.io/managed-by-location': `url:${location}catalog-info.yaml`,
        // An author may point elsewhere with it, and the upgrade does not read it either.
        'backstage.io/source-location': 'url:https://git.example/else/where/',
      },
    },
  };
}

const manifest = stringify({
  kind: 'Deployment',
  metadata: { name: 'made' },
  spec: { template: { spec: { containers: [{ name: 'main' }] } } },
});
/** Files of the repository of the endpoint `made`, by path. */
export const repository: Record<string, string> = {
  '.goldenpath/parameters.yaml': stringify({
    template: ENDPOINT_TEMPLATE_REF,
    version: '1.0.0',
    parameters: { name: 'made' },
  }),
  'catalog-info.yaml': stringify({ metadata: { name: 'made' } }),
  CODEOWNERS: '* @meridian/support',
  'deploy/base/endpoint.yaml': manifest,
  'deploy/base/chart.yaml': '{{ not yaml',
  'deploy/overlays/prod/patch.yaml': stringify({
    kind: 'Deployment',
    metadata: { name: 'made' },
    spec: { template: { spec: { enableServiceLinks: false } } },
  }),
  'deploy/overlays/dev/policy.yaml': 'kind: NetworkPolicy\n',
};

/** A host with one repository, of which a test says whether it answers. */
export class FakeHost {
  readonly reads: string[] = [];
  /** Paths of the files that were taken out of the archive. */
  held: string[] = [];
  failure?: Error;
  files = repository;

  readonly reader: UrlReaderService = {
    ...mockServices.urlReader.mock(),
    readTree: async (from, options) => {
      this.reads.push(from);
      if (this.failure) {
        throw this.failure;
      }
      // As with a real archive, a file is asked about when the reader comes to it.
      const take = () => {
        const wanted = Object.entries(this.files).filter(([path, text]) =>
          options?.filter?.(path, { size: text.length }),
        );
        this.held = wanted.map(([path]) => path);
        return wanted;
      };
      return {
        etag: 'e',
        archive: async () => Readable.from(''),
        dir: async () => '',
        files: async () =>
          take().map(([path, text]) => ({
            path,
            content: async () => Buffer.from(text),
          })),
      };
    },
  };
}
