import { z } from 'zod';
import type { CheckpointQuantisation } from './types';

/** Bits of one scale (and, for integers, its zero point) shared by a group of weights. */
function withScale(bits: number, scaleBits: number, groupSize?: number) {
  return groupSize && groupSize > 0 ? bits + scaleBits / groupSize : bits;
}

const bits = z.number().int().min(1).max(16);
const groupSize = z.number().int().min(-1).max(65_536).nullish();

const quantisationSchema = z.discriminatedUnion('quant_method', [
  // DeepSeek and others: 8-bit floats, one 32-bit scale per 128 x 128 block (0.002 bits)
  z.object({ quant_method: z.literal('fp8') }),
  z.object({
    quant_method: z.enum(['gptq', 'awq']),
    bits: bits.default(4),
    group_size: groupSize,
  }),
  // OCP microscaling: 4-bit floats, one 8-bit scale per 32
  z.object({ quant_method: z.literal('mxfp4') }),
  z.object({
    quant_method: z.literal('compressed-tensors'),
    config_groups: z.record(
      z.string(),
      z.object({
        weights: z.object({
          num_bits: bits,
          type: z.string().optional(),
          group_size: groupSize,
        }),
      }),
    ),
  }),
  z.object({
    quant_method: z.literal('modelopt'),
    quant_algo: z.enum(['FP8', 'NVFP4']),
  }),
]);

/**
 * Reads `quantization_config`.
 *
 * @returns the quantisation, or why it is not modelled
 */
export function parseQuantisation(
  value: unknown,
): CheckpointQuantisation | { notModelled: string } {
  const parsed = quantisationSchema.safeParse(value);
  if (!parsed.success) {
    const method =
      typeof value === 'object' && value !== null && 'quant_method' in value
        ? String(value.quant_method)
        : 'an unnamed method';
    return {
      notModelled: `The checkpoint is quantised with ${method} in a way these formulas do not cover`,
    };
  }
  const config = parsed.data;
  switch (config.quant_method) {
    case 'fp8':
      return { method: 'fp8', bitsPerWeight: 8, covers: 'linear' };
    case 'mxfp4':
      return { method: 'mxfp4', bitsPerWeight: 4 + 8 / 32, covers: 'experts' };
    case 'modelopt':
      // NVFP4: 4-bit floats, one 8-bit scale per 16
      return {
        method: `modelopt ${config.quant_algo}`,
        bitsPerWeight: config.quant_algo === 'FP8' ? 8 : 4 + 8 / 16,
        covers: 'linear',
      };
    case 'compressed-tensors': {
      const weights = Object.values(config.config_groups).map(
        group => group.weights,
      );
      // A checkpoint that mixes widths is planned at its widest
      const bitsPerWeight = Math.max(
        ...weights.map(weight =>
          withScale(weight.num_bits, 16, weight.group_size ?? undefined),
        ),
      );
      return weights.length > 0
        ? { method: 'compressed-tensors', bitsPerWeight, covers: 'linear' }
        : { notModelled: 'The checkpoint names no quantised group' };
    }
    default:
      return {
        method: config.quant_method,
        bitsPerWeight: withScale(
          config.bits,
          16 + config.bits,
          config.group_size ?? undefined,
        ),
        covers: 'linear',
      };
  }
}
