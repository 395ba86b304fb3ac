import { findKnownModel } from '../../models';

function known(id: string): Record<string, unknown> {
  const model = findKnownModel(id);
  if (!model) {
    throw new Error(`No known model ${id}`);
  }
  return model.config;
}

const llama8b = known('meta-llama/Llama-3.1-8B-Instruct');
const llama70b = known('meta-llama/Llama-3.3-70B-Instruct');
const qwen25 = known('Qwen/Qwen2.5-7B-Instruct');
const qwen3Medium = known('Qwen/Qwen3-8B');
const mistralSmall32 = known('mistralai/Mistral-Small-3.2-24B-Instruct-2506');

/** 8-bit weights with a scale per output channel, as llm-compressor writes them; vision towers are left alone. */
function eightBits(type: 'float' | 'int', ignore: string[]) {
  return {
    config_groups: {
      group_0: {
        input_activations: { num_bits: 8, strategy: 'token', type },
        weights: { num_bits: 8, strategy: 'channel', symmetric: true, type },
      },
    },
    ignore,
    quant_method: 'compressed-tensors',
  };
}

/** Fields of published `config.json` files. */
export const configs = {
  llama8b,
  llama70b,
  qwen25,
  qwen3Medium,
  mistralSmall32,
  gptOss20b: known('openai/gpt-oss-20b'),
  gptOss120b: known('openai/gpt-oss-120b'),
  qwen3Large: known('Qwen/Qwen3-32B'),
  qwen3Fourteen: known('Qwen/Qwen3-14B'),
  qwen25Coder: known('Qwen/Qwen2.5-Coder-32B-Instruct'),
  gemma27b: known('google/gemma-3-27b-it'),
  phi4: known('microsoft/phi-4'),
  mistral7b: known('mistralai/Mistral-7B-Instruct-v0.3'),
  llama70bFp8: {
    ...llama70b,
    quantization_config: eightBits('float', ['lm_head']),
  },
  qwen25Fp8: {
    ...qwen25,
    quantization_config: eightBits('float', ['lm_head']),
  },
  mistralSmallW8a8: {
    ...mistralSmall32,
    quantization_config: eightBits('int', [
      're:.*lm_head',
      're:vision_tower.*',
      're:multi_modal_projector.*',
    ]),
  },
  qwen3Awq: {
    ...qwen3Medium,
    quantization_config: {
      bits: 4,
      group_size: 128,
      modules_to_not_convert: null,
      quant_method: 'awq',
      zero_point: true,
    },
  },
  qwen2: { ...qwen25, max_position_embeddings: 131072 },
  qwen3Small: {
    architectures: ['Qwen3ForCausalLM'],
    head_dim: 128,
    hidden_size: 1024,
    intermediate_size: 3072,
    max_position_embeddings: 40960,
    num_attention_heads: 16,
    num_hidden_layers: 28,
    num_key_value_heads: 8,
    tie_word_embeddings: true,
    vocab_size: 151936,
  },
  qwen25Large: {
    architectures: ['Qwen2ForCausalLM'],
    hidden_size: 8192,
    intermediate_size: 29568,
    max_position_embeddings: 32768,
    num_attention_heads: 64,
    num_hidden_layers: 80,
    num_key_value_heads: 8,
    tie_word_embeddings: false,
    use_sliding_window: false,
    vocab_size: 152064,
  },
  codeLlama: {
    architectures: ['LlamaForCausalLM'],
    hidden_size: 4096,
    intermediate_size: 11008,
    max_position_embeddings: 16384,
    num_attention_heads: 32,
    num_hidden_layers: 32,
    num_key_value_heads: 32,
    tie_word_embeddings: false,
    vocab_size: 32016,
  },
  qwen15Moe: {
    architectures: ['Qwen2MoeForCausalLM'],
    hidden_size: 2048,
    intermediate_size: 5632,
    max_position_embeddings: 8192,
    moe_intermediate_size: 1408,
    num_attention_heads: 16,
    num_experts: 60,
    num_experts_per_tok: 4,
    num_hidden_layers: 24,
    num_key_value_heads: 16,
    shared_expert_intermediate_size: 5632,
    tie_word_embeddings: false,
    use_sliding_window: false,
    vocab_size: 151936,
  },
  granite31: {
    ...known('ibm-granite/granite-3.3-8b-instruct'),
    vocab_size: 49155,
  },
  phi3Mini: {
    architectures: ['Phi3ForCausalLM'],
    hidden_size: 3072,
    intermediate_size: 8192,
    max_position_embeddings: 4096,
    num_attention_heads: 32,
    num_hidden_layers: 32,
    num_key_value_heads: 32,
    sliding_window: 2047,
    tie_word_embeddings: false,
    vocab_size: 32064,
  },
  ministral8b: {
    architectures: ['Mistral3ForConditionalGeneration'],
    text_config: {
      head_dim: 128,
      hidden_size: 4096,
      intermediate_size: 14336,
      max_position_embeddings: 262144,
      num_attention_heads: 32,
      num_hidden_layers: 34,
      num_key_value_heads: 8,
      vocab_size: 131072,
    },
  },
  kimiK2: {
    architectures: ['DeepseekV3ForCausalLM'],
    first_k_dense_replace: 1,
    hidden_size: 7168,
    intermediate_size: 18432,
    kv_lora_rank: 512,
    max_position_embeddings: 262144,
    moe_intermediate_size: 2048,
    n_routed_experts: 384,
    n_shared_experts: 1,
    num_attention_heads: 64,
    num_experts_per_tok: 8,
    num_hidden_layers: 61,
    num_key_value_heads: 64,
    q_lora_rank: 1536,
    qk_nope_head_dim: 128,
    qk_rope_head_dim: 64,
    quantization_config: {
      config_groups: {
        group_0: {
          input_activations: null,
          weights: {
            group_size: 32,
            num_bits: 4,
            strategy: 'group',
            symmetric: true,
            type: 'int',
          },
        },
      },
      ignore: [
        'lm_head',
        're:.*self_attn.*',
        're:.*shared_experts.*',
        're:.*mlp\\.(gate|up|gate_up|down)_proj.*',
      ],
      quant_method: 'compressed-tensors',
    },
    tie_word_embeddings: false,
    v_head_dim: 128,
    vocab_size: 163840,
  },
  qwen3Next: {
    architectures: ['Qwen3NextForCausalLM'],
    full_attention_interval: 4,
    hidden_size: 2048,
    linear_conv_kernel_dim: 4,
    linear_num_value_heads: 32,
    num_hidden_layers: 48,
  },
  nemotron: {
    architectures: ['NemotronHForCausalLM'],
    hidden_size: 2688,
    hybrid_override_pattern: 'MEMEM*EMEMEM*',
    num_hidden_layers: 52,
    ssm_state_size: 128,
  },
  kimiLinear: {
    architectures: ['KimiLinearForCausalLM'],
    hidden_size: 2304,
    linear_attn_config: { full_attn_layers: [4, 8], head_dim: 128 },
    num_hidden_layers: 27,
  },
  jamba: {
    architectures: ['JambaForCausalLM'],
    attn_layer_period: 8,
    hidden_size: 4096,
    mamba_d_state: 16,
    num_hidden_layers: 32,
  },
  graniteHybrid: {
    architectures: ['GraniteMoeHybridForCausalLM'],
    hidden_size: 4096,
    layer_types: ['mamba', 'mamba', 'attention'],
    num_hidden_layers: 40,
  },
  qwen3Moe30b: {
    ...known('Qwen/Qwen3-30B-A3B-Instruct-2507'),
    max_position_embeddings: 40960,
  },
  mixtral8x7b: {
    architectures: ['MixtralForCausalLM'],
    hidden_size: 4096,
    intermediate_size: 14336,
    max_position_embeddings: 32768,
    num_attention_heads: 32,
    num_experts_per_tok: 2,
    num_hidden_layers: 32,
    num_key_value_heads: 8,
    num_local_experts: 8,
    sliding_window: null,
    tie_word_embeddings: false,
    vocab_size: 32000,
  },
  deepseekV3: {
    architectures: ['DeepseekV3ForCausalLM'],
    attention_bias: false,
    first_k_dense_replace: 3,
    hidden_size: 7168,
    intermediate_size: 18432,
    kv_lora_rank: 512,
    max_position_embeddings: 163840,
    moe_intermediate_size: 2048,
    n_routed_experts: 256,
    n_shared_experts: 1,
    num_attention_heads: 128,
    num_experts_per_tok: 8,
    num_hidden_layers: 61,
    num_key_value_heads: 128,
    q_lora_rank: 1536,
    qk_nope_head_dim: 128,
    qk_rope_head_dim: 64,
    quantization_config: {
      activation_scheme: 'dynamic',
      fmt: 'e4m3',
      quant_method: 'fp8',
      weight_block_size: [128, 128],
    },
    tie_word_embeddings: false,
    v_head_dim: 128,
    vocab_size: 129280,
  },
  phi4Mini: known('microsoft/Phi-4-mini-instruct'),
  qwen25Vl7b: {
    architectures: ['Qwen2_5_VLForConditionalGeneration'],
    text_config: {
      hidden_size: 3584,
      intermediate_size: 18944,
      max_position_embeddings: 128000,
      num_attention_heads: 28,
      num_hidden_layers: 28,
      num_key_value_heads: 4,
      tie_word_embeddings: false,
      vocab_size: 152064,
    },
    vision_config: { depth: 32, hidden_size: 1280, intermediate_size: 3420 },
  },
  llama70bInt4: {
    ...llama70b,
    quantization_config: { quant_method: 'awq', bits: 4, group_size: 128 },
  },
};
