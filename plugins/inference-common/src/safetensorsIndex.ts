import { z } from 'zod';
import type { Parsed } from './fieldError';

/** The index of a model of a trillion parameters has about 10 MB. */
const MAX_TEXT_LENGTH = 50_000_000;

const indexSchema = z.object({
  metadata: z.object({ total_size: z.number().int().positive() }),
  weight_map: z.record(z.string(), z.string()),
});

/** What sizing takes from a `model.safetensors.index.json`. @public */
export type SafetensorsIndex = {
  /** Bytes of all tensors together. */
  weightBytes: number;
  tensors: number;
  /** Files they lie in. */
  files: number;
};

function invalid(message: string): Parsed<SafetensorsIndex> {
  return {
    ok: false,
    errors: [{ path: 'model.safetensors.index.json', message }],
  };
}

/**
 * Reads the index that lies beside a sharded checkpoint. Its `metadata.total_size` is the exact size of the weights.
 * Source: safetensors' index as Hugging Face's `save_pretrained` writes it.
 *
 * @param text - the text of `model.safetensors.index.json`
 *
 * @public
 */
export function parseSafetensorsIndex(text: string): Parsed<SafetensorsIndex> {
  if (text.length > MAX_TEXT_LENGTH) {
    return invalid('is longer than 50 million characters');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return invalid(
      `is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = indexSchema.safeParse(value);
  if (!parsed.success) {
    return invalid(
      'must be an index: an object with metadata.total_size in bytes and weight_map',
    );
  }
  const map = Object.values(parsed.data.weight_map);
  return {
    ok: true,
    value: {
      weightBytes: parsed.data.metadata.total_size,
      tensors: map.length,
      files: new Set(map).size,
    },
  };
}
