import { stringify } from 'yaml';
import { endpointManifests } from './endpointManifests';
import { type SeedEndpoint } from './endpoints';
import { expectedLoadSeconds } from './loadSeconds';
import { type Team } from './organisation';

/** The version of the template that the seed's endpoints claim to come from. */
const TEMPLATE_VERSION = '1.0.0';

function entity(endpoint: SeedEndpoint, team: Team, repositoryUrl: string) {
  const { slo } = endpoint;
  const annotations = {
    'backstage.io/kubernetes-id': endpoint.name,
    'backstage.io/kubernetes-namespace': endpoint.team,
    'backstage.io/techdocs-ref': 'dir:.',
    'goldenpath.dev/accelerator-class': endpoint.acceleratorClass,
    'goldenpath.dev/accelerators-per-replica': String(
      endpoint.acceleratorsPerReplica,
    ),
    'goldenpath.dev/min-replicas': String(endpoint.minReplicas),
    'goldenpath.dev/max-replicas': String(endpoint.maxReplicas),
    'goldenpath.dev/model': endpoint.model,
    'goldenpath.dev/runtime': endpoint.runtime,
    'goldenpath.dev/environment': endpoint.environment,
    ...(slo.ttftP95Ms && {
      'goldenpath.dev/slo-ttft-p95-ms': String(slo.ttftP95Ms),
    }),
    ...(slo.tpotP95Ms && {
      'goldenpath.dev/slo-tpot-p95-ms': String(slo.tpotP95Ms),
    }),
    ...(slo.latencyP95Ms && {
      'goldenpath.dev/slo-latency-p95-ms': String(slo.latencyP95Ms),
    }),
    'goldenpath.dev/template-version': TEMPLATE_VERSION,
    'goldenpath.dev/model-load-seconds': String(
      expectedLoadSeconds(endpoint.weightsGiB),
    ),
    ...(team.pagerDutyServiceId && {
      'pagerduty.com/service-id': team.pagerDutyServiceId,
    }),
  };
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: endpoint.name,
      title: endpoint.title,
      description: `${endpoint.model}, served for ${team.title}`,
      annotations,
      tags: [endpoint.runtime, endpoint.environment],
      links: [
        { url: repositoryUrl, title: 'Repository' },
        {
          url: `${repositoryUrl}/src/branch/main/docs/runbook.md`,
          title: 'Runbook',
          icon: 'docs',
        },
      ],
    },
    spec: {
      type: 'inference-endpoint',
      lifecycle:
        endpoint.environment === 'prod' ? 'production' : 'experimental',
      owner: `group:default/${endpoint.team}`,
      dependsOn: [`resource:default/${endpoint.acceleratorClass}`],
    },
  };
}

function objectives({ slo }: SeedEndpoint): string {
  const rows = [
    slo.ttftP95Ms && `| Time to first token, p95 | ${slo.ttftP95Ms} ms |`,
    slo.tpotP95Ms && `| Time per output token, p95 | ${slo.tpotP95Ms} ms |`,
    slo.latencyP95Ms && `| Latency, p95 | ${slo.latencyP95Ms} ms |`,
  ].filter(Boolean);
  return ['| objective | target |', '|---|---|', ...rows].join('\n');
}

function replicas({ minReplicas, maxReplicas }: SeedEndpoint): string {
  return minReplicas === maxReplicas
    ? `${minReplicas}`
    : `${minReplicas} to ${maxReplicas}`;
}

function overview(endpoint: SeedEndpoint, team: Team): string {
  return `\`${endpoint.model}\` behind one address, owned by **${team.title}**.

| setting | value |
|---|---|
| Server | ${endpoint.runtime === 'vllm' ? 'vLLM' : 'Triton'} |
| Accelerators | ${endpoint.acceleratorsPerReplica} × ${
    endpoint.acceleratorClass
  } per replica |
| Replicas | ${replicas(endpoint)} |
| Environment | ${
    endpoint.environment === 'prod' ? 'production' : 'development'
  } |
| Start of a replica | about ${expectedLoadSeconds(endpoint.weightsGiB)} s (${
    endpoint.weightsGiB
  } GiB of weights) |

${objectives(endpoint)}
`;
}

function readme(endpoint: SeedEndpoint, team: Team): string {
  return `# ${endpoint.title}

${overview(endpoint, team)}
## Change it

The cluster follows \`main\`: edit [deploy/endpoint.yaml](deploy/endpoint.yaml), push, and the change is applied. More
replicas or larger accelerators need quota; ask for it in the portal first, or the new pods wait.

When something is wrong: [docs/runbook.md](docs/runbook.md).
`;
}

function runbook(endpoint: SeedEndpoint, team: Team): string {
  return `# Runbook: ${endpoint.title}

Start on the endpoint's page in the portal: it says whose problem it most likely is, and who is on call now.

## Answers are slow

1. Look at the split of the latency. *Queue* is high: requests come faster than the replicas (${replicas(
    endpoint,
  )}) can take them.
   Raise the replicas, or ask the callers to slow down.
2. *Inference* is high while the queue is short: compare with the last deployment of this repository; revert when it fits.
3. One replica is slower than the others: suspect its device and page the platform team.

## Answers fail

1. Errors began with a commit here: revert it and push. A replica takes about ${expectedLoadSeconds(
    endpoint.weightsGiB,
  )} s to come back.
2. Errors come from one replica, or the portal shows device errors: page the platform team, with the pod's name.
3. Every replica fails and nothing was changed here: read the pods' log for the model's own error.

## Pods do not start

- *Waiting for quota*: the team's quota of ${
    endpoint.acceleratorClass
  } is used up. The open request is on the endpoint's page.
- *Loading model* for more than twice the expected ${expectedLoadSeconds(
    endpoint.weightsGiB,
  )} s: the weights are not arriving; page the platform team.
- *Image cannot be pulled*: check the image's name in \`deploy/endpoint.yaml\`.

## Who

${
  team.title
} owns the model and this repository. The platform team owns nodes, devices, drivers and quota.
`;
}

/** The files of one endpoint's repository, as the template would have written them. */
export function endpointRepositoryFiles(options: {
  endpoint: SeedEndpoint;
  team: Team;
  /** Where the repository is browsed. */
  repositoryUrl: string;
}): Map<string, string> {
  const { endpoint, team, repositoryUrl } = options;
  const site = {
    site_name: endpoint.title,
    nav: [{ Overview: 'index.md' }, { Runbook: 'runbook.md' }],
    plugins: ['techdocs-core'],
  };
  return new Map([
    ['README.md', readme(endpoint, team)],
    ['catalog-info.yaml', stringify(entity(endpoint, team, repositoryUrl))],
    ['deploy/endpoint.yaml', endpointManifests(endpoint)],
    ['docs/index.md', `# ${endpoint.title}\n\n${overview(endpoint, team)}`],
    ['docs/runbook.md', runbook(endpoint, team)],
    ['mkdocs.yml', stringify(site)],
  ]);
}
