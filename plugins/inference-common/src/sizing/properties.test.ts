import fc from 'fast-check';
import { shippedClasses } from './__testUtils__/classes';
import { fitMemory } from './memory';
import { planForClass } from './planForClass';
import { recommend, sizeForClasses } from './sizeForClasses';
import type { ModelShape, SizingInput } from './types';
import { deviceWeightsGiB, weightBytes } from './weights';

const attentions: fc.Arbitrary<{
  heads: number;
  attention: ModelShape['attention'];
}> = fc.constantFrom(8, 16, 32, 40, 64).chain(heads =>
  fc
    .oneof(
      fc.record({
        kind: fc.constant('gqa' as const),
        kvHeads: fc.constantFrom(1, 2, 4, 8),
        headDim: fc.constantFrom(64, 128, 256),
      }),
      fc.record({
        kind: fc.constant('mla' as const),
        kvLoraRank: fc.constantFrom(256, 512),
        qLoraRank: fc.option(fc.constantFrom(768, 1536), { nil: undefined }),
        qkRopeHeadDim: fc.constant(64),
        qkNopeHeadDim: fc.constantFrom(64, 128),
        vHeadDim: fc.constantFrom(64, 128),
      }),
    )
    .map(attention => ({ heads, attention })),
);

const quantisations = fc.option(
  fc.record({
    method: fc.constant('some'),
    bits: fc.constantFrom(4, 8),
    scaleBits: fc.constantFrom(0, 0.125, 0.5),
    bytesPerRow: fc.constantFrom(0, 4),
    covers: fc.subarray([
      'attention' as const,
      'mlp' as const,
      'sharedExperts' as const,
      'experts' as const,
    ]),
    groupSize: fc.option(fc.constantFrom(32, 128), { nil: undefined }),
    computesIn8Bits: fc.boolean(),
    paddedTo: fc.option(fc.constant(256), { nil: undefined }),
  }),
  { nil: undefined },
);

const models: fc.Arbitrary<ModelShape> = fc
  .record({
    shape: attentions,
    layers: fc.integer({ min: 1, max: 100 }),
    hiddenSize: fc.constantFrom(1024, 2880, 4096, 8192),
    intermediateSize: fc.constantFrom(2880, 5632, 14336, 28672),
    experts: fc.option(
      fc.record({
        routed: fc.constantFrom(8, 60, 128),
        perToken: fc.constantFrom(1, 2, 8),
        intermediateSize: fc.constantFrom(768, 1408, 2048),
        sharedIntermediateSize: fc.constantFrom(0, 1408),
        denseLayers: fc.constantFrom(0, 1),
      }),
      { nil: undefined },
    ),
    window: fc.option(
      fc.record({
        share: fc.double({ min: 0.01, max: 1, noNaN: true }),
        tokens: fc.constantFrom(128, 1024, 4096),
      }),
      { nil: undefined },
    ),
    vocabularySize: fc.integer({ min: 1000, max: 260_000 }),
    tiedEmbeddings: fc.boolean(),
    otherParameters: fc.constantFrom(0, 400_000_000),
    quantisation: quantisations,
  })
  .map(({ shape, experts, window, quantisation, ...rest }) => ({
    ...rest,
    state: 'modelled',
    architecture: 'AnyForCausalLM',
    attentionHeads: shape.heads,
    attention: shape.attention,
    maxPositions: 131_072,
    extraParametersPerLayer: 0,
    ...(experts && { experts }),
    ...(quantisation && { quantisation }),
    ...(window && {
      slidingWindow: {
        layers: Math.max(1, Math.round(rest.layers * window.share)),
        tokens: window.tokens,
      },
    }),
  }));

const classes = fc.constantFrom(...shippedClasses);
const degrees = fc.constantFrom(1, 2, 4, 8);

const inputs: fc.Arbitrary<SizingInput & { model: ModelShape }> = fc.record({
  model: models,
  precision: fc.constantFrom('auto' as const, 'bf16' as const),
  kvPrecision: fc.constantFrom('auto' as const, 'fp8' as const),
  maxModelLength: fc.integer({ min: 2000, max: 131_072 }),
  traffic: fc.record({
    requestsPerSecond: fc.double({ min: 0, max: 20, noNaN: true }),
    promptTokens: fc.integer({ min: 1, max: 1000 }),
    outputTokens: fc.integer({ min: 1, max: 1000 }),
  }),
  slo: fc.constant({}),
  minReplicas: fc.constant(1),
  maxReplicas: fc.constantFrom(1, 8),
});

/** Every number anywhere in a value. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(numbersIn)
    : [];
}

describe('sizing, for any model', () => {
  it('gives one verdict for every class, with its reason, and no number that makes no sense', () => {
    fc.assert(
      fc.property(inputs, asked => {
        const verdicts = sizeForClasses(asked, shippedClasses);
        expect(verdicts.map(verdict => verdict.acceleratorClass)).toEqual(
          shippedClasses.map(({ name }) => name),
        );
        for (const verdict of verdicts) {
          expect(verdict.sentence).toMatch(/^[A-Z1-9].*\.$/);
          expect(verdict.sentence).not.toMatch(/NaN|Infinity|undefined|-\d/);
        }
        for (const number of numbersIn(verdicts)) {
          expect(number).toBeGreaterThanOrEqual(0);
        }
        const { state } = recommend(verdicts, shippedClasses);
        expect(state).toBe(
          verdicts.some(({ verdict }) => verdict === 'fits')
            ? 'recommended'
            : 'none',
        );
      }),
    );
  });

  it('spends the memory of a device to the byte', () => {
    fc.assert(
      fc.property(inputs, classes, (asked, on) => {
        const outcome = planForClass(asked, on);
        if (!outcome.ok) {
          return;
        }
        const { deviceGiB, ...parts } = outcome.plan.memoryPerDevice;
        expect(deviceGiB).toBe(on.memoryGiB);
        expect(numbersIn(parts).reduce((sum, part) => sum + part)).toBeCloseTo(
          deviceGiB,
          6,
        );
        expect(outcome.plan.kvCacheGiBPerDevice).toBe(parts.kvCacheGiB);
      }),
    );
  });

  it('fits the longest context it names, and none longer', () => {
    fc.assert(
      fc.property(models, classes, degrees, (model, on, tensorParallel) => {
        const fit = (maxModelLength: number) =>
          fitMemory({
            model,
            precision: 'auto',
            acceleratorClass: on,
            tensorParallel,
            maxModelLength,
          });
        const { longestContextTokens: longest } = fit(2000);
        const most = model.maxPositions;
        expect(longest).toBeLessThanOrEqual(most);
        expect(longest === 0 || fit(longest).missingGiB === 0).toBe(true);
        expect(longest === most || fit(longest + 1).missingGiB > 0).toBe(true);
      }),
    );
  });

  it('holds fewer requests the longer they may be, and more of them in an 8-bit cache', () => {
    fc.assert(
      fc.property(
        models,
        classes,
        degrees,
        fc.integer({ min: 100, max: 60_000 }),
        (model, on, tensorParallel, maxModelLength) => {
          const concurrency = (length: number, kvPrecision?: 'fp8') =>
            fitMemory({
              model,
              precision: 'auto',
              kvPrecision,
              acceleratorClass: on,
              tensorParallel,
              maxModelLength: length,
            }).concurrency;
          const now = concurrency(maxModelLength);
          expect(concurrency(maxModelLength * 2)).toBeLessThanOrEqual(now);
          expect(concurrency(maxModelLength, 'fp8')).toBeGreaterThanOrEqual(
            now,
          );
        },
      ),
    );
  });

  it('never puts less on all devices together than the model is', () => {
    fc.assert(
      fc.property(models, degrees, (model, degree) => {
        // The allocator's rounding is no part of the model: of a small one it is more than a few per cent.
        expect(
          deviceWeightsGiB(model, 'auto', degree) * degree * 2 ** 30,
        ).toBeGreaterThanOrEqual(
          weightBytes(model, 'auto').total * (1 - 1e-12),
        );
        expect(deviceWeightsGiB(model, 'auto', degree)).toBeLessThanOrEqual(
          deviceWeightsGiB(model, 'auto', 1) * 1.03,
        );
      }),
    );
  });
});
