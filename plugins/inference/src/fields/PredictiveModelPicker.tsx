import { useState } from 'react';
import FormControl from '@material-ui/core/FormControl';
import TextField from '@material-ui/core/TextField';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { readWeightsGiB } from '@golden-path/plugin-inference-common';
import { readOptions, type ModelValue } from './formData';
import { checkModelValue } from './modelValue';
import { useFieldStyles } from './useFieldStyles';

/** Takes a predictive model (ONNX) by its id and the size of its files, which is all that is planned with. */
export function PredictiveModelPicker(
  props: FieldExtensionComponentProps<ModelValue>,
) {
  const { formData, onChange, idSchema, required, disabled, rawErrors } = props;
  const classes = useFieldStyles();
  const value: ModelValue = {
    id: formData?.id ?? '',
    config: formData?.config ?? '',
  };
  const [left, setLeft] = useState(false);
  const [size, setSize] = useState(() =>
    value.config === '' ? '' : String(readWeightsGiB(value.config) ?? ''),
  );
  const problems = checkModelValue(value, {
    ...readOptions(props.formContext?.formData),
    runtime: 'triton',
  });
  const idProblem = left || rawErrors.length > 0 ? problems.id : undefined;
  const [sizeProblem] = problems.config;
  return (
    <FormControl fullWidth margin="normal" error={rawErrors.length > 0}>
      <div className={classes.fields}>
        <TextField
          id={`${idSchema.$id}-id`}
          label="Model id"
          placeholder="publisher/model"
          required={required}
          disabled={disabled}
          value={value.id}
          onChange={event => onChange({ ...value, id: event.target.value })}
          onBlur={() => setLeft(true)}
          error={idProblem !== undefined}
          helperText={
            idProblem ?? 'A model in ONNX, as its publisher writes it.'
          }
          FormHelperTextProps={{ className: classes.problem }}
          InputLabelProps={{ shrink: true, className: classes.problem }}
        />
        <TextField
          id={`${idSchema.$id}-size`}
          label="Size of its files (GiB)"
          disabled={disabled}
          value={size}
          onChange={event => {
            const text = event.target.value;
            setSize(text);
            onChange({
              ...value,
              config:
                text.trim() === ''
                  ? ''
                  : JSON.stringify({ weightsGiB: Number(text) }),
            });
          }}
          inputProps={{ inputMode: 'decimal' }}
          error={sizeProblem !== undefined}
          helperText={
            sizeProblem ??
            'Decides which accelerator holds it. Left empty, 1 GiB is planned with.'
          }
          FormHelperTextProps={{ className: classes.problem }}
          InputLabelProps={{ shrink: true, className: classes.problem }}
        />
      </div>
    </FormControl>
  );
}
