import type { JsonObject } from '@backstage/types';
import { shippedClasses } from '../../__testUtils__/platform';
import { planEndpoint, type EndpointRequest } from '../../plan/planEndpoint';

const request: EndpointRequest = {
  model: { id: 'Qwen/Qwen2.5-7B-Instruct' },
  precision: 'auto',
  maxModelLength: 8192,
  requestsPerSecond: 1,
  promptTokens: 600,
  outputTokens: 200,
  minReplicas: 1,
  maxReplicas: 1,
  acceleratorClass: 'l4-24g',
};

/** Text that breaks out of YAML, Markdown, HTML, shells and the template engine where it is not quoted. */
const hostile = [
  `"]}, {"kind": "Secret"`,
  `: - # & * ! | > ' " % @ \``,
  '${{ values.plan | dump }} {% raw %} {{ 7 * 7 }}',
  `<script>alert(1)</script> </textarea> &amp;`,
  '$(reboot); `reboot` \\ 価格 🙂',
  'yes',
  '1e3',
  'null',
];

type Case = { name: string; plan: JsonObject };

function planOf(
  changes: Partial<EndpointRequest>,
  identity: JsonObject = {},
): JsonObject {
  const asked = { ...request, ...changes };
  return {
    ...planEndpoint(asked, shippedClasses),
    name: 'support-chat',
    title: 'Support chat',
    endpointRef: 'component:default/support-chat',
    owner: 'group:default/support-assist',
    ownerTitle: 'Support assist',
    namespace: 'support-assist',
    environment: 'dev',
    lifecycle: 'experimental',
    precision: asked.precision,
    ...(asked.ttftP95Ms && { ttftP95Ms: asked.ttftP95Ms }),
    ...(asked.tpotP95Ms && { tpotP95Ms: asked.tpotP95Ms }),
    publisher: 'gitea',
    repoHost: 'git.example',
    repoOwner: 'meridian',
    repoName: 'support-chat',
    repositoryUrl: 'https://git.example/meridian/support-chat',
    catalogInfoPath: 'catalog-info.yaml',
    ...identity,
  };
}

/** What the template is rendered for; the first two are kept as snapshots. */
export const cases: Case[] = [
  { name: 'small', plan: planOf({}) },
  {
    name: 'large',
    plan: planOf(
      {
        model: { id: 'meta-llama/Llama-3.3-70B-Instruct' },
        acceleratorClass: 'h100-80g',
        ttftP95Ms: 500,
        tpotP95Ms: 40,
        maxReplicas: 2,
      },
      {
        environment: 'prod',
        lifecycle: 'production',
        pagerDutyServiceId: 'PSUPPRT',
      },
    ),
  },
  {
    name: 'amd in fp8',
    plan: planOf({
      model: { id: 'meta-llama/Llama-3.3-70B-Instruct' },
      precision: 'fp8',
      acceleratorClass: 'mi300x-192g',
    }),
  },
  {
    name: 'a slice',
    plan: planOf({
      model: { id: 'openai/gpt-oss-20b' },
      acceleratorClass: 'h100-mig-3g-40g',
      tpotP95Ms: 30,
    }),
  },
  {
    name: 'names that look like other types',
    plan: planOf(
      {},
      { name: 'no', namespace: '123', title: '~', ownerTitle: 'true' },
    ),
  },
  ...hostile.map(text => ({
    name: `the title ${text}`,
    plan: planOf(
      {},
      { title: text, ownerTitle: text, pagerDutyServiceId: text },
    ),
  })),
];

/** Everything fetch:template is given. */
export function valuesOf(plan: JsonObject): JsonObject {
  return {
    plan,
    reservationId: '0d3e1c0a-7f7a-4a52-9d52-7e1f3b1f8b11',
    templateVersion: '1.0.0',
  };
}
