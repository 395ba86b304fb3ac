import type { Parsed } from './fieldError';
import { GIB } from './sizing/constants';
import { formatGiB } from './sizing/format';
import { weightBytes as estimateWeightBytes } from './sizing/parameters';
import type { ModelShape } from './sizing/types';

/** How far the formulas may be from a checkpoint of the same model: vision towers and adapters are estimated. */
const TOLERANCE = 0.25;

/** Bytes of a parameter outside the matrices, which are held in 16 bits. */
const OTHER_BYTES = 2;

/**
 * Corrects a model's shape by the exact size of its checkpoint, so that what the formulas do not see (adapters, extra
 * heads) is counted as well.
 *
 * @param model - as read from `config.json`
 * @param weightBytes - from `parseSafetensorsIndex`
 * @returns the corrected shape, or that config and index are not of the same model
 *
 * @public
 */
export function withExactWeights(
  model: ModelShape,
  weightBytes: number,
): Parsed<ModelShape> {
  const estimated = estimateWeightBytes(model, 'auto').total;
  const difference = weightBytes - estimated;
  if (!(Math.abs(difference) <= estimated * TOLERANCE)) {
    return {
      ok: false,
      errors: [
        {
          path: 'model.safetensors.index.json',
          message: `is of another model or precision: it has ${formatGiB(
            weightBytes / GIB,
          )} of weights, config.json describes ${formatGiB(estimated / GIB)}`,
        },
      ],
    };
  }
  return {
    ok: true,
    value: {
      ...model,
      otherParameters: model.otherParameters + difference / OTHER_BYTES,
    },
  };
}
