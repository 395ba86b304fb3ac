import type { ModelShape, QuantisedPart } from './types';

/** Matrices of one size, as vLLM holds them on one device of a tensor parallel group. */
export type Tensor = {
  part:
    | QuantisedPart
    | 'embedding'
    | 'head'
    | 'other'
    /** Products of other matrices that the server computes while loading; they are in no checkpoint. */
    | 'derived';
  /** How many there are, one for each layer that has it. */
  copies: number;
  /** Output channels. */
  rows: number;
  columns: number;
};

type AddTensor = (
  part: Tensor['part'],
  copies: number,
  rows: number,
  columns: number,
) => void;

function addAttention(model: ModelShape, degree: number, add: AddTensor) {
  const { attention, hiddenSize, layers } = model;
  const heads = model.attentionHeads / degree;
  if (attention.kind === 'gqa') {
    // Beyond one KV head per device, KV heads are replicated
    const kvHeads = Math.max(1, attention.kvHeads / degree);
    const { headDim } = attention;
    add('attention', layers, (heads + 2 * kvHeads) * headDim, hiddenSize);
    add('attention', layers, hiddenSize, heads * headDim);
    return;
  }
  const { kvLoraRank, qLoraRank, qkRopeHeadDim, qkNopeHeadDim, vHeadDim } =
    attention;
  // Whatever feeds the shared latent is on every device
  add('attention', layers, kvLoraRank + qkRopeHeadDim, hiddenSize);
  add('other', layers, kvLoraRank, 1);
  const queryRows = heads * (qkNopeHeadDim + qkRopeHeadDim);
  if (qLoraRank === undefined) {
    add('attention', layers, queryRows, hiddenSize);
  } else {
    add('attention', layers, qLoraRank, hiddenSize);
    add('other', layers, qLoraRank, 1);
    add('attention', layers, queryRows, qLoraRank);
  }
  const expandRows = heads * (qkNopeHeadDim + vHeadDim);
  add('attention', layers, expandRows, kvLoraRank);
  add('derived', layers, expandRows, kvLoraRank);
  add('attention', layers, hiddenSize, heads * vHeadDim);
}

/**
 * The matrices of a model on one device of a tensor parallel group, fused as vLLM fuses them: queries with keys and
 * values, gate with up, all experts of a layer.
 *
 * @param model - the model
 * @param degree - devices that share it; 1 gives the whole model
 */
export function tensorsOf(model: ModelShape, degree: number): Tensor[] {
  const { layers, hiddenSize, experts, vocabularySize } = model;
  const denseLayers = experts ? experts.denseLayers : layers;
  const expertLayers = layers - denseLayers;
  const tensors: Tensor[] = [];
  const add: AddTensor = (part, copies, rows, columns) => {
    if (copies > 0 && rows * columns > 0) {
      tensors.push({ part, copies, rows, columns });
    }
  };
  const addGatedMlp = (
    part: QuantisedPart,
    copies: number,
    intermediateSize: number,
    count = 1,
  ) => {
    const width = intermediateSize / degree;
    add(part, copies, count * 2 * width, hiddenSize);
    add(part, copies, count * hiddenSize, width);
  };

  add('embedding', 1, vocabularySize / degree, hiddenSize);
  if (!model.tiedEmbeddings) {
    add('head', 1, vocabularySize / degree, hiddenSize);
  }
  addAttention(model, degree, add);
  addGatedMlp('mlp', denseLayers, model.intermediateSize);
  if (experts) {
    const { routed, intermediateSize } = experts;
    addGatedMlp('experts', expertLayers, intermediateSize, routed);
    addGatedMlp('sharedExperts', expertLayers, experts.sharedIntermediateSize);
    add('other', expertLayers, routed, hiddenSize);
    if (experts.biases) {
      const biases = (2 * intermediateSize) / degree + hiddenSize;
      add('other', expertLayers, routed * (biases + 1), 1);
    }
  }
  add('other', layers, 2 * hiddenSize + model.extraParametersPerLayer, 1);
  add('other', 1, hiddenSize, 1);
  add('other', 1, model.otherParameters / degree, 1);
  return tensors;
}
