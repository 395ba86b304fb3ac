import { z } from 'zod';

/** A whole number from 1 on, with the rule in the message. */
export const count = (max: number) => {
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

/** Fields of a decoder; limits are an order of magnitude above the largest published models. */
export const decoderFields = z.object({
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
  use_qk_norm: z.boolean().nullish(),
  partial_rotary_factor: z.number().positive().max(1).nullish(),
  sliding_window: count(100_000_000).nullish(),
  sliding_window_pattern: count(1_000).nullish(),
  use_sliding_window: z.boolean().nullish(),
  layer_types: z.array(z.string()).nullish(),
});

export type Decoder = z.infer<typeof decoderFields>;
