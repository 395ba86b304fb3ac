import { useState } from 'react';
import TextField from '@material-ui/core/TextField';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  checkModelSource,
  type ModelLoading,
} from '@golden-path/plugin-inference-common';
import { readModelId, readOptions } from './formData';
import { toSentence } from './toSentence';
import { useFieldStyles } from './useFieldStyles';

/** What the place of the weights is called, by how they are loaded. */
export const MODEL_URI_WORDS: Record<
  Exclude<ModelLoading, 'hub'>,
  { label: string; hint: string }
> = {
  oci: {
    label: 'Image with the weights',
    hint: 'Such as oci://registry.example/models/chat:1.2.0.',
  },
  pvc: {
    label: 'Volume claim with the weights',
    hint: 'Name of a PersistentVolumeClaim in the team’s namespace that holds the model’s files under its id. Left empty, the endpoint makes its own and fills it from the hub.',
  },
  'object-storage': {
    label: 'Address of the weights',
    hint: 'Such as s3://models/chat or gs://models/chat.',
  },
};

/** Where in a claim the weights must lie; an endpoint's own claim is filled so. */
function folderHint(modelId: string): string {
  return `The files of the model must lie in it under ${
    modelId === '' ? 'the model’s id' : modelId
  }/.`;
}

/** Where weights lie, unless they come from the hub by the model's id. */
export function ModelUriField(props: FieldExtensionComponentProps<string>) {
  const { formData, onChange, idSchema, disabled } = props;
  const classes = useFieldStyles();
  const [left, setLeft] = useState(false);
  const form: unknown = props.formContext?.formData;
  const { modelLoading = 'hub' } = readOptions(form);
  if (modelLoading === 'hub') {
    return null;
  }
  const { label, hint: place } = MODEL_URI_WORDS[modelLoading];
  const hint =
    modelLoading === 'pvc' && formData ? folderHint(readModelId(form)) : place;
  const [problem] = checkModelSource(modelLoading, formData);
  const shown = left || formData ? problem : undefined;
  return (
    <TextField
      fullWidth
      id={idSchema.$id}
      label={label}
      required={modelLoading !== 'pvc'}
      disabled={disabled}
      value={formData ?? ''}
      onChange={event => onChange(event.target.value || undefined)}
      onBlur={() => setLeft(true)}
      error={shown !== undefined}
      helperText={shown ? toSentence(shown.message) : hint}
      FormHelperTextProps={{ className: classes.problem }}
      InputLabelProps={{ shrink: true, className: classes.problem }}
    />
  );
}
