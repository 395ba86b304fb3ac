import Checkbox from '@material-ui/core/Checkbox';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormHelperText from '@material-ui/core/FormHelperText';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { checkScaleToZero } from '@golden-path/plugin-inference-common';
import { readOptions } from './formData';
import { toSentence } from './toSentence';
import { useFieldStyles } from './useFieldStyles';

/** Whether replicas go down to none while nobody asks; not in production. */
export function ScaleToZeroField(props: FieldExtensionComponentProps<boolean>) {
  const { formData = false, onChange, idSchema, disabled, schema } = props;
  const classes = useFieldStyles();
  const { environment } = readOptions(props.formContext?.formData);
  const [refusal] = checkScaleToZero({ environment, scaleToZero: true });
  const helpId = `${idSchema.$id}-help`;
  return (
    <FormControl fullWidth error={formData && refusal !== undefined}>
      <FormControlLabel
        control={
          <Checkbox
            id={idSchema.$id}
            color="primary"
            checked={formData}
            // What may not be chosen can still be taken back.
            disabled={disabled || (refusal !== undefined && !formData)}
            onChange={(_event, checked) => onChange(checked)}
            inputProps={{ 'aria-describedby': helpId }}
          />
        }
        label={schema.title ?? 'Scale to zero'}
      />
      <FormHelperText id={helpId} className={classes.problem}>
        {refusal
          ? toSentence(refusal.message)
          : 'No replica runs and nothing is paid while nobody asks. The first request then waits until the model is loaded.'}
      </FormHelperText>
    </FormControl>
  );
}
