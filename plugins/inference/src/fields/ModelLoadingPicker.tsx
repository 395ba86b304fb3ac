import TextField from '@material-ui/core/TextField';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  findKnownModel,
  type ModelLoading,
} from '@golden-path/plugin-inference-common';
import { readModelId } from './formData';

const WORDS: Record<ModelLoading, { title: string; hint: string }> = {
  hub: {
    title: 'From the hub, by the model’s id',
    hint: 'Every new pod downloads them.',
  },
  oci: {
    title: 'From an image (OCI)',
    hint: 'Nodes keep images, so a second pod starts sooner.',
  },
  pvc: {
    title: 'From a volume of the team',
    hint: 'Downloaded once; every new pod reads them from there.',
  },
  'object-storage': {
    title: 'From object storage',
    hint: 'Every new pod downloads them.',
  },
};

function hintFor(loading: ModelLoading, modelId: string): string {
  const copies = findKnownModel(modelId)?.copies ?? 1;
  return loading === 'hub' && copies > 1
    ? `Every new pod downloads them, ${copies} times: its publisher keeps them in ${copies} formats. A volume of the team takes one, once.`
    : WORDS[loading]?.hint;
}

/** How weights reach the pods. */
export function ModelLoadingPicker(
  props: FieldExtensionComponentProps<ModelLoading>,
) {
  const { formData = 'hub', onChange, idSchema, disabled, schema } = props;
  return (
    <TextField
      select
      fullWidth
      id={idSchema.$id}
      label={schema.title}
      disabled={disabled}
      value={formData}
      onChange={event => onChange(event.target.value as ModelLoading)}
      helperText={hintFor(formData, readModelId(props.formContext?.formData))}
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true, htmlFor: idSchema.$id }}
    >
      {Object.entries(WORDS).map(([value, { title }]) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </TextField>
  );
}
