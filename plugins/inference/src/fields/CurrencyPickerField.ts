import {
  makeFieldSchema,
  type CustomFieldValidator,
} from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { CurrencyPicker } from './CurrencyPicker';
import { currencyProblem } from './currencyProblem';

/** Refuses what the catalog would refuse. */
export const validateCurrency: CustomFieldValidator<string> = (
  value,
  field,
) => {
  const problem = currencyProblem(value);
  if (problem) {
    field.addError(problem);
  }
};

export const currencyPickerField = createFormField({
  name: 'CurrencyPicker',
  component: CurrencyPicker,
  schema: makeFieldSchema({ output: z => z.string() }),
  validation: validateCurrency,
});
