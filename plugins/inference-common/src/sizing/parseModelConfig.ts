import { z } from 'zod';
import { fieldErrorsOf, type FieldError } from '../fieldError';
import {
  ARCHITECTURES,
  whyNotModelled,
  type ArchitectureTraits,
} from './architectures';
import { parseQuantisation } from './parseQuantisation';
import type { AttentionShape, ExpertShape, ModelConfig } from './types';

/** Longer text is no model's `config.json`. */
const MAX_TEXT_LENGTH = 1_000_000;

const count = (max: number) => {
  const rule = `must be a whole number from 1 to ${max.toLocaleString(
    'en-US',
  )}`;
  return z
    .number({
      error: issue => (issue.input === undefined ? 'is missing' : rule),
    })
    .int(rule)
    .min(1, rule)
    .max(max, rule);
};

// Limits are an order of magnitude above the largest published models
const decoderFields = z.object({
  hidden_size: count(262_144),
  num_hidden_layers: count(1_000),
  num_attention_heads: count(2_048),
  num_key_value_heads: count(2_048).nullish(),
  head_dim: count(4_096).nullish(),
  intermediate_size: count(4_194_304),
  vocab_size: count(10_000_000),
  max_position_embeddings: count(100_000_000),
  tie_word_embeddings: z.boolean().nullish(),
  attention_bias: z.boolean().nullish(),
  mlp_bias: z.boolean().nullish(),
  sliding_window: count(100_000_000).nullish(),
  use_sliding_window: z.boolean().nullish(),
  layer_types: z.array(z.string()).nullish(),
});

const latentFields = z.object({
  kv_lora_rank: count(65_536),
  q_lora_rank: count(65_536).nullish(),
  qk_rope_head_dim: count(4_096),
  qk_nope_head_dim: count(4_096),
  v_head_dim: count(4_096),
});

const expertFields = z.object({
  n_routed_experts: count(8_192).nullish(),
  num_experts: count(8_192).nullish(),
  num_local_experts: count(8_192).nullish(),
  num_experts_per_tok: count(1_024),
  moe_intermediate_size: count(4_194_304).nullish(),
  n_shared_experts: z.number().int().min(0).max(64).nullish(),
  first_k_dense_replace: z.number().int().min(0).max(1_000).nullish(),
});

const visionFields = z.object({
  hidden_size: count(65_536),
  num_hidden_layers: count(1_000).optional(),
  depth: count(1_000).optional(),
  intermediate_size: count(1_048_576).optional(),
});

type Decoder = z.infer<typeof decoderFields>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, message: string): ModelConfig {
  return { state: 'invalid', errors: [{ path, message }] };
}

function readText(
  input: unknown,
): { config: Record<string, unknown> } | { failure: ModelConfig } {
  let value = input;
  if (typeof input === 'string') {
    if (input.length > MAX_TEXT_LENGTH) {
      return {
        failure: invalid('config.json', 'is longer than 1 million characters'),
      };
    }
    try {
      value = JSON.parse(input);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { failure: invalid('config.json', `is not JSON: ${why}`) };
    }
  }
  return isRecord(value)
    ? { config: value }
    : {
        failure: invalid(
          'config.json',
          "must be a JSON object, the model's config.json",
        ),
      };
}

function attentionOf(
  decoder: Decoder,
  traits: ArchitectureTraits,
  config: Record<string, unknown>,
  errors: FieldError[],
): AttentionShape | undefined {
  if (traits.latentAttention) {
    const latent = latentFields.safeParse(config);
    if (!latent.success) {
      errors.push(...fieldErrorsOf(latent.error));
      return undefined;
    }
    return {
      kind: 'mla',
      kvLoraRank: latent.data.kv_lora_rank,
      qkRopeHeadDim: latent.data.qk_rope_head_dim,
      qkNopeHeadDim: latent.data.qk_nope_head_dim,
      vHeadDim: latent.data.v_head_dim,
      ...(latent.data.q_lora_rank && { qLoraRank: latent.data.q_lora_rank }),
    };
  }
  const heads = decoder.num_attention_heads;
  const kvHeads = decoder.num_key_value_heads ?? heads;
  if (kvHeads > heads || heads % kvHeads !== 0) {
    errors.push({
      path: 'num_key_value_heads',
      message: `must divide num_attention_heads (${heads}), not be ${kvHeads}`,
    });
    return undefined;
  }
  const headDim = decoder.head_dim ?? decoder.hidden_size / heads;
  if (!Number.isInteger(headDim)) {
    errors.push({
      path: 'head_dim',
      message: `is missing, and hidden_size (${decoder.hidden_size}) does not divide by num_attention_heads (${heads})`,
    });
    return undefined;
  }
  return { kind: 'gqa', kvHeads, headDim };
}

function expertsOf(
  decoder: Decoder,
  config: Record<string, unknown>,
  errors: FieldError[],
): ExpertShape | undefined {
  const parsed = expertFields.safeParse(config);
  if (!parsed.success) {
    errors.push(...fieldErrorsOf(parsed.error));
    return undefined;
  }
  const fields = parsed.data;
  const routed =
    fields.n_routed_experts ?? fields.num_experts ?? fields.num_local_experts;
  if (!routed) {
    errors.push({
      path: 'num_experts',
      message: 'is missing (also known as n_routed_experts, num_local_experts)',
    });
    return undefined;
  }
  if (fields.num_experts_per_tok > routed) {
    errors.push({
      path: 'num_experts_per_tok',
      message: `must not be more than the ${routed} experts there are`,
    });
    return undefined;
  }
  const intermediateSize =
    fields.moe_intermediate_size ?? decoder.intermediate_size;
  return {
    routed,
    perToken: fields.num_experts_per_tok,
    intermediateSize,
    sharedIntermediateSize: (fields.n_shared_experts ?? 0) * intermediateSize,
    denseLayers: Math.min(
      fields.first_k_dense_replace ?? 0,
      decoder.num_hidden_layers,
    ),
  };
}

/** Biases, head norms and sinks of one layer. */
function extraParameters(
  decoder: Decoder,
  traits: ArchitectureTraits,
  attention: AttentionShape,
  experts: ExpertShape | undefined,
): number {
  let extra = 0;
  if (attention.kind === 'gqa') {
    const heads = decoder.num_attention_heads + 2 * attention.kvHeads;
    if (traits.qkvBias || decoder.attention_bias) {
      extra += heads * attention.headDim;
    }
    if (decoder.attention_bias) {
      extra += decoder.hidden_size;
    }
    if (traits.qkNorm) {
      extra += 2 * attention.headDim;
    }
  }
  if (decoder.mlp_bias) {
    extra += 2 * decoder.intermediate_size + decoder.hidden_size;
  }
  if (traits.sinksAndExpertBiases && experts) {
    extra +=
      decoder.num_attention_heads +
      experts.routed * (2 * experts.intermediateSize + decoder.hidden_size);
  }
  return extra;
}

/** A vision tower: blocks of attention (4 h²) and a gated MLP (3 h i); patch embedding and projector are small. */
function visionParameters(config: unknown, errors: FieldError[]): number {
  const parsed = visionFields.safeParse(config);
  if (!parsed.success) {
    errors.push(...fieldErrorsOf(parsed.error, 'vision_config'));
    return 0;
  }
  const vision = parsed.data;
  const layers = vision.num_hidden_layers ?? vision.depth;
  if (layers === undefined) {
    errors.push({
      path: 'vision_config.num_hidden_layers',
      message: 'is missing (also known as depth)',
    });
    return 0;
  }
  const hidden = vision.hidden_size;
  return (
    layers *
    (4 * hidden ** 2 + 3 * hidden * (vision.intermediate_size ?? 4 * hidden))
  );
}

function slidingWindowOf(decoder: Decoder) {
  const tokens = decoder.sliding_window;
  if (!tokens || decoder.use_sliding_window === false) {
    return undefined;
  }
  const layers = decoder.layer_types
    ? decoder.layer_types.filter(type => type === 'sliding_attention').length
    : decoder.num_hidden_layers;
  return layers > 0 ? { layers, tokens } : undefined;
}

/**
 * Reads the fields of a model's `config.json` that matter for sizing.
 *
 * @remarks
 * Multimodal models keep the decoder's fields under `text_config`; those are read first. An architecture or a
 * quantisation the formulas were not checked against is *not modelled*, never guessed.
 *
 * @param input - the text of `config.json`, or the object in it
 *
 * @public
 */
export function parseModelConfig(input: unknown): ModelConfig {
  const read = readText(input);
  if ('failure' in read) {
    return read.failure;
  }
  const top = read.config;
  const config = isRecord(top.text_config)
    ? { ...top, ...top.text_config }
    : top;

  const names = z.array(z.string().min(1)).min(1).safeParse(top.architectures);
  if (!names.success) {
    return invalid(
      'architectures',
      'is missing; it names the kind of model, e.g. ["LlamaForCausalLM"]',
    );
  }
  const [architecture] = names.data;
  const reason = whyNotModelled(architecture, config);
  const traits = ARCHITECTURES.get(architecture);
  if (reason !== undefined || traits === undefined) {
    return {
      state: 'not-modelled',
      architecture,
      reason: reason ?? `${architecture} is not known`,
    };
  }

  const parsed = decoderFields.safeParse(config);
  if (!parsed.success) {
    return { state: 'invalid', errors: fieldErrorsOf(parsed.error) };
  }
  const decoder = parsed.data;
  const errors: FieldError[] = [];
  const attention = attentionOf(decoder, traits, config, errors);
  const experts = traits.experts
    ? expertsOf(decoder, config, errors)
    : undefined;
  const otherParameters =
    traits.vision && top.vision_config !== undefined
      ? visionParameters(top.vision_config, errors)
      : 0;
  if (errors.length > 0 || attention === undefined) {
    return { state: 'invalid', errors };
  }

  const quantised = top.quantization_config ?? config.quantization_config;
  const quantisation = quantised ? parseQuantisation(quantised) : undefined;
  if (quantisation && 'notModelled' in quantisation) {
    return {
      state: 'not-modelled',
      architecture,
      reason: quantisation.notModelled,
    };
  }
  const slidingWindow = slidingWindowOf(decoder);

  return {
    state: 'modelled',
    architecture,
    layers: decoder.num_hidden_layers,
    hiddenSize: decoder.hidden_size,
    attentionHeads: decoder.num_attention_heads,
    attention,
    intermediateSize: decoder.intermediate_size,
    ...(experts && { experts }),
    vocabularySize: decoder.vocab_size,
    tiedEmbeddings: decoder.tie_word_embeddings ?? false,
    maxPositions: decoder.max_position_embeddings,
    ...(slidingWindow && { slidingWindow }),
    extraParametersPerLayer: extraParameters(
      decoder,
      traits,
      attention,
      experts,
    ),
    otherParameters,
    ...(quantisation && { quantisation }),
  };
}
