import Typography from '@material-ui/core/Typography';
import {
  countParameters,
  kvBytesPerToken,
  type ModelConfig,
} from '@golden-path/plugin-inference-common';
import { formatBytes, formatCount, formatParameters } from '../format/format';

/** What was understood of a `config.json`, so that a wrong paste is noticed before anything is created. */
export function ModelSummary(props: {
  model: Exclude<ModelConfig, { state: 'invalid' }>;
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
  ];
  return (
    <Typography variant="body2" role="status">
      {parts.join(' · ')}
    </Typography>
  );
}
