import { parseModelConfig } from './sizing/parseModelConfig';
import type { ModelShape } from './sizing/types';

/**
 * A model that can be picked by name, with the fields of its published `config.json` that sizing reads.
 *
 * @public
 */
export type KnownModel = {
  /** Id as its publisher writes it. */
  id: string;
  title: string;
  config: Record<string, unknown>;
};

/**
 * Models the portal offers by name. Kept short on purpose: any other model is served by pasting its `config.json`.
 *
 * @public
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  {
    id: 'Qwen/Qwen2.5-7B-Instruct',
    title: 'Qwen2.5 7B Instruct',
    config: {
      architectures: ['Qwen2ForCausalLM'],
      hidden_size: 3584,
      intermediate_size: 18944,
      max_position_embeddings: 32768,
      num_attention_heads: 28,
      num_hidden_layers: 28,
      num_key_value_heads: 4,
      sliding_window: 131072,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
      use_sliding_window: false,
      vocab_size: 152064,
    },
  },
  {
    id: 'Qwen/Qwen3-8B',
    title: 'Qwen3 8B',
    config: {
      architectures: ['Qwen3ForCausalLM'],
      attention_bias: false,
      head_dim: 128,
      hidden_size: 4096,
      intermediate_size: 12288,
      max_position_embeddings: 40960,
      num_attention_heads: 32,
      num_hidden_layers: 36,
      num_key_value_heads: 8,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
      vocab_size: 151936,
    },
  },
  {
    id: 'meta-llama/Llama-3.1-8B-Instruct',
    title: 'Llama 3.1 8B Instruct',
    config: {
      architectures: ['LlamaForCausalLM'],
      attention_bias: false,
      hidden_size: 4096,
      intermediate_size: 14336,
      max_position_embeddings: 131072,
      mlp_bias: false,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
      vocab_size: 128256,
    },
  },
  {
    id: 'openai/gpt-oss-20b',
    title: 'gpt-oss 20B',
    config: {
      architectures: ['GptOssForCausalLM'],
      attention_bias: true,
      head_dim: 64,
      hidden_size: 2880,
      intermediate_size: 2880,
      layer_types: Array.from({ length: 24 }, (_, layer) =>
        layer % 2 === 0 ? 'sliding_attention' : 'full_attention',
      ),
      max_position_embeddings: 131072,
      num_attention_heads: 64,
      num_experts_per_tok: 4,
      num_hidden_layers: 24,
      num_key_value_heads: 8,
      num_local_experts: 32,
      quantization_config: { quant_method: 'mxfp4' },
      sliding_window: 128,
      tie_word_embeddings: false,
      vocab_size: 201088,
    },
  },
  {
    id: 'mistralai/Mistral-Small-24B-Instruct-2501',
    title: 'Mistral Small 24B Instruct',
    config: {
      architectures: ['MistralForCausalLM'],
      head_dim: 128,
      hidden_size: 5120,
      intermediate_size: 32768,
      max_position_embeddings: 32768,
      num_attention_heads: 32,
      num_hidden_layers: 40,
      num_key_value_heads: 8,
      sliding_window: null,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
      vocab_size: 131072,
    },
  },
  {
    id: 'meta-llama/Llama-3.3-70B-Instruct',
    title: 'Llama 3.3 70B Instruct',
    config: {
      architectures: ['LlamaForCausalLM'],
      attention_bias: false,
      hidden_size: 8192,
      intermediate_size: 28672,
      max_position_embeddings: 131072,
      mlp_bias: false,
      num_attention_heads: 64,
      num_hidden_layers: 80,
      num_key_value_heads: 8,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
      vocab_size: 128256,
    },
  },
];

/**
 * Finds a known model by its id.
 *
 * @public
 */
export function findKnownModel(id: string): KnownModel | undefined {
  return KNOWN_MODELS.find(model => model.id === id);
}

/**
 * The shape of a known model.
 *
 * @throws an Error when the list itself is wrong, which its test rules out
 *
 * @public
 */
export function shapeOfKnownModel(model: KnownModel): ModelShape {
  const parsed = parseModelConfig(model.config);
  if (parsed.state !== 'modelled') {
    throw new Error(`Known model ${model.id} is ${parsed.state}`);
  }
  return parsed;
}
