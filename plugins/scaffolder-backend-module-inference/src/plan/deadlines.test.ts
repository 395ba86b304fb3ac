import type { ModelLoading } from '@golden-path/plugin-inference-common';
import fc from 'fast-check';
import { planOf } from '../template/__testUtils__/cases';
import { deadlineChain, deadlineProblems } from './deadlines';
import { latencySettings } from './latencyProfiles';

const LOADINGS: ModelLoading[] = ['hub', 'oci', 'pvc', 'object-storage'];

describe('the start deadline', () => {
  it('follows from the bytes and the way they are loaded', () => {
    const checkpointGiB = 131.4;
    expect(deadlineChain({ checkpointGiB, loading: 'hub' })).toEqual({
      fetchSeconds: 526,
      loadSeconds: 251,
      startupPeriodSeconds: 10,
      startupFailureThreshold: 76,
      startupSeconds: 760,
      startDeadlineSeconds: 2940,
      gitOpsTimeoutSeconds: 3240,
      kueueTimeoutSeconds: 3540,
    });
    const deadline = (loading: ModelLoading, fillsCache?: boolean) =>
      deadlineChain({ checkpointGiB, loading, fillsCache })
        .startDeadlineSeconds;
    expect(deadline('oci')).toBeLessThan(deadline('hub'));
    expect(deadline('pvc')).toBeLessThan(deadline('oci'));
    expect(deadline('pvc', true)).toBeGreaterThan(deadline('hub'));
  });

  it('waits for the grace of the pod before it: at the maximum of replicas, quota leaves no room for both', () => {
    const deadlineOf = (
      maxReplicas: number,
      latencyProfile: 'interactive' | 'batch',
    ) => planOf({ maxReplicas, latencyProfile }).deadlines.startDeadlineSeconds;
    for (const maxReplicas of [1, 2]) {
      // 15 s of pause, 600 or 120 s of drain and a margin of 15 s
      expect(
        deadlineOf(maxReplicas, 'batch') -
          deadlineOf(maxReplicas, 'interactive'),
      ).toBe(480);
    }
    const { checkpointGiB, deadlines } = planOf({ maxReplicas: 2 });
    expect(deadlines).toEqual(
      deadlineChain({ checkpointGiB, loading: 'hub', predecessorSeconds: 150 }),
    );
  });

  it('is of the checkpoint that is downloaded, not of what quantising leaves of it', () => {
    const fp8 = (modelLoading: ModelLoading) =>
      planOf({
        model: { id: 'meta-llama/Llama-3.3-70B-Instruct' },
        precision: 'fp8',
        acceleratorClass: 'h100-80g',
        modelLoading,
        maxReplicas: 2,
      });
    // Its repository holds the weights twice, and KServe takes them twice.
    const chain = deadlineChain({
      checkpointGiB: 131.4,
      downloadGiB: 262.8,
      loading: 'hub',
      predecessorSeconds: 150,
    });
    expect(fp8('hub')).toMatchObject({
      weightsGiB: 67.7,
      memoryGiB: 90,
      checkpointGiB: 131.4,
      modelLoadSeconds: chain.loadSeconds,
      deadlines: chain,
      ephemeralStorageGiB: 10 + 317,
    });
    expect(fp8('pvc').modelSource.cache?.storageGiB).toBe(159);
  });

  it('is of what the publisher uploaded, to the byte where an index says it', () => {
    const sizes = (changes: Parameters<typeof planOf>[0]) => {
      const { weightsGiB, checkpointGiB } = planOf({
        maxReplicas: 2,
        ...changes,
      });
      return { weightsGiB, checkpointGiB };
    };
    const qwen = (gib: number) => ({
      id: 'Qwen/Qwen2.5-7B-Instruct',
      weightBytes: gib * 2 ** 30,
    });
    expect(sizes({ model: qwen(16), precision: 'fp8' }).checkpointGiB).toBe(16);
    // Stored in 32 bits: served in 16, downloaded whole
    expect(sizes({ model: qwen(32) })).toEqual({
      weightsGiB: 16.1,
      checkpointGiB: 32,
    });
    // Quantised by its publisher: held and downloaded as it is
    const { checkpointGiB } = sizes({
      model: { id: 'openai/gpt-oss-20b' },
      acceleratorClass: 'h100-80g',
    });
    expect(checkpointGiB).toBeGreaterThan(12);
    expect(checkpointGiB).toBeLessThan(13.5);
  });

  it('is one chain, whatever the model and its source', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 2000, noNaN: true }),
        fc.constantFrom(...LOADINGS),
        fc.boolean(),
        (checkpointGiB, loading, fillsCache) => {
          const chain = deadlineChain({ checkpointGiB, loading, fillsCache });
          expect(
            deadlineProblems([
              { name: 'start', seconds: chain.loadSeconds },
              { name: 'probe', seconds: chain.startupSeconds },
              { name: 'progress', seconds: chain.startDeadlineSeconds },
              { name: 'gitops', seconds: chain.gitOpsTimeoutSeconds },
              { name: 'kueue', seconds: chain.kueueTimeoutSeconds },
            ]),
          ).toEqual([]);
          expect(chain.startupSeconds).toBe(
            chain.startupPeriodSeconds * chain.startupFailureThreshold,
          );
          expect(chain.startDeadlineSeconds).toBeGreaterThan(
            chain.fetchSeconds + chain.startupSeconds,
          );
        },
      ),
    );
  });
});

it('lets running requests finish before the pod is killed, in every profile', () => {
  for (const runtime of ['vllm', 'triton'] as const) {
    for (const profile of ['interactive', 'standard', 'batch'] as const) {
      const settings = latencySettings(runtime, profile);
      expect(settings.terminationGraceSeconds).toBeGreaterThan(
        settings.preStopSeconds + settings.drainSeconds,
      );
      expect(settings.drainSeconds).toBeLessThanOrEqual(
        settings.requestTimeoutSeconds,
      );
    }
  }
});
