import Typography from '@material-ui/core/Typography';
import {
  countParameters,
  kvBytesPerToken,
  weightBytes,
  type ModelConfig,
  type ModelShape,
} from '@golden-path/plugin-inference-common';
import { formatBytes, formatCount, formatParameters } from '../format/format';

/** How attention keeps what it has seen. */
function attentionOf(model: ModelShape): string {
  const { attention, attentionHeads } = model;
  const heads = `${formatCount(attentionHeads)} heads`;
  if (attention.kind === 'mla') {
    return `${heads}, latent attention (MLA)`;
  }
  if (attention.kvHeads === attentionHeads) {
    return `${heads}, each with its own keys (MHA)`;
  }
  return attention.kvHeads === 1
    ? `${heads} share one of keys (MQA)`
    : `${heads} share ${formatCount(attention.kvHeads)} of keys (GQA)`;
}

/** What was understood of a `config.json`, so that a wrong paste is noticed before anything is created. */
export function ModelSummary(props: {
  model: Exclude<ModelConfig, { state: 'invalid' }>;
  /** Whether the size of the weights comes from the safetensors index. */
  exact?: boolean;
}) {
  const { model } = props;
  if (model.state === 'not-modelled') {
    return (
      <Typography variant="body2" role="status">
        {model.architecture} cannot be sized: {model.reason}. No accelerator can
        be recommended for it.
      </Typography>
    );
  }
  const parts = [
    model.architecture,
    `${formatParameters(countParameters(model).total)} parameters`,
    `${formatCount(model.layers)} layers`,
    `${formatBytes(kvBytesPerToken(model))} of KV cache per token`,
    `context up to ${formatCount(model.maxPositions)} tokens`,
    ...(model.quantisation ? [`quantised (${model.quantisation.method})`] : []),
    attentionOf(model),
    ...(model.slidingWindow
      ? [
          `${formatCount(model.slidingWindow.layers)} layers keep ${formatCount(
            model.slidingWindow.tokens,
          )} tokens`,
        ]
      : []),
    ...(model.experts
      ? [
          `${formatCount(model.experts.routed)} experts, ${formatCount(
            model.experts.perToken,
          )} per token`,
        ]
      : []),
    `${formatBytes(weightBytes(model, 'auto').total)} of weights as published${
      model.quantisation ? '' : ', in 16 bits'
    }${props.exact ? ', exactly' : ''}`,
  ];
  return (
    <Typography variant="body2" role="status">
      {parts.join(' · ')}
    </Typography>
  );
}
