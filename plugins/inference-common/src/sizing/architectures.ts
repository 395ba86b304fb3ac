/** What a known architecture has beyond attention, a gated MLP and two norms per layer. */
export type ArchitectureTraits = {
  /** Biases on the query, key and value projections although the config does not say so. */
  qkvBias?: true;
  /** Norms over each head's queries and keys. */
  qkNorm?: true;
  /** One learned sink per attention head, and biases in every expert. */
  sinksAndExpertBiases?: true;
  /** Multi-head latent attention. */
  latentAttention?: true;
  experts?: true;
  /** Has a vision tower next to the decoder. */
  vision?: true;
};

/** Architectures the formulas were checked against, by the name `config.json` gives them. */
export const ARCHITECTURES: ReadonlyMap<string, ArchitectureTraits> = new Map<
  string,
  ArchitectureTraits
>([
  ['LlamaForCausalLM', {}],
  ['MistralForCausalLM', {}],
  ['Mistral3ForConditionalGeneration', { vision: true }],
  ['GraniteForCausalLM', {}],
  ['Phi3ForCausalLM', {}],
  ['Qwen2ForCausalLM', { qkvBias: true }],
  ['Qwen2_5_VLForConditionalGeneration', { qkvBias: true, vision: true }],
  ['Qwen3ForCausalLM', { qkNorm: true }],
  ['MixtralForCausalLM', { experts: true }],
  ['Qwen3MoeForCausalLM', { experts: true, qkNorm: true }],
  ['GptOssForCausalLM', { experts: true, sinksAndExpertBiases: true }],
  ['DeepseekV2ForCausalLM', { experts: true, latentAttention: true }],
  ['DeepseekV3ForCausalLM', { experts: true, latentAttention: true }],
]);

const STATE_SPACE_KEYS = [
  'ssm_cfg',
  'state_size',
  'mamba_d_state',
  'hybrid_override_pattern',
  'layers_block_type',
  'attn_layer_period',
  'linear_num_value_heads',
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
    type => type !== 'full_attention' && type !== 'sliding_attention',
  );
  if (
    oddLayer !== undefined ||
    STATE_SPACE_KEYS.some(key => config[key] !== undefined) ||
    /mamba|jamba|rwkv|hybrid/i.test(architecture)
  ) {
    return `${architecture} mixes attention with state-space or linear-attention layers, whose memory these formulas do not cover`;
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
