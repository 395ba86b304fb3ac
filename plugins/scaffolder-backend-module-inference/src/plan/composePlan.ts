import { InputError } from '@backstage/errors';
import {
  checkEndpointOptions,
  formatFieldErrors,
  type AcceleratorClass,
} from '@golden-path/plugin-inference-common';
import type { Publisher, Repository } from '@golden-path/plugin-inference-node';
import {
  planDeployment,
  withDefaults,
  type DeploymentPlan,
} from './planDeployment';
import {
  chosenClass,
  planEndpoint,
  type EndpointPlan,
  type EndpointRequest,
} from './planEndpoint';
import type { PlatformSettings } from './platformSettings';
import type { OwningTeam } from './readCatalog';

/** What the plan action puts out: all that the skeleton and the next steps need. */
export type CompletePlan = EndpointPlan &
  DeploymentPlan & {
    name: string;
    title: string;
    endpointRef: string;
    owner: string;
    ownerTitle: string;
    /** Title and owner as Markdown that shows nothing but their letters. */
    titleMarkdown: string;
    ownerMarkdown: string;
    namespace: string;
    environment: 'dev' | 'prod';
    lifecycle: string;
    pagerDutyServiceId?: string;
    precision: string;
    ttftP95Ms?: number;
    tpotP95Ms?: number;
    publisher: Publisher;
    repoHost: string;
    repoOwner: string;
    repoName: string;
    repositoryUrl: string;
    catalogInfoPath: string;
    /** What the GitOps controller reads a private repository with: the Secret, and where the store has it. */
    repositorySecret?: { name: string; key: string };
    runbookUrl: string;
  };

/** Where each kind of host shows a file of the main branch. */
const FILE_PATHS: Record<Publisher, string> = {
  gitea: 'src/branch/main',
  github: 'blob/main',
  gitlab: '-/blob/main',
};

/** Hosts on which the template makes repositories private. */
const PRIVATE_ON: readonly Publisher[] = ['github', 'gitlab'];

/** Text of the catalog on one line: it goes into documents that line breaks would break. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

/** Text that Markdown takes for neither emphasis, code, link nor HTML. */
function markdownOf(text: string): string {
  return text
    .replace(/[&<>]/g, character => ENTITIES[character])
    .replace(/[\\`*_[\]{}|~]/g, '\\$&');
}

/**
 * Puts the whole plan of an endpoint together. Pure: the same request gives the same repository.
 *
 * @throws InputError with a sentence when something that was asked for cannot be
 */
export function composePlan(options: {
  name: string;
  title: string;
  environment: 'dev' | 'prod';
  request: EndpointRequest;
  classes: AcceleratorClass[];
  team: OwningTeam;
  repository: Repository;
  platform: PlatformSettings;
  /** Address of the portal, whose documentation alerts link to; without it they link to the repository. */
  portalUrl?: string;
}): CompletePlan {
  const { name, environment, request, classes, team, repository } = options;
  const problems = checkEndpointOptions({ ...request, environment });
  if (problems.length > 0) {
    throw new InputError(
      `The endpoint cannot be planned: ${formatFieldErrors(problems)}.`,
    );
  }
  const plan = planEndpoint(request, classes);
  const deployment = planDeployment({
    name,
    namespace: team.name,
    request: withDefaults(request),
    modelId: plan.modelId,
    checkpointGiB: plan.checkpointGiB,
    minReplicas: plan.minReplicas,
    maxReplicas: plan.maxReplicas,
    devicesPerReplica: plan.devicesPerReplica,
    ttftP95Ms: request.ttftP95Ms,
    tpotP95Ms: request.tpotP95Ms,
    acceleratorClass: chosenClass(request, classes),
    platform: options.platform,
  });
  const { publisher, url } = repository;
  const { pagerDutyServiceId } = team;
  const ownerTitle = oneLine(team.title);
  return {
    ...plan,
    ...deployment,
    name,
    title: options.title,
    endpointRef: `component:default/${name}`,
    owner: team.ref,
    ownerTitle,
    titleMarkdown: markdownOf(options.title),
    ownerMarkdown: markdownOf(ownerTitle),
    namespace: team.name,
    environment,
    lifecycle: environment === 'prod' ? 'production' : 'experimental',
    ...(pagerDutyServiceId && { pagerDutyServiceId }),
    precision: request.precision,
    ...(request.ttftP95Ms !== undefined && { ttftP95Ms: request.ttftP95Ms }),
    ...(request.tpotP95Ms !== undefined && { tpotP95Ms: request.tpotP95Ms }),
    publisher,
    repoHost: repository.host,
    repoOwner: repository.owner,
    repoName: repository.name,
    repositoryUrl: url,
    catalogInfoPath: repository.catalogInfoPath,
    ...(PRIVATE_ON.includes(publisher) && {
      repositorySecret: {
        name: `${name}-repository`,
        key: `inference/${team.name}/git`,
      },
    }),
    runbookUrl: options.portalUrl
      ? `${options.portalUrl}/docs/default/component/${name}/runbook`
      : `${url}/${FILE_PATHS[publisher]}/docs/runbook.md`,
  };
}
