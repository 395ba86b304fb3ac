import fc from 'fast-check';
import type { AcceleratorClass } from '../acceleratorClass';
import { findKnownModel, shapeOfKnownModel } from '../models';
import { shippedClass, shippedClasses } from './__testUtils__/classes';
import { configs } from './__testUtils__/configs';
import { checkSizingInput } from './checkSizingInput';
import { fitMemory } from './memory';
import { parseModelConfig } from './parseModelConfig';
import { planForClass, tensorParallelDegrees } from './planForClass';
import { recommend, sizeForClasses } from './sizeForClasses';
import { startupProbe } from './startup';
import type { ModelShape, SizingInput, Verdict } from './types';

function model(id: string): ModelShape {
  const known = findKnownModel(id);
  if (!known) {
    throw new Error(`No ${id}`);
  }
  return shapeOfKnownModel(known);
}

const qwen7b = model('Qwen/Qwen2.5-7B-Instruct');
const llama70b = model('meta-llama/Llama-3.3-70B-Instruct');

function input(
  changes: Partial<Omit<SizingInput, 'model'>> & { model?: ModelShape } = {},
): SizingInput & { model: ModelShape } {
  return {
    model: qwen7b,
    precision: 'auto',
    maxModelLength: 8192,
    traffic: { requestsPerSecond: 1, promptTokens: 600, outputTokens: 200 },
    slo: {},
    minReplicas: 1,
    maxReplicas: 4,
    ...changes,
  };
}

function verdictOn(name: string, verdicts: Verdict[]): Verdict {
  const found = verdicts.find(
    ({ acceleratorClass }) => acceleratorClass === name,
  );
  if (!found) {
    throw new Error(`No verdict on ${name}`);
  }
  return found;
}

describe('sizeForClasses', () => {
  it('puts a 7B model on the smallest class and calls the others oversized', () => {
    const verdicts = sizeForClasses(input(), shippedClasses);
    expect(
      verdicts.map(({ acceleratorClass, verdict }) => [
        acceleratorClass,
        verdict,
      ]),
    ).toEqual([
      ['l4-24g', 'fits'],
      ['l40s-48g', 'oversized'],
      ['a100-80g', 'oversized'],
      ['h100-80g', 'oversized'],
      ['h100-mig-3g-40g', 'oversized'],
      ['mi300x-192g', 'oversized'],
    ]);
    expect(verdicts[0].sentence).toMatch(
      /^One device holds the weights \(14\.2 GiB\) and [\d,]+ tokens of context, \d+ requests of full length at once; 1 replica costs \$584 a month\.$/,
    );
    expect(verdicts[3]).toMatchObject({
      cheaperClass: 'l4-24g',
      saves: { amountMinor: (688 - 80) * 730, currency: 'USD' },
    });
    expect(recommend(verdicts, shippedClasses)).toEqual({
      state: 'recommended',
      acceleratorClass: 'l4-24g',
      sentence:
        'NVIDIA L4 24 GB meets the targets for $584 a month with 1 device.',
    });
  });

  it('says how much memory a class lacks, and splits a model where devices are linked', () => {
    const verdicts = sizeForClasses(input({ model: llama70b }), shippedClasses);
    expect(verdictOn('l4-24g', verdicts)).toMatchObject({
      verdict: 'too-small',
      shortfall: { kind: 'memory', missingGiB: expect.closeTo(69.4, 1) },
      sentence: expect.stringContaining('4 devices per replica'),
    });
    // A slice has no link to another
    expect(verdictOn('h100-mig-3g-40g', verdicts)).toMatchObject({
      verdict: 'too-small',
      sentence: expect.stringContaining('1 device per replica'),
    });
    // 131 GiB of weights: two devices of 80 GB, or one of 192 GB
    for (const [name, devices] of [
      ['a100-80g', 2],
      ['mi300x-192g', 1],
    ] as const) {
      const verdict = verdictOn(name, verdicts);
      expect('plan' in verdict && verdict.plan.tensorParallel).toBe(devices);
    }
  });

  it('takes a faster class when the SLO is tight, and says what the slow one misses', () => {
    const verdicts = sizeForClasses(
      input({ slo: { tpotP95Ms: 15, ttftP95Ms: 400 } }),
      shippedClasses,
    );
    const l4 = verdictOn('l4-24g', verdicts);
    expect(l4).toMatchObject({ verdict: 'too-small' });
    expect(l4.sentence).toMatch(
      /^Too slow: an output token takes about [\d.]+ ms with 4 devices per replica, the target is 15\.0 ms\.$/,
    );
    expect(recommend(verdicts, shippedClasses)).toMatchObject({
      state: 'recommended',
      acceleratorClass: 'a100-80g',
    });
  });

  it('counts replicas from the rate and refuses more than the maximum', () => {
    const busy = input({
      traffic: { requestsPerSecond: 60, promptTokens: 600, outputTokens: 200 },
      maxReplicas: 2,
    });
    expect(planForClass(busy, shippedClass('l4-24g'))).toMatchObject({
      ok: false,
      shortfall: { kind: 'replicas', allowed: 2 },
    });
    const none = sizeForClasses(busy, [shippedClass('l4-24g')]);
    expect(recommend(none, shippedClasses)).toMatchObject({ state: 'none' });
  });

  it('does not compare prices in different currencies', () => {
    const euros: AcceleratorClass = {
      ...shippedClass('h100-80g'),
      name: 'h100-eur',
      pricePerDeviceHour: { amountMinor: 700, currency: 'EUR' },
    };
    const verdicts = sizeForClasses(input(), [shippedClass('l4-24g'), euros]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['fits', 'fits']);
  });

  it('says why instead of guessing about a model it does not know', () => {
    const unknown = parseModelConfig({ architectures: ['JambaForCausalLM'] });
    if (unknown.state !== 'not-modelled') {
      throw new Error('expected a model that is not covered');
    }
    const verdicts = sizeForClasses(
      { ...input(), model: unknown },
      shippedClasses,
    );
    expect(verdicts).toHaveLength(6);
    expect(verdicts[0]).toMatchObject({
      verdict: 'not-modelled',
      sentence: expect.stringContaining('state-space'),
    });
    expect(recommend(verdicts, shippedClasses)).toEqual({
      state: 'none',
      sentence: expect.stringContaining('state-space'),
    });
  });

  it('only splits a model in ways its heads and the node allow', () => {
    expect(tensorParallelDegrees(qwen7b, shippedClass('h100-80g'))).toEqual([
      1, 2, 4,
    ]);
    expect(tensorParallelDegrees(llama70b, shippedClass('h100-80g'))).toEqual([
      1, 2, 4, 8,
    ]);
    expect(tensorParallelDegrees(llama70b, shippedClass('l4-24g'))).toEqual([
      1, 2, 4,
    ]);
    expect(
      tensorParallelDegrees(llama70b, shippedClass('h100-mig-3g-40g')),
    ).toEqual([1]);
  });

  it('keeps latent attention whole on every device', () => {
    const deepseek = parseModelConfig(configs.deepseekV3);
    if (deepseek.state !== 'modelled') {
      throw new Error('expected DeepSeek to be modelled');
    }
    const fit = (tensorParallel: number) =>
      fitMemory({
        model: deepseek,
        precision: 'auto',
        acceleratorClass: {
          ...shippedClass('mi300x-192g'),
          memoryGiB: 4000 / tensorParallel,
        },
        tensorParallel,
        maxModelLength: 8192,
      });
    expect(fit(8).kvTokens).toBeLessThan(fit(4).kvTokens / 1.5);
  });

  it('gives a start-up probe that outlasts the load', () => {
    expect(startupProbe(135)).toEqual({
      periodSeconds: 10,
      failureThreshold: 60,
    });
    expect(startupProbe(500)).toEqual({
      periodSeconds: 10,
      failureThreshold: 150,
    });
  });
});

describe('checkSizingInput', () => {
  it('accepts what the form offers', () => {
    expect(checkSizingInput(input())).toEqual([]);
  });

  it.each([
    ['maxModelLength', { maxModelLength: 0 }],
    ['maxModelLength', { maxModelLength: 40_000 }],
    ['maxModelLength', { maxModelLength: 700 }],
    ['minReplicas', { minReplicas: 0 }],
    ['maxReplicas', { maxReplicas: -1 }],
    ['maxReplicas', { maxReplicas: 65 }],
    ['minReplicas', { minReplicas: 3, maxReplicas: 2 }],
    [
      'requestsPerSecond',
      {
        traffic: {
          requestsPerSecond: Number.NaN,
          promptTokens: 1,
          outputTokens: 1,
        },
      },
    ],
    [
      'concurrency',
      {
        traffic: {
          requestsPerSecond: 1,
          promptTokens: 1,
          outputTokens: 1,
          concurrency: 0,
        },
      },
    ],
    ['ttftP95Ms', { slo: { ttftP95Ms: 0 } }],
    [
      'precision',
      { model: model('openai/gpt-oss-20b'), precision: 'fp8' as const },
    ],
  ])('names %s for %j', (path, changes) => {
    expect(checkSizingInput(input(changes)).map(error => error.path)).toEqual([
      path,
    ]);
  });
});

describe('sizing never rewards asking for more', () => {
  const shapes = fc
    .record({
      layers: fc.integer({ min: 1, max: 100 }),
      heads: fc.constantFrom(8, 16, 32, 64),
      groups: fc.constantFrom(1, 2, 4, 8),
      headDim: fc.constantFrom(64, 128),
      width: fc.constantFrom(2, 3, 4),
      vocabularySize: fc.integer({ min: 1000, max: 260_000 }),
    })
    .map(
      ({
        layers,
        heads,
        groups,
        headDim,
        width,
        vocabularySize,
      }): ModelShape => ({
        state: 'modelled',
        architecture: 'LlamaForCausalLM',
        layers,
        hiddenSize: heads * headDim,
        attentionHeads: heads,
        attention: { kind: 'gqa', kvHeads: heads / groups, headDim },
        intermediateSize: heads * headDim * width,
        vocabularySize,
        tiedEmbeddings: false,
        maxPositions: 131_072,
        extraParametersPerLayer: 0,
        otherParameters: 0,
      }),
    );
  const inputs = fc
    .record({
      model: shapes,
      maxModelLength: fc.integer({ min: 2000, max: 60_000 }),
      requestsPerSecond: fc.double({ min: 0, max: 50, noNaN: true }),
      promptTokens: fc.integer({ min: 1, max: 1000 }),
      outputTokens: fc.integer({ min: 1, max: 1000 }),
      tpotP95Ms: fc.option(fc.integer({ min: 5, max: 200 }), {
        nil: undefined,
      }),
      ttftP95Ms: fc.option(fc.integer({ min: 100, max: 5000 }), {
        nil: undefined,
      }),
    })
    .map(fields => ({
      model: fields.model,
      precision: 'auto' as const,
      maxModelLength: fields.maxModelLength,
      traffic: {
        requestsPerSecond: fields.requestsPerSecond,
        promptTokens: fields.promptTokens,
        outputTokens: fields.outputTokens,
      },
      slo: { tpotP95Ms: fields.tpotP95Ms, ttftP95Ms: fields.ttftP95Ms },
      minReplicas: 1,
      maxReplicas: 64,
    }));
  const classes = fc.constantFrom(...shippedClasses);
  const cost = (
    asked: SizingInput & { model: ModelShape },
    on: AcceleratorClass,
  ) => {
    const outcome = planForClass(asked, on);
    return outcome.ok
      ? outcome.plan.monthlyCost.amountMinor
      : Number.POSITIVE_INFINITY;
  };

  type Asked = SizingInput & { model: ModelShape };
  it.each<[string, (asked: Asked) => Asked]>([
    [
      'a longer context',
      asked => ({ ...asked, maxModelLength: asked.maxModelLength * 2 }),
    ],
    [
      'a higher rate',
      asked => ({
        ...asked,
        traffic: {
          ...asked.traffic,
          requestsPerSecond: asked.traffic.requestsPerSecond + 1,
        },
      }),
    ],
    [
      'a tighter target',
      asked => ({
        ...asked,
        slo: {
          ttftP95Ms: (asked.slo.ttftP95Ms ?? 10_000) / 2,
          tpotP95Ms: (asked.slo.tpotP95Ms ?? 1000) / 2,
        },
      }),
    ],
    [
      'a deeper model',
      asked => ({
        ...asked,
        model: { ...asked.model, layers: asked.model.layers + 4 },
      }),
    ],
  ])('%s costs as much or more', (_, more) => {
    fc.assert(
      fc.property(inputs, classes, (asked, on) => {
        expect(cost(more(asked), on)).toBeGreaterThanOrEqual(cost(asked, on));
      }),
    );
  });

  it('more memory never holds fewer tokens, and every plan is possible', () => {
    fc.assert(
      fc.property(inputs, classes, (asked, on) => {
        const outcome = planForClass(asked, on);
        fc.pre(outcome.ok);
        if (!outcome.ok) {
          return;
        }
        const { plan } = outcome;
        expect(plan.kvTokens).toBeGreaterThanOrEqual(asked.maxModelLength - 16);
        expect(plan.maxConcurrency).toBeGreaterThanOrEqual(1);
        expect(asked.model.attentionHeads % plan.tensorParallel).toBe(0);
        expect(plan.tensorParallel).toBeLessThanOrEqual(on.maxPerNode);
        expect(
          plan.weightsGiB / plan.tensorParallel + plan.kvCacheGiBPerDevice,
        ).toBeLessThan(on.memoryGiB * 0.9);
        expect(plan.timePerOutputTokenMs.slow).toBeGreaterThanOrEqual(
          plan.timePerOutputTokenMs.fast,
        );
        const fit = (memoryGiB: number) =>
          fitMemory({
            model: asked.model,
            precision: 'auto',
            acceleratorClass: { ...on, memoryGiB },
            tensorParallel: plan.tensorParallel,
            maxModelLength: asked.maxModelLength,
          }).kvTokens;
        expect(fit(on.memoryGiB + 8)).toBeGreaterThanOrEqual(plan.kvTokens);
      }),
    );
  });

  it('calls a class oversized only when a named cheaper one fits', () => {
    fc.assert(
      fc.property(inputs, asked => {
        const verdicts = sizeForClasses(asked, shippedClasses);
        const cheaper = verdicts.flatMap(verdict =>
          verdict.verdict === 'oversized' && verdict.saves.amountMinor > 0
            ? [verdictOn(verdict.cheaperClass, verdicts).verdict]
            : [],
        );
        expect(cheaper).toEqual(
          verdicts.flatMap(({ verdict }) =>
            verdict === 'oversized' ? ['fits'] : [],
          ),
        );
        const recommended = recommend(verdicts, shippedClasses);
        const anyFits = verdicts.some(({ verdict }) => verdict === 'fits');
        expect(recommended.state).toBe(anyFits ? 'recommended' : 'none');
      }),
    );
  });
});
