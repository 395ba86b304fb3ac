import type { ModelShape, Precision } from './types';

/**
 * Parameters of a model by how they are held and read.
 *
 * @public
 */
export type ParameterCount = {
  total: number;
  /** Attention and dense MLP matrices, which quantisation covers. */
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

function attentionParameters(model: ModelShape): number {
  const { attention, hiddenSize, attentionHeads } = model;
  if (attention.kind === 'gqa') {
    const { kvHeads, headDim } = attention;
    return 2 * hiddenSize * headDim * (attentionHeads + kvHeads);
  }
  const queryDim =
    attentionHeads * (attention.qkNopeHeadDim + attention.qkRopeHeadDim);
  const query = attention.qLoraRank
    ? attention.qLoraRank * (hiddenSize + queryDim + 1)
    : hiddenSize * queryDim;
  const compress =
    hiddenSize * (attention.kvLoraRank + attention.qkRopeHeadDim) +
    attention.kvLoraRank;
  const expand =
    attention.kvLoraRank *
    attentionHeads *
    (attention.qkNopeHeadDim + attention.vHeadDim);
  const output = attentionHeads * attention.vHeadDim * hiddenSize;
  return query + compress + expand + output;
}

/**
 * Counts parameters from the shape: per layer attention, a gated MLP of three matrices (or experts with a router) and
 * two norms; then embeddings, head and final norm.
 *
 * @public
 */
export function countParameters(model: ModelShape): ParameterCount {
  const { layers, hiddenSize, experts } = model;
  const denseLayers = experts ? experts.denseLayers : layers;
  const expertLayers = layers - denseLayers;
  const gatedMlp = (intermediate: number) => 3 * hiddenSize * intermediate;

  const linear =
    layers * attentionParameters(model) +
    denseLayers * gatedMlp(model.intermediateSize) +
    expertLayers * gatedMlp(experts?.sharedIntermediateSize ?? 0);
  const oneExpert = gatedMlp(experts?.intermediateSize ?? 0);
  const routed = expertLayers * (experts?.routed ?? 0) * oneExpert;
  const router = expertLayers * (experts?.routed ?? 0) * (hiddenSize + 1);
  const embeddings =
    model.vocabularySize * hiddenSize * (model.tiedEmbeddings ? 1 : 2);
  const other =
    router +
    layers * (2 * hiddenSize + model.extraParametersPerLayer) +
    hiddenSize +
    model.otherParameters;
  const head = model.vocabularySize * hiddenSize;

  return {
    total: linear + routed + embeddings + other,
    linear,
    experts: routed,
    embeddings,
    other,
    active: linear + expertLayers * (experts?.perToken ?? 0) * oneExpert + head,
  };
}

/**
 * Bytes that each group of weights takes on the devices.
 *
 * @remarks
 * 16-bit floats are 2 bytes. Quantised checkpoints and `fp8` keep embeddings, head, norms and routers in 16 bits,
 * which is why a 70B model in FP8 takes 3 % more than a byte per parameter.
 *
 * @public
 */
export function weightBytes(
  model: ModelShape,
  precision: Precision,
): { total: number; experts: number; embeddings: number } {
  const count = countParameters(model);
  const quantised = model.quantisation;
  let linearBytes = 2;
  let expertBytes = 2;
  if (quantised) {
    expertBytes = quantised.bitsPerWeight / 8;
    linearBytes = quantised.covers === 'linear' ? expertBytes : 2;
  } else if (precision === 'fp8') {
    linearBytes = 1;
    expertBytes = 1;
  }
  const experts = count.experts * expertBytes;
  const embeddings = count.embeddings * 2;
  return {
    total: count.linear * linearBytes + experts + embeddings + count.other * 2,
    experts,
    embeddings,
  };
}

/** Whether matrix products run on the device's 8-bit units. */
export function computesInFp8(
  model: ModelShape,
  precision: Precision,
): boolean {
  return model.quantisation
    ? model.quantisation.method === 'fp8' ||
        model.quantisation.method === 'modelopt FP8'
    : precision === 'fp8';
}
