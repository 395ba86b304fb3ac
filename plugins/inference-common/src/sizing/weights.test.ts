import { findKnownModel, shapeOfKnownModel } from '../models';
import { shippedClass } from './__testUtils__/classes';
import { configs } from './__testUtils__/configs';
import { shapeOf } from './__testUtils__/publishedTable';
import { kvLayout } from './kvCache';
import { countParameters } from './parameters';
import { parseModelConfig } from './parseModelConfig';
import { parseSafetensorsIndex, withExactWeights } from './weightsIndex';
import { tensorParallelDegrees } from './planForClass';
import type { ModelShape } from './types';
import { computesIn8Bits, deviceWeightsGiB, weightBytes } from './weights';

const GIB = 2 ** 30;
const h100 = shippedClass('h100-80g');

function known(id: string): ModelShape {
  const model = findKnownModel(id);
  if (!model) {
    throw new Error(`No ${id}`);
  }
  return shapeOfKnownModel(model);
}

/** Llama 3.1 8B with a `quantization_config`. */
function quantised(quantization_config: unknown): ModelShape {
  return shapeOf({ ...configs.llama8b, quantization_config });
}

/** Bytes of a parameter of the quantised matrices, with scales; embeddings and head stay in 16 bits. */
function bitsOfLinear(model: ModelShape): number {
  const count = countParameters(model);
  const rest = (count.embeddings + count.other) * 2;
  return ((weightBytes(model, 'auto').total - rest) * 8) / count.linear;
}

describe('quantised checkpoints', () => {
  it.each<[string, unknown, number, boolean]>([
    ['fp8, one scale per matrix', { quant_method: 'fp8' }, 8, true],
    [
      'fp8, a 32-bit scale per block',
      { quant_method: 'fp8', weight_block_size: [128, 128] },
      8 + 32 / 16_384,
      true,
    ],
    [
      'AWQ: 16 bits of scale and 4 of zero point per 128',
      { quant_method: 'awq', bits: 4, group_size: 128 },
      4 + 20 / 128,
      false,
    ],
    [
      'GPTQ without zero points',
      { quant_method: 'gptq', bits: 4, group_size: 128, sym: true },
      4 + 16 / 128,
      false,
    ],
    [
      'GPTQ with zero points',
      { quant_method: 'gptq', bits: 4, group_size: 64, sym: false },
      4 + 20 / 64,
      false,
    ],
    [
      'compressed-tensors, 4 bits in groups',
      {
        quant_method: 'compressed-tensors',
        config_groups: {
          group_0: {
            weights: { num_bits: 4, type: 'int', group_size: 128 },
          },
        },
      },
      4 + 16 / 128,
      false,
    ],
    [
      'NVFP4: an 8-bit scale per 16',
      { quant_method: 'modelopt', quant_algo: 'NVFP4' },
      4 + 8 / 16,
      false,
    ],
    [
      'bitsandbytes, 4 bits',
      { quant_method: 'bitsandbytes', load_in_4bit: true },
      4 + 32 / 64,
      false,
    ],
    [
      'bitsandbytes, 4 bits, scales quantised too',
      {
        quant_method: 'bitsandbytes',
        load_in_4bit: true,
        bnb_4bit_use_double_quant: true,
      },
      4 + (8 + 32 / 256) / 64,
      false,
    ],
  ])('%s', (_, config, bits, runsIn8Bits) => {
    const model = quantised(config);
    expect(bitsOfLinear(model)).toBeCloseTo(bits, 6);
    expect(computesIn8Bits(model, 'auto')).toBe(runsIn8Bits);
  });

  it('keep in 16 bits what they say they leave alone', () => {
    const kimi = shapeOf(configs.kimiK2);
    expect(kimi.quantisation?.covers).toEqual(['experts']);
    // The model card states 594 GB
    expect(weightBytes(kimi, 'auto').total / 1e9).toBeCloseTo(594, -1);
    const everyLayer = Array.from(
      { length: 32 },
      (_, layer) => `model.layers.${layer}.self_attn*`,
    );
    expect(
      quantised({
        quant_method: 'modelopt',
        quant_algo: 'NVFP4',
        exclude_modules: ['lm_head', ...everyLayer],
      }).quantisation?.covers,
    ).toEqual(['mlp', 'sharedExperts', 'experts']);
    // Routers and norms never are quantised, and one layer of 32 makes no difference
    expect(
      quantised({
        quant_method: 'fp8',
        modules_to_not_convert: [
          'lm_head',
          'model.layers.0.mlp.gate',
          'model.layers.0.input_layernorm',
          'model.layers.0.mlp.down_proj',
        ],
      }).quantisation?.covers,
    ).toEqual(['attention', 'mlp', 'sharedExperts', 'experts']);
  });

  // Run, these would not come to an end.
  it('never run a pattern from outside', () => {
    const endless = parseModelConfig({
      ...configs.llama8b,
      quantization_config: {
        quant_method: 'fp8',
        modules_to_not_convert: [`${'experts '.repeat(100_000)}gate`],
      },
    });
    expect(endless.state).toBe('not-modelled');
    quantised({
      quant_method: 'compressed-tensors',
      config_groups: {
        group_0: { weights: { num_bits: 8, type: 'float' } },
      },
      ignore: ['re:(a+)+$', `re:${'(a|aa)+'.repeat(50)}b`, 'a'.repeat(1_000)],
    });
  });

  it('are split only where every device gets whole groups', () => {
    const fp8 = shapeOf({
      ...configs.qwen3Moe30b,
      quantization_config: {
        quant_method: 'fp8',
        weight_block_size: [128, 128],
      },
    });
    // Experts of 768 in four are 192, which 128 does not divide: vLLM refuses to start
    expect(tensorParallelDegrees(fp8, h100)).toEqual([1, 2]);
    expect(tensorParallelDegrees(shapeOf(configs.qwen3Moe30b), h100)).toEqual([
      1, 2, 4, 8,
    ]);
    // Ten KV heads neither divide by four nor into four
    expect(tensorParallelDegrees(known('microsoft/phi-4'), h100)).toEqual([
      1, 2,
    ]);
  });
});

describe('weights on a device', () => {
  it('do not shrink below what every device keeps', () => {
    const llama = known('meta-llama/Llama-3.1-8B-Instruct');
    // 8 KV heads on 8 devices are one each; on 16 they are doubled
    const at = (degree: number) => deviceWeightsGiB(llama, 'auto', degree);
    expect(at(8)).toBeGreaterThan(at(1) / 8);
    expect(at(16) * 16).toBeGreaterThan(at(8) * 8);
  });

  it('hold a whole latent projection however many share the model', () => {
    const deepseek = shapeOf(configs.deepseekV3);
    const whole = deviceWeightsGiB(deepseek, 'auto', 1);
    expect(deviceWeightsGiB(deepseek, 'auto', 8) * 8).toBeGreaterThan(
      whole * 1.01,
    );
  });
});

describe('a safetensors index', () => {
  const model = known('meta-llama/Llama-3.1-8B-Instruct');
  const index = (total_size: unknown) => ({
    metadata: { total_size },
    weight_map: {
      'lm_head.weight': 'model-00004-of-00004.safetensors',
      'model.norm.weight': 'model-00004-of-00004.safetensors',
      'model.embed_tokens.weight': 'model-00001-of-00004.safetensors',
    },
  });

  it('says how large the weights are', () => {
    expect(parseSafetensorsIndex(JSON.stringify(index(1000)))).toEqual({
      ok: true,
      value: { weightBytes: 1000, tensors: 3, files: 2 },
    });
  });

  it('is taken over the computed size', () => {
    const exact = 16_060_522_496;
    const read = withExactWeights(model, exact);
    expect(read).toMatchObject({ ok: true });
    const value = read.ok ? read.value : model;
    expect(weightBytes(value, 'auto').total).toBe(exact);
    expect(deviceWeightsGiB(value, 'auto', 1)).toBeCloseTo(14.99, 2);
    const larger = { ...value, checkpointBytes: exact + GIB };
    expect(deviceWeightsGiB(larger, 'auto', 4)).toBeCloseTo(3.77 + 0.25, 2);
    // Quantised while loading, the published size says nothing
    expect(weightBytes(larger, 'fp8')).toEqual(weightBytes(model, 'fp8'));
  });

  it('is halved where 32 bits are stored, because they are served in 16', () => {
    const read = withExactWeights(model, 2 * 16_060_522_496);
    expect(read.ok && read.value.checkpointBytes).toBe(16_060_522_496);
    expect(read.ok && read.value.downloadBytes).toBe(2 * 16_060_522_496);
    const sixteen = withExactWeights(model, 16_060_522_496);
    expect(sixteen.ok && sixteen.value.downloadBytes).toBeUndefined();
  });

  it.each([
    ['not JSON', '{', 'model.safetensors.index.json', 'is not JSON'],
    ['a list', [], 'model.safetensors.index.json', 'must be a JSON object'],
    ['nothing in it', {}, 'metadata', 'is missing'],
    ['no size', index(undefined), 'metadata.total_size', 'must be the size'],
    ['a negative size', index(-1), 'metadata.total_size', 'must be the size'],
    [
      'no tensors',
      { metadata: { total_size: 1 } },
      'weight_map',
      'names the file of every tensor',
    ],
  ])('is refused with the field: %s', (_, input, path, message) => {
    expect(parseSafetensorsIndex(input)).toMatchObject({
      ok: false,
      errors: expect.arrayContaining([
        { path, message: expect.stringContaining(message) },
      ]),
    });
  });

  it('of another model is refused', () => {
    expect(withExactWeights(model, 141_107_412_992)).toEqual({
      ok: false,
      errors: [
        {
          path: 'model.safetensors.index.json',
          message:
            'is of another model or precision: it has 131 GiB of weights, config.json describes 15.0 GiB',
        },
      ],
    });
  });
});

describe('the cache of layers with a window', () => {
  it('is cut into groups as vLLM does, padding the larger kind', () => {
    const gemma = kvLayout(shapeOf(configs.gemma27b), 1, 'auto', {
      batchedTokens: 8192,
    });
    // 10 layers × 16 tokens × 2 × 16 heads × 128 × 2 bytes
    expect(gemma.blockBytes).toBe(1_310_720);
    // One group that keeps everything, six with a window that the chunk being prefilled fills
    expect(gemma.blocksFor(8192)).toBe(512 + 6 * 513);
  });

  it('stops growing at the window', () => {
    const layout = kvLayout(shapeOf(configs.gptOss20b), 1, 'auto');
    const growth = (tokens: number) =>
      layout.blocksFor(2 * tokens) - layout.blocksFor(tokens);
    expect(growth(65_536)).toBe(65_536 / 16);
    expect(growth(512)).toBe((2 * 512) / 16);
  });
});

describe('models whose memory is not modelled', () => {
  it.each([
    ['DeepseekV32ForCausalLM', { index_topk: 2048 }, 'sparse attention'],
    [
      'Llama4ForConditionalGeneration',
      { attention_chunk_size: 8192 },
      'chunks',
    ],
    ['Gemma3nForConditionalGeneration', { num_kv_shared_layers: 15 }, 'shares'],
    [
      'MiniMaxText01ForCausalLM',
      { attn_type_list: [0, 1] },
      'linear-attention',
    ],
    ['Lfm2ForCausalLM', { layer_types: ['conv'] }, 'state-space'],
  ])('%s is named with the reason', (architecture, fields, reason) => {
    expect(
      parseModelConfig({ architectures: [architecture], ...fields }),
    ).toMatchObject({
      state: 'not-modelled',
      reason: expect.stringContaining(reason),
    });
  });
});
