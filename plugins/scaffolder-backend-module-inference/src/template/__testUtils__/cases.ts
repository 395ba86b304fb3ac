import type { JsonObject } from '@backstage/types';
import type { Repository } from '@golden-path/plugin-inference-node';
import { shippedClasses } from '../../__testUtils__/platform';
import { composePlan, type CompletePlan } from '../../plan/composePlan';
import type { EndpointRequest } from '../../plan/planEndpoint';
import {
  DEFAULT_PLATFORM,
  type PlatformSettings,
} from '../../plan/platformSettings';
import type { OwningTeam } from '../../plan/readCatalog';

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
  '- a list: [x]',
  '--flag=$HOME',
  '%YAML 1.1 &anchor *alias !!python/object',
  '{% include "/etc/passwd" %} {# a comment #} ${{ 7 * 7 }}',
  '\u202E\u2066 right \uFEFF to left',
];

type Case = { name: string; plan: CompletePlan };

const repository: Repository = {
  publisher: 'gitea',
  host: 'git.example',
  owner: 'meridian',
  name: 'support-chat',
  url: 'https://git.example/meridian/support-chat',
  catalogInfoPath: 'catalog-info.yaml',
};

type Identity = {
  name?: string;
  title?: string;
  environment?: 'dev' | 'prod';
  team?: Partial<OwningTeam>;
  platform?: Partial<PlatformSettings>;
  repository?: Partial<Repository>;
};

/** Classes as a cluster with device plugins has them. */
const classes = shippedClasses.map(one => ({
  ...one,
  extendedResourceName: one.vendor === 'amd' ? 'amd.com/gpu' : 'nvidia.com/gpu',
}));

/** The plan that the action would put out. */
export function planOf(
  changes: Partial<EndpointRequest>,
  identity: Identity = {},
): CompletePlan {
  return composePlan({
    name: identity.name ?? 'support-chat',
    title: identity.title ?? 'Support chat',
    environment: identity.environment ?? 'dev',
    request: { ...request, ...changes },
    classes,
    team: {
      ref: 'group:default/support-assist',
      name: 'support-assist',
      title: 'Support assist',
      ...identity.team,
    },
    repository: { ...repository, ...identity.repository },
    platform: { ...DEFAULT_PLATFORM, ...identity.platform },
    portalUrl: 'https://portal.example',
  });
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
      { environment: 'prod', team: { pagerDutyServiceId: 'PSUPPRT' } },
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
      { name: 'no', title: '~', team: { name: '123', title: 'true' } },
    ),
  },
  ...hostile.map(text => ({
    name: `the title ${text}`,
    plan: planOf(
      {},
      { title: text, team: { title: text, pagerDutyServiceId: text } },
    ),
  })),
];

/** Everything fetch:template is given. */
export function valuesOf(plan: CompletePlan): JsonObject {
  return {
    plan: JSON.parse(JSON.stringify(plan)),
    reservationId: '0d3e1c0a-7f7a-4a52-9d52-7e1f3b1f8b11',
    templateVersion: '1.1.0',
  };
}
