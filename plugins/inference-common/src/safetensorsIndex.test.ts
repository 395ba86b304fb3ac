import { withExactWeights } from './exactWeights';
import { findKnownModel, shapeOfKnownModel } from './models';
import { parseSafetensorsIndex } from './safetensorsIndex';
import { weightBytes } from './sizing/parameters';

const index = (total: unknown) =>
  JSON.stringify({
    metadata: { total_size: total },
    weight_map: {
      'lm_head.weight': 'model-00002-of-00002.safetensors',
      'model.norm.weight': 'model-00002-of-00002.safetensors',
      'model.embed_tokens.weight': 'model-00001-of-00002.safetensors',
    },
  });

describe('parseSafetensorsIndex', () => {
  it('takes the exact size of the weights', () => {
    expect(parseSafetensorsIndex(index(15_231_233_024))).toEqual({
      ok: true,
      value: { weightBytes: 15_231_233_024, tensors: 3, files: 2 },
    });
  });

  it.each([
    ['{"metadata": ', /is not JSON/],
    ['[]', /must be an index/],
    [index('15 GB'), /must be an index/],
    [index(-1), /must be an index/],
    ['{"metadata":{"total_size":1}}', /must be an index/],
  ])('says what is wrong with %s', (text, message) => {
    expect(parseSafetensorsIndex(text)).toEqual({
      ok: false,
      errors: [
        {
          path: 'model.safetensors.index.json',
          message: expect.stringMatching(message),
        },
      ],
    });
  });
});

describe('withExactWeights', () => {
  const known = findKnownModel('Qwen/Qwen2.5-7B-Instruct');
  if (!known) {
    throw new Error('the model of this test is no longer known');
  }
  const shape = shapeOfKnownModel(known);

  it.each([15_231_233_024, 15_000_000_000, 17_000_000_000])(
    'counts with exactly %d bytes',
    bytes => {
      const exact = withExactWeights(shape, bytes);
      expect(exact.ok && weightBytes(exact.value, 'auto').total).toBe(bytes);
    },
  );

  it('refuses the index of another model', () => {
    expect(withExactWeights(shape, 141_107_412_992)).toEqual({
      ok: false,
      errors: [
        {
          path: 'model.safetensors.index.json',
          message: expect.stringMatching(
            /is of another model or precision: it has 131 GiB of weights, config\.json describes 14\.2 GiB/,
          ),
        },
      ],
    });
  });
});
