import { tensorsOf } from './tensors';
import type { ModelShape } from './types';

/**
 * Parameters of a model by how they are held and read.
 *
 * @public
 */
export type ParameterCount = {
  total: number;
  /** Attention, dense MLP and shared experts' matrices. */
  linear: number;
  /** All routed experts' matrices. */
  experts: number;
  /** Embedding table and output head; one and the same where tied. */
  embeddings: number;
  /** Norms, biases, routers and what is outside the decoder. */
  other: number;
  /** Parameters one token passes through. */
  active: number;
};

/**
 * Counts parameters from the shape: per layer attention, a gated MLP of three matrices (or experts with a router) and
 * two norms; then embeddings, head and final norm.
 *
 * @public
 */
export function countParameters(model: ModelShape): ParameterCount {
  const count = { linear: 0, experts: 0, embeddings: 0, other: 0 };
  for (const { part, copies, rows, columns } of tensorsOf(model, 1)) {
    const parameters = copies * rows * columns;
    switch (part) {
      case 'experts':
        count.experts += parameters;
        break;
      case 'embedding':
      case 'head':
        count.embeddings += parameters;
        break;
      case 'other':
        count.other += parameters;
        break;
      case 'derived':
        break;
      default:
        count.linear += parameters;
    }
  }
  const { experts } = model;
  const shareOfExperts = experts ? experts.perToken / experts.routed : 0;
  return {
    ...count,
    total: count.linear + count.experts + count.embeddings + count.other,
    active:
      count.linear +
      count.experts * shareOfExperts +
      model.vocabularySize * model.hiddenSize,
  };
}
