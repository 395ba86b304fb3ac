import type { AcceleratorClass } from './acceleratorClass';
import { findKnownModel, shapeOfKnownModel } from './models';
import { remediesFor } from './remedies';
import { shippedClass } from './sizing/__testUtils__/classes';
import type { ModelShape, SizingInput } from './sizing/types';

function model(id: string): ModelShape {
  const known = findKnownModel(id);
  if (!known) {
    throw new Error(`No ${id}`);
  }
  return shapeOfKnownModel(known);
}

function ask(changes: Partial<SizingInput>): SizingInput {
  return {
    model: model('meta-llama/Llama-3.1-8B-Instruct'),
    precision: 'auto',
    maxModelLength: 8192,
    traffic: { requestsPerSecond: 0.2, promptTokens: 600, outputTokens: 200 },
    slo: {},
    minReplicas: 1,
    maxReplicas: 1,
    ...changes,
  };
}

const changesFor = (input: SizingInput, name: string) =>
  remediesFor(input, shippedClass(name)).map(({ change }) => change);

describe('remediesFor', () => {
  it('proposes 8-bit weights and a shorter context where memory is missing', () => {
    const sentences = remediesFor(
      ask({
        model: model('meta-llama/Llama-3.3-70B-Instruct'),
        maxModelLength: 131_072,
      }),
      shippedClass('l40s-48g'),
    ).map(({ sentence }) => sentence);
    expect(sentences).toEqual([
      'With 8-bit weights (FP8) it fits.',
      expect.stringMatching(/^With a context of [\d,]+ tokens it fits\.$/),
    ]);
  });

  it('proposes an 8-bit KV cache where the device computes in 8 bits', () => {
    const input = ask({ maxModelLength: 32_768 });
    const alone: AcceleratorClass = {
      ...shippedClass('l4-24g'),
      interconnect: 'none',
    };
    expect(remediesFor(input, alone).map(({ sentence }) => sentence)).toContain(
      'With an 8-bit KV cache (FP8) it fits.',
    );
    expect(remediesFor({ ...input, kvPrecision: 'fp8' }, alone)).toEqual([]);
    expect(
      remediesFor(input, { ...alone, denseTflops: { bf16: 121 } }).map(
        ({ change }) => change,
      ),
    ).toEqual(['context']);
  });

  it('proposes more replicas where the traffic needs them', () => {
    expect(
      changesFor(
        ask({
          traffic: {
            requestsPerSecond: 10,
            promptTokens: 600,
            outputTokens: 200,
          },
          slo: { tpotP95Ms: 100 },
        }),
        'l4-24g',
      ),
    ).toContain('replicas');
  });

  it('proposes a slower target where the class is too slow', () => {
    const [remedy] = remediesFor(
      ask({ slo: { tpotP95Ms: 5 } }),
      shippedClass('l40s-48g'),
    ).filter(({ change }) => change === 'slo');
    expect(remedy.sentence).toMatch(
      /^With a target of [\d.]+ ms for the output token it fits\.$/,
    );
  });

  it('proposes nothing for what fits, nor where nothing helps', () => {
    expect(changesFor(ask({}), 'l4-24g')).toEqual([]);
    expect(
      remediesFor(ask({ model: model('meta-llama/Llama-3.3-70B-Instruct') }), {
        ...shippedClass('l4-24g'),
        interconnect: 'none',
      }),
    ).toEqual([]);
  });
});
