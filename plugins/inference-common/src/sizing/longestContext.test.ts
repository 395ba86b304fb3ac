import { findKnownModel, KNOWN_MODELS, parseModelConfig } from '..';
import { checkSizingInput } from './checkSizingInput';
import type { ModelShape } from './types';

function shapeOf(id: string, ropeScaling?: object): ModelShape {
  const parsed = parseModelConfig({
    ...findKnownModel(id)?.config,
    ...(ropeScaling && { rope_scaling: ropeScaling }),
  });
  if (parsed.state !== 'modelled') {
    throw new Error(JSON.stringify(parsed));
  }
  return parsed;
}

const QWEN3 = 'Qwen/Qwen3-8B';
/** What the model card of Qwen3-8B says to write into its config.json for 131,072 tokens. */
const YARN = {
  rope_type: 'yarn',
  factor: 4.0,
  original_max_position_embeddings: 32_768,
};

describe('the longest context', () => {
  it.each<[string, object | undefined, number]>([
    ['none', undefined, 40_960],
    ['YaRN, as published for Qwen3', YARN, 131_072],
    [
      'YaRN by its older key',
      { ...YARN, rope_type: undefined, type: 'yarn' },
      131_072,
    ],
    [
      'YaRN that does not say from where',
      { ...YARN, original_max_position_embeddings: undefined },
      40_960,
    ],
    ['linear', { rope_type: 'linear', factor: 2 }, 81_920],
    ['dynamic', { type: 'dynamic', factor: 2.5 }, 102_400],
    [
      'llama3',
      { ...YARN, rope_type: 'llama3', original_max_position_embeddings: 8192 },
      40_960,
    ],
    ['longrope', { ...YARN, rope_type: 'longrope' }, 40_960],
    ['su', { ...YARN, rope_type: undefined, type: 'su' }, 40_960],
    ['mrope', { type: 'mrope', mrope_section: [16, 24, 24] }, 40_960],
    ['no kind at all', { factor: 4 }, 40_960],
  ])('with scaling by %s is what vLLM derives', (_, scaling, tokens) => {
    const shape = shapeOf(QWEN3, scaling);
    expect(shape.maxPositions).toBe(tokens);
    // The table of rotary positions is as long.
    expect(shape.rotaryTable).toEqual({ positions: tokens, dimensions: 128 });
  });

  it('of models whose positions hold the scaling already is what they state', () => {
    for (const [id, scaling] of [
      [
        'openai/gpt-oss-20b',
        {
          rope_type: 'yarn',
          factor: 32.0,
          original_max_position_embeddings: 4096,
        },
      ],
      [
        'deepseek-ai/DeepSeek-V3-0324',
        { type: 'yarn', factor: 40, original_max_position_embeddings: 4096 },
      ],
    ] as const) {
      expect(shapeOf(id, scaling)).toEqual(shapeOf(id));
    }
    const gemma = shapeOf('google/gemma-3-27b-it');
    expect(gemma.maxPositions).toBe(131_072);
    expect(gemma.rotaryTable?.positions).toBe(9 * 131_072);
  });

  it('may be asked for whole, and not a token more', () => {
    const asked = (maxModelLength: number) =>
      checkSizingInput({
        model: shapeOf(QWEN3, YARN),
        precision: 'auto',
        maxModelLength,
        traffic: { requestsPerSecond: 1, promptTokens: 600, outputTokens: 200 },
        slo: {},
        minReplicas: 1,
        maxReplicas: 1,
      });
    expect(asked(131_072)).toEqual([]);
    expect(asked(131_073)).toEqual([
      {
        path: 'maxModelLength',
        message: expect.stringContaining('must be at most 131072'),
      },
    ]);
  });

  it('of every model on the list is as before, for none of them is published with a longer one', () => {
    for (const { id, config } of KNOWN_MODELS) {
      const text = Object(config.text_config);
      const stated =
        config.max_position_embeddings ?? text.max_position_embeddings;
      expect([id, shapeOf(id).maxPositions]).toEqual([id, stated ?? 131_072]);
    }
  });
});
