import { KNOWN_MODELS } from '../knownModels';
import { findKnownModel, shapeOfKnownModel } from '../models';
import { configs } from './__testUtils__/configs';
import { kvBytesPerToken } from './kvCache';
import { countParameters } from './parameters';
import { parseModelConfig } from './parseModelConfig';
import type { ModelShape } from './types';
import { weightBytes } from './weights';

const GIB = 2 ** 30;

function shapeOf(config: unknown): ModelShape {
  const parsed = parseModelConfig(config);
  if (parsed.state !== 'modelled') {
    throw new Error(JSON.stringify(parsed));
  }
  return parsed;
}

function known(id: string): ModelShape {
  const model = findKnownModel(id);
  if (!model) {
    throw new Error(`No ${id}`);
  }
  return shapeOfKnownModel(model);
}

describe('parameter counts', () => {
  // The figures the publishers' safetensors metadata or model cards state; multi-token prediction left out, as vLLM does
  it.each<[string, number, number]>([
    ['meta-llama/Llama-3.2-3B-Instruct', 3_212_749_824, 0],
    ['microsoft/Phi-4-mini-instruct', 3_836_021_760, 0],
    ['Qwen/Qwen3-4B-Instruct-2507', 4_022_468_096, 0],
    ['mistralai/Mistral-7B-Instruct-v0.3', 7_248_023_552, 0],
    ['Qwen/Qwen2.5-7B-Instruct', 7_615_616_512, 0],
    ['Qwen/Qwen2.5-VL-7B-Instruct', 8_292_166_656, 0],
    ['Qwen/Qwen3-8B', 8_190_735_360, 0],
    ['meta-llama/Llama-3.1-8B-Instruct', 8_030_261_248, 0],
    ['ibm-granite/granite-3.3-8b-instruct', 8_170_864_640, 0],
    ['microsoft/phi-4', 14_659_507_200, 0],
    ['Qwen/Qwen3-14B', 14_768_307_200, 0],
    ['openai/gpt-oss-20b', 20_914_757_184, 0],
    ['mistralai/Mistral-Small-24B-Instruct-2501', 23_572_403_200, 0],
    ['mistralai/Mistral-Small-3.2-24B-Instruct-2506', 24_011_361_280, 0],
    ['google/gemma-3-27b-it', 27_432_406_640, 0],
    ['Qwen/Qwen3-30B-A3B-Instruct-2507', 30_532_122_624, 0],
    ['Qwen/Qwen2.5-Coder-32B-Instruct', 32_763_876_352, 0],
    ['Qwen/Qwen3-32B', 32_762_123_264, 0],
    ['meta-llama/Llama-3.3-70B-Instruct', 70_553_706_496, 0],
    ['zai-org/GLM-4.5-Air', 106_850_000_000, 0.0001],
    ['openai/gpt-oss-120b', 116_829_156_672, 0],
    ['Qwen/Qwen3-235B-A22B-Instruct-2507-FP8', 235_093_634_560, 0],
    ['deepseek-ai/DeepSeek-V3-0324', 671_026_419_200, 0.0001],
  ])('%s has the published %d', (id, published, tolerance) => {
    const { total } = countParameters(known(id));
    expect(Math.abs(total / published - 1)).toBeLessThanOrEqual(tolerance);
  });

  it('is checked for every model on the list', () => {
    expect(KNOWN_MODELS).toHaveLength(23);
    expect(new Set(KNOWN_MODELS.map(({ id }) => id)).size).toBe(23);
  });

  it.each([
    ['qwen3Moe30b', 30_532_122_624, 0.0001],
    ['mixtral8x7b', 46_702_792_704, 0.0001],
    ['deepseekV3', 671_026_419_200, 0.001],
    ['phi4Mini', 3_836_021_760, 0],
    ['qwen25Vl7b', 8_292_166_656, 0],
  ] as const)('%s has the published %d', (name, published, tolerance) => {
    const { total } = countParameters(shapeOf(configs[name]));
    expect(Math.abs(total / published - 1)).toBeLessThanOrEqual(tolerance);
  });

  it('counts what one token passes through in a mixture of experts', () => {
    // Published: 3.3 billion of 30.5, 37 of 671
    expect(
      countParameters(shapeOf(configs.qwen3Moe30b)).active / 1e9,
    ).toBeCloseTo(3.0, 0);
    expect(
      countParameters(shapeOf(configs.deepseekV3)).active / 1e9,
    ).toBeCloseTo(37, 0);
  });
});

describe('weights', () => {
  it('are 2 bytes a parameter in bf16', () => {
    const shape = known('meta-llama/Llama-3.1-8B-Instruct');
    expect(weightBytes(shape, 'bf16').total / GIB).toBeCloseTo(14.96, 2);
    expect(weightBytes(shape, 'auto')).toEqual(weightBytes(shape, 'bf16'));
  });

  it('are 3 % more than a byte a parameter for a 70B model in fp8', () => {
    const shape = known('meta-llama/Llama-3.3-70B-Instruct');
    const ratio =
      weightBytes(shape, 'fp8').total / countParameters(shape).total;
    expect(ratio).toBeCloseTo(1.031, 2);
  });

  it('follow the checkpoint where it is quantised', () => {
    const gptOss = weightBytes(known('openai/gpt-oss-20b'), 'auto').total;
    expect(gptOss / GIB).toBeCloseTo(12.8, 1);
    // Published checkpoint: 39.8 GB
    const awq = weightBytes(shapeOf(configs.llama70bInt4), 'auto').total;
    expect(awq / 1e9).toBeCloseTo(39.8, 0);
    // One byte a parameter but for embeddings, head and routers
    const deepseek = weightBytes(shapeOf(configs.deepseekV3), 'auto').total;
    expect(deepseek / 1e9).toBeCloseTo(673, 0);
  });
});

describe('KV cache per token', () => {
  it.each([
    ['Qwen3-8B', known('Qwen/Qwen3-8B'), 147_456],
    ['Llama-3.1-8B', known('meta-llama/Llama-3.1-8B-Instruct'), 131_072],
    ['Qwen2.5-7B', known('Qwen/Qwen2.5-7B-Instruct'), 57_344],
    ['DeepSeek-V3', shapeOf(configs.deepseekV3), 70_272],
    ['Phi-4-mini', shapeOf(configs.phi4Mini), 131_072],
  ])('of %s is the published figure', (_, shape, bytes) => {
    expect(kvBytesPerToken(shape)).toBe(bytes);
  });
});

describe('parseModelConfig', () => {
  const llama = findKnownModel('meta-llama/Llama-3.1-8B-Instruct')?.config;

  it('reads text and object alike', () => {
    expect(parseModelConfig(JSON.stringify(llama))).toEqual(
      parseModelConfig(llama),
    );
  });

  it('reads every model on the list', () => {
    for (const model of KNOWN_MODELS) {
      expect(parseModelConfig(model.config)).toMatchObject({
        state: 'modelled',
      });
    }
  });

  it('ignores a window that is switched off, and counts the layers that have one', () => {
    expect(known('Qwen/Qwen2.5-7B-Instruct').slidingWindow).toBeUndefined();
    expect(known('openai/gpt-oss-20b').slidingWindow).toEqual({
      layers: 12,
      tokens: 128,
    });
  });

  it.each([
    ['text that is not JSON', '{ hidden_size: 1', 'config.json', 'not JSON'],
    ['an empty text', '', 'config.json', 'not JSON'],
    ['a list', '[]', 'config.json', 'must be a JSON object'],
    ['nothing', undefined, 'config.json', 'must be a JSON object'],
    ['no architecture', {}, 'architectures', 'is missing'],
    [
      'a missing field',
      { ...llama, hidden_size: undefined },
      'hidden_size',
      'is missing',
    ],
    [
      'negative layers',
      { ...llama, num_hidden_layers: -4 },
      'num_hidden_layers',
      'from 1 to 1,000',
    ],
    [
      'a billion layers',
      { ...llama, num_hidden_layers: 1e9 },
      'num_hidden_layers',
      'from 1 to 1,000',
    ],
    [
      'half a head',
      { ...llama, num_attention_heads: 1.5 },
      'num_attention_heads',
      'whole number',
    ],
    [
      'text for a number',
      { ...llama, vocab_size: '128256' },
      'vocab_size',
      'whole number',
    ],
    [
      'KV heads that do not divide the heads',
      { ...llama, num_key_value_heads: 5 },
      'num_key_value_heads',
      'must divide',
    ],
    [
      'a hidden size that does not divide',
      { ...llama, hidden_size: 4100 },
      'head_dim',
      'does not divide',
    ],
    [
      'more experts per token than there are',
      { ...configs.mixtral8x7b, num_experts_per_tok: 9 },
      'num_experts_per_tok',
      '8 experts',
    ],
    [
      'no experts in a mixture of them',
      { ...configs.mixtral8x7b, num_local_experts: undefined },
      'num_experts',
      'is missing',
    ],
    [
      'latent attention without its ranks',
      { ...configs.deepseekV3, kv_lora_rank: undefined },
      'kv_lora_rank',
      'is missing',
    ],
    [
      'a vision tower without layers',
      { ...configs.qwen25Vl7b, vision_config: { hidden_size: 1280 } },
      'vision_config.num_hidden_layers',
      'is missing',
    ],
  ])('refuses %s with the field', (_, input, path, message) => {
    const parsed = parseModelConfig(input);
    expect(parsed).toMatchObject({ state: 'invalid' });
    expect(parsed.state === 'invalid' && parsed.errors).toContainEqual({
      path,
      message: expect.stringContaining(message),
    });
  });

  it('names every missing field at once', () => {
    const parsed = parseModelConfig({ architectures: ['LlamaForCausalLM'] });
    expect(
      parsed.state === 'invalid' && parsed.errors.map(({ path }) => path),
    ).toEqual([
      'hidden_size',
      'num_hidden_layers',
      'num_attention_heads',
      'intermediate_size',
      'vocab_size',
      'max_position_embeddings',
    ]);
  });

  it('refuses text that is far too long without parsing it', () => {
    expect(parseModelConfig(' '.repeat(1_000_001))).toMatchObject({
      state: 'invalid',
    });
  });

  it.each([
    [{ architectures: ['JambaForCausalLM'] }, 'state-space'],
    [
      {
        ...configs.qwen3Moe30b,
        architectures: ['Qwen3NextForCausalLM'],
        layer_types: ['linear_attention', 'full_attention'],
      },
      'state-space or linear-attention',
    ],
    [
      { architectures: ['XLMRobertaForSequenceClassification'] },
      'does not generate tokens',
    ],
    [{ architectures: ['TomorrowForCausalLM'] }, 'not among'],
    [
      { ...llama, quantization_config: { quant_method: 'sparse-magic' } },
      'quantised with sparse-magic',
    ],
  ])('does not guess about %j', (config, reason) => {
    expect(parseModelConfig(config)).toMatchObject({
      state: 'not-modelled',
      reason: expect.stringContaining(reason),
    });
  });
});
