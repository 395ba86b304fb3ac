import { z } from 'zod';
import { fieldErrorsOf, type Parsed } from '../fieldError';
import { CHECKPOINT_TOLERANCE, GIB } from './constants';
import { formatGiB } from './format';
import { readJsonObject } from './readJsonObject';
import type { ModelShape } from './types';
import { weightBytes } from './weights';

const FILE = 'model.safetensors.index.json';

/** Indices of models with thousands of experts are long. */
const MAX_TEXT_LENGTH = 50_000_000;

const indexFields = z.object({
  metadata: z.object(
    {
      total_size: z
        .number({ error: 'must be the size of all tensors in bytes' })
        .positive('must be the size of all tensors in bytes')
        .max(2 ** 50, 'must be the size of all tensors in bytes'),
    },
    { error: 'is missing; it holds the total size' },
  ),
  weight_map: z.record(z.string(), z.string(), {
    error: 'is missing; it names the file of every tensor',
  }),
});

/** What sizing takes from a `model.safetensors.index.json`. @public */
export type SafetensorsIndex = {
  /** Bytes of all tensors together. */
  weightBytes: number;
  tensors: number;
  /** Files they lie in. */
  files: number;
};

/**
 * Reads the index that lies beside a sharded checkpoint. Its `metadata.total_size` is the exact size of the weights.
 * Source: safetensors' index as Hugging Face's `save_pretrained` writes it.
 *
 * @param input - the text of the index, or the object in it
 * @returns what it says, or every field that is wrong
 *
 * @public
 */
export function parseSafetensorsIndex(
  input: unknown,
): Parsed<SafetensorsIndex> {
  const read = readJsonObject(
    input,
    FILE,
    "the model's safetensors index",
    MAX_TEXT_LENGTH,
  );
  if (!read.ok) {
    return read;
  }
  const parsed = indexFields.safeParse(read.value);
  if (!parsed.success) {
    return { ok: false, errors: fieldErrorsOf(parsed.error) };
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

/**
 * Takes the exact size of a model's weights over the computed one.
 *
 * @remarks
 * A checkpoint stored in 32 bits is served in 16, so its size is halved; what is downloaded is not. One that differs
 * from what the `config.json` describes by more than 15 % belongs to another model and is refused.
 *
 * @param model - what its `config.json` says
 * @param published - bytes, from {@link parseSafetensorsIndex}
 * @returns the model with its exact size, or that config and index are not of the same model
 *
 * @public
 */
export function withExactWeights(
  model: ModelShape,
  published: number,
): Parsed<ModelShape> {
  const described = weightBytes(
    { ...model, checkpointBytes: undefined },
    'auto',
  ).total;
  const checkpointBytes = [published, published / 2].find(
    bytes => Math.abs(bytes / described - 1) <= CHECKPOINT_TOLERANCE,
  );
  return checkpointBytes === undefined
    ? {
        ok: false,
        errors: [
          {
            path: FILE,
            message: `is of another model or precision: it has ${formatGiB(
              published / GIB,
            )} of weights, config.json describes ${formatGiB(described / GIB)}`,
          },
        ],
      }
    : {
        ok: true,
        value: {
          ...model,
          checkpointBytes,
          ...(published > checkpointBytes && { downloadBytes: published }),
        },
      };
}
