import { ALLOCATOR, GIB, VOCABULARY_MULTIPLE } from './constants';
import { tensorsOf, type Tensor } from './tensors';
import type { ModelShape, Precision } from './types';

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

function isQuantised(tensor: Tensor, model: ModelShape, precision: Precision) {
  const { part } = tensor;
  if (
    part !== 'attention' &&
    part !== 'mlp' &&
    part !== 'sharedExperts' &&
    part !== 'experts'
  ) {
    return false;
  }
  return model.quantisation
    ? model.quantisation.covers.includes(part)
    : precision === 'fp8';
}

/** Bytes of a matrix and of its scales, as its format says. */
function bytesOf(
  tensor: Tensor,
  model: ModelShape,
  precision: Precision,
): { weights: number; scales: number } {
  const { rows, columns } = tensor;
  if (!isQuantised(tensor, model, precision)) {
    return { weights: rows * columns * 2, scales: 0 };
  }
  const format = model.quantisation;
  return format
    ? {
        weights: (rows * columns * format.bits) / 8,
        scales:
          (rows * columns * format.scaleBits) / 8 + rows * format.bytesPerRow,
      }
    : { weights: rows * columns, scales: 0 };
}

/**
 * Bytes of a checkpoint's weights, and of the groups that are read apart.
 *
 * @remarks
 * 16-bit floats are 2 bytes. Quantised checkpoints and `fp8` keep embeddings, head, norms and routers in 16 bits,
 * which is why a 70B model in FP8 takes 3 % more than a byte per parameter. With a safetensors index, the total is
 * exact.
 *
 * @public
 */
export function weightBytes(
  model: ModelShape,
  precision: Precision,
): { total: number; experts: number; embeddings: number } {
  const sum = { total: 0, experts: 0, embeddings: 0 };
  for (const tensor of tensorsOf(model, 1)) {
    if (tensor.part !== 'derived') {
      const { weights, scales } = bytesOf(tensor, model, precision);
      const bytes = tensor.copies * (weights + scales);
      sum.total += bytes;
      if (tensor.part === 'experts') {
        sum.experts += bytes;
      }
      if (tensor.part === 'embedding' || tensor.part === 'head') {
        sum.embeddings += bytes;
      }
    }
  }
  // Requantised while loading, what was published no longer says what is held
  const isHeldAsPublished = precision !== 'fp8' || model.quantisation;
  if (model.checkpointBytes === undefined || !isHeldAsPublished) {
    return sum;
  }
  const correction = model.checkpointBytes / sum.total;
  return {
    total: model.checkpointBytes,
    experts: sum.experts * correction,
    embeddings: sum.embeddings * correction,
  };
}

/** What PyTorch's allocator takes for a tensor. */
function allocated(bytes: number): number {
  if (bytes < ALLOCATOR.roundedFromBytes) {
    return bytes;
  }
  const rounded = roundUp(bytes, ALLOCATOR.roundTo);
  return rounded - bytes <= ALLOCATOR.splitAbove ? rounded : bytes;
}

/**
 * GiB of weights on one device of a tensor parallel group, as vLLM's log states it ("Model loading took"): the matrices
 * of the device's share with the allocator's rounding, what the server derives from them, and the rotary table.
 */
export function deviceWeightsGiB(
  model: ModelShape,
  precision: Precision,
  degree: number,
): number {
  const padded = {
    ...model,
    vocabularySize: roundUp(model.vocabularySize, VOCABULARY_MULTIPLE),
  };
  // What the index states beyond the computed size is spread over the devices
  const { checkpointBytes, rotaryTable } = model;
  let bytesHeld = 0;
  if (checkpointBytes !== undefined) {
    const computed = weightBytes(
      { ...model, checkpointBytes: undefined },
      precision,
    );
    bytesHeld = (weightBytes(model, precision).total - computed.total) / degree;
  }
  for (const tensor of tensorsOf(padded, degree)) {
    const paddedTo = isQuantised(tensor, model, precision)
      ? model.quantisation?.paddedTo
      : undefined;
    // Only what lies along a row is padded, and scales are not
    const columns = roundUp(tensor.columns, paddedTo ?? 1);
    const { weights } = bytesOf({ ...tensor, columns }, model, precision);
    const { scales } = bytesOf(tensor, model, precision);
    bytesHeld += tensor.copies * (allocated(weights) + allocated(scales));
  }
  if (rotaryTable) {
    bytesHeld += rotaryTable.positions * rotaryTable.dimensions * 2;
  }
  return bytesHeld / GIB;
}

/** Whether matrix products run on the device's 8-bit units. */
export function computesIn8Bits(
  model: ModelShape,
  precision: Precision,
): boolean {
  return model.quantisation
    ? model.quantisation.computesIn8Bits
    : precision === 'fp8';
}
