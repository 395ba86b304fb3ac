/** What a known architecture has beyond attention, a gated MLP and two norms per layer. */
export type ArchitectureTraits = {
  /** Biases on the query, key and value projections although the config does not say so. */
  qkvBias?: true;
  /** Attention's biases, where there are any, are not on its output projection. */
  noOutputBias?: true;
  /** Norms over each head's queries and keys. */
  qkNorm?: true;
  /** One learned sink per attention head, and biases in every expert. */
  sinksAndExpertBiases?: true;
  /** Norms after attention and MLP too. */
  normsAfter?: true;
  /** Multi-head latent attention. */
  latentAttention?: true;
  experts?: true;
  /** A correction that is added to each expert's score. */
  routerBias?: true;
  /** A vision tower next to the decoder. */
  vision?: VisionKind;
  /** Every n-th layer keeps everything; the others have the window. */
  fullAttentionEvery?: number;
  /** Layers with a window have a table of rotary positions of their own. */
  windowRotary?: true;
  /** The scaling of rotary positions is in `max_position_embeddings` already. */
  scaledAlready?: true;
  /** What the publisher's own code assumes where `config.json` is silent. */
  defaults?: Record<string, unknown>;
};

/** How a vision tower and its projector are built. */
export type VisionKind = 'pixtral' | 'qwen2.5-vl' | 'siglip';

const GEMMA_3_DEFAULTS = {
  head_dim: 256,
  max_position_embeddings: 131_072,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  tie_word_embeddings: true,
  vocab_size: 262_208,
};

/** Architectures the formulas were checked against, by the name `config.json` gives them. */
export const ARCHITECTURES: ReadonlyMap<string, ArchitectureTraits> = new Map<
  string,
  ArchitectureTraits
>([
  ['LlamaForCausalLM', {}],
  ['MistralForCausalLM', {}],
  ['Mistral3ForConditionalGeneration', { vision: 'pixtral' }],
  ['GraniteForCausalLM', {}],
  ['Phi3ForCausalLM', {}],
  ['Qwen2ForCausalLM', { qkvBias: true }],
  [
    'Qwen2_5_VLForConditionalGeneration',
    { qkvBias: true, vision: 'qwen2.5-vl' },
  ],
  ['Qwen3ForCausalLM', { qkNorm: true }],
  [
    'Gemma2ForCausalLM',
    {
      normsAfter: true,
      fullAttentionEvery: 2,
      defaults: { tie_word_embeddings: true },
    },
  ],
  [
    'Gemma3ForCausalLM',
    {
      normsAfter: true,
      qkNorm: true,
      fullAttentionEvery: 6,
      windowRotary: true,
      scaledAlready: true,
      defaults: { ...GEMMA_3_DEFAULTS, vocab_size: 262_144 },
    },
  ],
  [
    'Gemma3ForConditionalGeneration',
    {
      normsAfter: true,
      qkNorm: true,
      fullAttentionEvery: 6,
      windowRotary: true,
      scaledAlready: true,
      vision: 'siglip',
      defaults: GEMMA_3_DEFAULTS,
    },
  ],
  ['MixtralForCausalLM', { experts: true }],
  ['Qwen2MoeForCausalLM', { experts: true, qkvBias: true }],
  ['Qwen3MoeForCausalLM', { experts: true, qkNorm: true }],
  [
    'Glm4MoeForCausalLM',
    { experts: true, noOutputBias: true, routerBias: true },
  ],
  ['GptOssForCausalLM', { experts: true, sinksAndExpertBiases: true }],
  ['DeepseekV2ForCausalLM', { experts: true, latentAttention: true }],
  [
    'DeepseekV3ForCausalLM',
    { experts: true, latentAttention: true, routerBias: true },
  ],
]);

/** Keys that only configs of state-space and linear-attention models have. */
const STATE_SPACE_KEY =
  /^(ssm_|mamba_|state_size$|rwkv|linear_attn_config$|linear_(num|key|value|conv)|conv_L_cache$|hybrid_override_pattern$|layers_block_type$|attn_layer_period$|attn_type_list$|full_attention_interval$)/;

/** Variants of attention whose cache is not the one modelled, by a key that gives them away. */
const OTHER_CACHE_KEYS: readonly [string, string][] = [
  ['index_topk', 'keeps an index beside its cache (sparse attention)'],
  ['attention_chunk_size', 'attends in chunks'],
  ['num_kv_shared_layers', 'shares its cache between layers'],
];

/**
 * Why an architecture is not modelled, or undefined where it is.
 *
 * @param architecture - first of `architectures` in `config.json`
 * @param config - the decoder's fields
 */
export function whyNotModelled(
  architecture: string,
  config: Record<string, unknown>,
): string | undefined {
  const layerTypes = Array.isArray(config.layer_types)
    ? config.layer_types
    : [];
  const oddLayer = layerTypes.find(
    type =>
      type !== 'full_attention' &&
      type !== 'sliding_attention' &&
      type !== 'chunked_attention',
  );
  if (
    oddLayer !== undefined ||
    Object.entries(config).some(
      ([key, value]) => value !== null && STATE_SPACE_KEY.test(key),
    ) ||
    /mamba|jamba|rwkv|hybrid/i.test(architecture)
  ) {
    return `${architecture} mixes attention with state-space or linear-attention layers, whose memory these formulas do not cover`;
  }
  const otherCache = OTHER_CACHE_KEYS.find(
    ([key]) => typeof config[key] === 'number' && config[key] > 0,
  );
  if (otherCache) {
    return `${architecture} ${otherCache[1]}, which these formulas do not cover`;
  }
  if (ARCHITECTURES.has(architecture)) {
    return undefined;
  }
  if (
    /(SequenceClassification|Embedding|MaskedLM|Bert\w*Model)/.test(
      architecture,
    )
  ) {
    return `${architecture} does not generate tokens; these formulas cover models that do`;
  }
  return `${architecture} is not among the architectures these formulas were checked against`;
}
