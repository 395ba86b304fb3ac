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

/**
 * Takes the exact size of a model's weights from its `model.safetensors.index.json`.
 *
 * @remarks
 * A checkpoint stored in 32 bits is served in 16, so its size is halved. One that differs from what the `config.json`
 * describes by more than 15 % belongs to another model and is refused.
 *
 * @param input - the text of the index, or the object in it
 * @param model - what its `config.json` says
 * @returns the model with its exact size, or every field that is wrong
 *
 * @public
 */
export function withWeightsIndex(
  input: unknown,
  model: ModelShape,
): Parsed<ModelShape> {
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
  const published = parsed.data.metadata.total_size;
  const described = weightBytes(
    { ...model, checkpointBytes: undefined },
    'auto',
  ).total;
  const isClose = (bytes: number) =>
    Math.abs(bytes / described - 1) <= CHECKPOINT_TOLERANCE;
  const checkpointBytes = [published, published / 2].find(isClose);
  return checkpointBytes === undefined
    ? {
        ok: false,
        errors: [
          {
            path: 'metadata.total_size',
            message: `is ${formatGiB(
              published / GIB,
            )}, but config.json describes a model of ${formatGiB(
              described / GIB,
            )}; the two files belong to different models`,
          },
        ],
      }
    : { ok: true, value: { ...model, checkpointBytes } };
}
