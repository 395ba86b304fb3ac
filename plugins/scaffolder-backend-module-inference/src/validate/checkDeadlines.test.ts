import { planOf, valuesOf } from '../template/__testUtils__/cases';
import { renderSkeleton } from '../template/__testUtils__/renderSkeleton';
import { stepOf } from '../template/__testUtils__/template';
import { checkDeadlines } from './checkDeadlines';
import { servingPod } from './kserveSchemas';
import { at, readManifests } from './manifest';

const { trimBlocks, lstripBlocks } = stepOf('fetch').input;

it.each([
  ['vllm', { model: { id: 'Qwen/Qwen2.5-7B-Instruct' } }],
  ['triton', { model: { id: 'meridian/ranker' } }],
] as const)(
  'gives running requests of %s the drain that its repository promises, and no grace that is shorter',
  async (runtime, model) => {
    const plan = planOf({ ...model, runtime, latencyProfile: 'batch' });
    const files = await renderSkeleton({
      values: valuesOf(plan),
      trimBlocks,
      lstripBlocks,
    });
    expect(files.get('docs/index.md')).toContain('for up to 600 s.');
    const path = `deploy/base/${
      runtime === 'vllm' ? 'llm-inference-service' : 'inference-service'
    }.yaml`;
    const service = (text = '') => readManifests(path, text).manifests;
    const text = files.get(path);
    const [written] = service(text);
    expect(at(servingPod(written), 'spec', 'containers', 0, 'args')).toContain(
      runtime === 'vllm' ? '--shutdown-timeout=600' : '--exit-timeout-secs=600',
    );
    expect(checkDeadlines([written])).toEqual([]);
    expect(
      checkDeadlines(
        service(
          text?.replace(/GracePeriodSeconds: \d+/, 'GracePeriodSeconds: 60'),
        ),
      ),
    ).toEqual([
      'terminationGracePeriodSeconds (60 s) must be longer than the pause before the stop with the drain (615 s)',
    ]);
  },
);
