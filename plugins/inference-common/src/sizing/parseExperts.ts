import { z } from 'zod';
import { fieldErrorsOf, type FieldError } from '../fieldError';
import type { ArchitectureTraits } from './architectures';
import { count, type Decoder } from './decoderFields';
import type { ExpertShape } from './types';

const expertFields = z.object({
  n_routed_experts: count(8_192).nullish(),
  num_experts: count(8_192).nullish(),
  num_local_experts: count(8_192).nullish(),
  num_experts_per_tok: count(1_024),
  moe_intermediate_size: count(4_194_304).nullish(),
  n_shared_experts: z.number().int().min(0).max(64).nullish(),
  shared_expert_intermediate_size: z
    .number()
    .int()
    .min(0)
    .max(4_194_304)
    .nullish(),
  first_k_dense_replace: z.number().int().min(0).max(1_000).nullish(),
});

/** Reads a mixture of experts. */
export function expertsOf(
  decoder: Decoder,
  traits: ArchitectureTraits,
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
    sharedIntermediateSize:
      fields.shared_expert_intermediate_size ??
      (fields.n_shared_experts ?? 0) * intermediateSize,
    denseLayers: Math.min(
      fields.first_k_dense_replace ?? 0,
      decoder.num_hidden_layers,
    ),
    ...(traits.sinksAndExpertBiases && { biases: true as const }),
  };
}
