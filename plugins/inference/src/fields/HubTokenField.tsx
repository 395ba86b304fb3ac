import Checkbox from '@material-ui/core/Checkbox';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormHelperText from '@material-ui/core/FormHelperText';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  findKnownModel,
  isFromHub,
  needsHubToken,
} from '@golden-path/plugin-inference-common';
import { readModelId, readOptions } from './formData';
import { useFieldStyles } from './useFieldStyles';

function hintFor(asked: boolean, gated: boolean): string {
  if (asked) {
    return 'Accept the model’s terms on the hub, and keep the team’s token in the secret store under inference/<team>/model-hub. The endpoint is not ready before.';
  }
  return gated
    ? 'Its publisher asks everybody to accept terms first: without a token the hub refuses the download.'
    : 'For a gated model, whose terms must be accepted on the hub before it can be downloaded.';
}

/** Whether the hub wants a token; the list of known models says it until somebody answers otherwise. */
export function HubTokenField(props: FieldExtensionComponentProps<boolean>) {
  const { formData, onChange, idSchema, disabled, schema } = props;
  const classes = useFieldStyles();
  const form: unknown = props.formContext?.formData;
  const options = readOptions(form);
  if (!isFromHub(options)) {
    return null;
  }
  const modelId = readModelId(form);
  const gated = findKnownModel(modelId)?.gated ?? false;
  const asked = needsHubToken({ ...options, modelId, hubToken: formData });
  const helpId = `${idSchema.$id}-help`;
  return (
    <FormControl fullWidth error={gated && !asked}>
      <FormControlLabel
        control={
          <Checkbox
            id={idSchema.$id}
            color="primary"
            checked={asked}
            disabled={disabled}
            onChange={(_event, checked) =>
              // What the list says is no answer: another model may have another.
              onChange(checked === gated ? undefined : checked)
            }
            inputProps={{ 'aria-describedby': helpId }}
          />
        }
        label={schema.title ?? 'Needs a token of the hub'}
      />
      <FormHelperText id={helpId} className={classes.problem}>
        {hintFor(asked, gated)}
      </FormHelperText>
    </FormControl>
  );
}
