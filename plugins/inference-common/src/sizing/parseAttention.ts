import { z } from 'zod';
import { fieldErrorsOf, type FieldError } from '../fieldError';
import type { ArchitectureTraits } from './architectures';
import { count, type Decoder } from './decoderFields';
import type { AttentionShape, ModelShape } from './types';

const latentFields = z.object({
  kv_lora_rank: count(65_536),
  q_lora_rank: count(65_536).nullish(),
  qk_rope_head_dim: count(4_096),
  qk_nope_head_dim: count(4_096),
  v_head_dim: count(4_096),
});

/** Reads what attention keeps of a token. */
export function attentionOf(
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

/** Reads which layers have a window. */
export function slidingWindowOf(
  decoder: Decoder,
  traits: ArchitectureTraits,
  longestContext: number,
): ModelShape['slidingWindow'] {
  const tokens = decoder.sliding_window;
  if (
    !tokens ||
    decoder.use_sliding_window === false ||
    tokens >= longestContext
  ) {
    return undefined;
  }
  const every = decoder.sliding_window_pattern ?? traits.fullAttentionEvery;
  const layers = decoder.num_hidden_layers;
  const layersWithWindow = decoder.layer_types
    ? decoder.layer_types.filter(type => type === 'sliding_attention').length
    : layers - (every ? Math.floor(layers / every) : 0);
  return layersWithWindow > 0
    ? { layers: layersWithWindow, tokens }
    : undefined;
}

const scalingFields = z.object({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  factor: z.number().positive().max(10_000).optional(),
  original_max_position_embeddings: count(100_000_000).optional(),
});

/** Positions after the scaling of rotary embeddings, where it is of a kind that adds to `max_position_embeddings`. */
function scaledPositions(
  decoder: Decoder,
  config: Record<string, unknown>,
): number {
  const positions = decoder.max_position_embeddings;
  const scaling = scalingFields.safeParse(
    config.rope_scaling ?? config.rope_parameters,
  );
  if (!scaling.success) {
    return positions;
  }
  const { factor = 1, original_max_position_embeddings: original } =
    scaling.data;
  switch (scaling.data.rope_type ?? scaling.data.type) {
    case 'yarn':
      return original ? Math.floor(original * factor) : positions;
    case 'linear':
    case 'dynamic':
      return Math.floor(positions * factor);
    default:
      // llama3, longrope and the rest: within max_position_embeddings already
      return positions;
  }
}

/**
 * The longest context, as vLLM derives it (`_get_and_verify_max_len`): by YaRN the original positions times the factor,
 * by linear or dynamic scaling the positions times the factor. Gemma 3 states its positions with the scaling in them.
 */
export function longestContextOf(
  decoder: Decoder,
  traits: ArchitectureTraits,
  config: Record<string, unknown>,
): number {
  return traits.scaledAlready
    ? decoder.max_position_embeddings
    : scaledPositions(decoder, config);
}

/**
 * The table of rotary positions, as vLLM's `…RotaryEmbedding` classes make it: as long as scaling makes it, also where the
 * context does not grow with it, and one more of the positions for layers that have their own.
 */
export function rotaryTableOf(
  decoder: Decoder,
  attention: AttentionShape,
  traits: ArchitectureTraits,
  config: Record<string, unknown>,
): ModelShape['rotaryTable'] {
  const dimensions =
    attention.kind === 'mla'
      ? attention.qkRopeHeadDim
      : attention.headDim * (decoder.partial_rotary_factor ?? 1);
  const ofWindows = traits.windowRotary ? decoder.max_position_embeddings : 0;
  return {
    positions: scaledPositions(decoder, config) + ofWindows,
    dimensions,
  };
}
