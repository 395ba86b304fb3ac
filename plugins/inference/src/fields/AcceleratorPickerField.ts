import {
  makeFieldSchema,
  type CustomFieldValidator,
} from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { AcceleratorPicker } from './AcceleratorPicker';
import { chooseAmong } from './choices';
import { loadClasses } from './classes';
import { readSizingInput } from './formData';

/** Refuses a class that is gone or that does not fit what the form asks for, as it is in the catalog right now. */
export const validateAccelerator: CustomFieldValidator<string> = async (
  value,
  field,
  context,
) => {
  if (!value) {
    field.addError('Choose an accelerator class.');
    return;
  }
  const catalogApi = context.apiHolder.get(catalogApiRef);
  if (!catalogApi) {
    field.addError(
      'The catalog is not available, so the accelerator class cannot be checked.',
    );
    return;
  }
  const reading = readSizingInput(context.formData);
  if (!reading.ok) {
    field.addError(reading.sentence);
    return;
  }
  const { classes, broken } = await loadClasses(catalogApi);
  const { choices } = chooseAmong(reading.input, classes);
  const choice = choices.find(item => item.acceleratorClass.name === value);
  if (!choice) {
    const damage = broken.find(item => item.name === value);
    field.addError(
      damage
        ? `The catalog entry of ${value} is not valid (${damage.reason}); choose another class.`
        : `${value} is no longer in the catalog; choose another class.`,
    );
  } else if (!choice.plan) {
    field.addError(
      `${choice.acceleratorClass.title} cannot serve this: ${choice.verdict.sentence}`,
    );
  }
};

export const acceleratorPickerField = createFormField({
  name: 'AcceleratorPicker',
  component: AcceleratorPicker,
  schema: makeFieldSchema({ output: z => z.string() }),
  validation: validateAccelerator,
});
