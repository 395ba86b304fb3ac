import { readWeightsGiB, sizePredictiveModel } from './predictive';
import { shippedClass } from './sizing/__testUtils__/classes';

describe('predictive models', () => {
  it.each([
    ['{"weightsGiB": 0.5}', 0.5],
    ['', 1],
    ['{"weightsGiB": 1500}', 1500],
    ['{"weightsGiB": 1e300}', undefined],
    ['{"weightsGiB": 0}', undefined],
    ['{"weightsGiB": "5"}', undefined],
    ['null', undefined],
    ['{"architectures": []}', undefined],
    ['0.5 GiB', undefined],
  ])('have the size that %j says', (config, size) => {
    expect(readWeightsGiB(config)).toBe(size);
  });

  it('run on one NVIDIA device that holds them with their buffers', () => {
    const verdicts = sizePredictiveModel(
      { weightsGiB: 12, minReplicas: 2, maxReplicas: 4 },
      [
        shippedClass('l4-24g'),
        shippedClass('l40s-48g'),
        shippedClass('mi300x-192g'),
      ],
    );
    expect(verdicts).toEqual([
      {
        acceleratorClass: 'l4-24g',
        verdict: 'too-small',
        sentence: expect.stringContaining('3.5 GiB of memory are missing'),
      },
      {
        acceleratorClass: 'l40s-48g',
        verdict: 'fits',
        plan: expect.objectContaining({
          devicesPerReplica: 1,
          replicas: 2,
          monthlyCost: { amountMinor: 2 * 186 * 730, currency: 'USD' },
        }),
        sentence: expect.stringContaining('$2,716 a month'),
      },
      {
        acceleratorClass: 'mi300x-192g',
        verdict: 'unsuitable',
        sentence: 'Does not suit: Triton runs on NVIDIA devices.',
      },
    ]);
  });
});
