import type { CompletePlan } from '../../plan/composePlan';
import type { Allocation, PlatformSettings } from '../../plan/platformSettings';
import type {
  LatencyProfile,
  ModelLoading,
  Runtime,
} from '@golden-path/plugin-inference-common';
import { planOf } from './cases';

const RUNTIMES: Runtime[] = ['vllm', 'triton'];
const ALLOCATIONS: Allocation[] = ['dra', 'device-plugin'];
const PROFILES: LatencyProfile[] = ['interactive', 'standard', 'batch'];
const LOADINGS: { loading: ModelLoading; modelUri?: string }[] = [
  { loading: 'hub' },
  { loading: 'oci', modelUri: 'oci://registry.example:5000/models/chat:1.0' },
  { loading: 'pvc' },
  { loading: 'pvc', modelUri: 'shared-models' },
  { loading: 'object-storage', modelUri: 's3://models/chat/v1' },
  { loading: 'object-storage', modelUri: 'gs://models/chat' },
];
const TARGETS = [0.99, 0.995, 0.999];
const TOLERATIONS: PlatformSettings['tolerations'] = [
  { key: 'nvidia.com/gpu', operator: 'Exists' },
  {
    key: 'pool',
    operator: 'Equal',
    value: 'true',
    effect: 'NoExecute',
    tolerationSeconds: 3600,
  },
];

/** One way to run an endpoint. */
export type Variant = { name: string; plan: CompletePlan };

/**
 * Every runtime × allocation × way of loading, with two of the three latency profiles each; environment, replicas, targets,
 * scaling and priority take turns, so that each of their values meets many of the others.
 */
export const variants: Variant[] = RUNTIMES.flatMap(runtime =>
  ALLOCATIONS.flatMap(allocation =>
    LOADINGS.flatMap(({ loading, modelUri }, turn) =>
      PROFILES.filter((_, index) => index !== turn % 3).map(latencyProfile => ({
        runtime,
        allocation,
        loading,
        modelUri,
        latencyProfile,
      })),
    ),
  ),
).map(
  (
    { runtime, allocation, loading, modelUri, latencyProfile },
    index,
  ): Variant => {
    const environment = index % 2 === 0 ? 'dev' : 'prod';
    const scales = index % 3 !== 0;
    const scaleToZero = environment === 'dev' && index % 4 === 0;
    return {
      name: [
        runtime,
        allocation,
        modelUri ? `${loading} ${modelUri}` : loading,
        latencyProfile,
        environment,
      ].join(', '),
      plan: planOf(
        {
          runtime,
          latencyProfile,
          modelLoading: loading,
          modelUri,
          hubToken: index % 2 === 1 ? true : undefined,
          availabilityTarget: TARGETS[index % TARGETS.length],
          model: {
            id:
              runtime === 'vllm'
                ? 'Qwen/Qwen2.5-7B-Instruct'
                : 'meridian/ranker',
          },
          maxReplicas: scales ? 3 : 1,
          scaleToZero,
          interruptible: index % 5 === 0,
          ttftP95Ms: index % 2 === 0 ? 1500 : undefined,
          tpotP95Ms: index % 3 === 0 ? 150 : undefined,
          businessHours:
            (index % 4 === 1 && scales) || (index % 8 === 0 && scaleToZero)
              ? {
                  start: '06:30',
                  end: '22:00',
                  timezone: 'America/Sao_Paulo',
                  replicas: scales ? 2 : 1,
                }
              : undefined,
        },
        {
          environment,
          platform: {
            allocation,
            localQueue: index % 2 === 0 ? 'gpu' : undefined,
            sharedStorageClass: index % 2 === 0 ? 'shared' : undefined,
            tolerations: index % 2 === 0 ? TOLERATIONS : [],
          },
        },
      ),
    };
  },
);

/** Names as long as they may be, and names that look like something else to YAML. */
export const awkward: Variant[] = [
  {
    name: 'names at their limits',
    plan: planOf(
      { maxReplicas: 2, modelLoading: 'pvc', ttftP95Ms: 2000 },
      {
        name: `a${'b'.repeat(48)}c`,
        title: '長'.repeat(100),
        team: { name: `t${'e'.repeat(61)}m` },
      },
    ),
  },
  {
    name: 'a predictive model with names at their limits',
    plan: planOf(
      {
        runtime: 'triton',
        model: { id: `${'o'.repeat(96)}/${'m'.repeat(96)}` },
        maxReplicas: 2,
        scaleToZero: true,
      },
      { name: `a${'b'.repeat(48)}c`, team: { name: '0' } },
    ),
  },
  ...['no', 'null', 'true', 'y', 'e1'].map(name => ({
    name: `an endpoint called ${name}`,
    plan: planOf(
      { maxReplicas: 2, modelLoading: 'pvc' },
      { name, team: { name: '1e3', title: 'null' } },
    ),
  })),
];
