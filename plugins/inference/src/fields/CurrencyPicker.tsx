import { useState } from 'react';
import TextField from '@material-ui/core/TextField';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { currencyProblem } from './currencyProblem';
import { useFieldStyles } from './useFieldStyles';

const names = new Intl.DisplayNames('en', { type: 'currency' });

/** An ISO 4217 currency, proposed by code and name. */
export function CurrencyPicker(props: FieldExtensionComponentProps<string>) {
  const { formData = '', onChange, idSchema, required, disabled } = props;
  const classes = useFieldStyles();
  const [left, setLeft] = useState(false);
  const problem = left ? currencyProblem(formData) : undefined;
  const listId = `${idSchema.$id}-currencies`;
  return (
    <>
      <TextField
        fullWidth
        id={idSchema.$id}
        label={props.schema.title ?? 'Currency'}
        required={required}
        disabled={disabled}
        value={formData}
        onChange={event =>
          onChange(event.target.value.toLocaleUpperCase('en-US') || undefined)
        }
        onBlur={() => setLeft(true)}
        error={problem !== undefined}
        helperText={problem ?? 'ISO 4217, such as USD.'}
        inputProps={{ list: listId, maxLength: 3 }}
        FormHelperTextProps={{ className: classes.problem }}
        InputLabelProps={{ shrink: true, className: classes.problem }}
      />
      <datalist id={listId}>
        {Intl.supportedValuesOf('currency').map(code => (
          <option key={code} value={code} label={names.of(code)} />
        ))}
      </datalist>
    </>
  );
}
