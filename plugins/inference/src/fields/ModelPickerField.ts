import {
  makeFieldSchema,
  type CustomFieldValidator,
} from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { readOptions, type ModelValue } from './formData';
import { ModelPicker } from './ModelPicker';
import { checkModelValue } from './modelValue';

/** Refuses a model without a usable id or `config.json`, with everything that is wrong. */
export const validateModel: CustomFieldValidator<ModelValue> = (
  value,
  field,
  { formData },
) => {
  const problems = checkModelValue(value, readOptions(formData));
  if (problems.id) {
    field.addError(problems.id);
  }
  problems.config.forEach(problem => field.addError(problem));
  if (problems.index) {
    field.addError(problems.index);
  }
  if (problems.parsed?.state === 'not-modelled') {
    field.addError(
      `${problems.parsed.architecture} cannot be sized: ${problems.parsed.reason}. Ask the platform team to serve it.`,
    );
  }
};

export const modelPickerField = createFormField({
  name: 'ModelPicker',
  component: ModelPicker,
  schema: makeFieldSchema({
    output: z =>
      z.object({
        id: z.string(),
        config: z.string(),
        weightBytes: z.number().optional(),
      }),
  }),
  validation: validateModel,
});
