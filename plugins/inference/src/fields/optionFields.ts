import {
  makeFieldSchema,
  type CustomFieldValidator,
} from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import {
  checkBusinessHours,
  checkHoursReplicas,
  checkModelSource,
  checkScaleToZero,
  type BusinessHours,
  type ModelLoading,
} from '@golden-path/plugin-inference-common';
import { BusinessHoursField, REPLICAS_LABEL } from './BusinessHoursField';
import { readBounds, readOptions } from './formData';
import { HubTokenField } from './HubTokenField';
import { ModelLoadingPicker } from './ModelLoadingPicker';
import { MODEL_URI_WORDS, ModelUriField } from './ModelUriField';
import { ScaleToZeroField } from './ScaleToZeroField';
import { toSentence } from './toSentence';

/** Refuses a way of loading whose place is not named; here, because an empty field is not validated itself. */
export const validateModelLoading: CustomFieldValidator<ModelLoading> = (
  value,
  field,
  { formData },
) => {
  if (!value || value === 'hub') {
    return;
  }
  const { modelUri } = readOptions(formData);
  for (const { message } of checkModelSource(value, modelUri)) {
    field.addError(`${MODEL_URI_WORDS[value].label} ${message}.`);
  }
};

/** Refuses scaling to zero in production. */
export const validateScaleToZero: CustomFieldValidator<boolean> = (
  value,
  field,
  { formData },
) => {
  const { environment } = readOptions(formData);
  for (const { message } of checkScaleToZero({
    environment,
    scaleToZero: value,
  })) {
    field.addError(toSentence(message));
  }
};

/** Refuses hours that are none. */
export const validateBusinessHours: CustomFieldValidator<
  BusinessHours | undefined
> = (value, field, { formData }) => {
  if (!value) {
    return;
  }
  for (const { message } of checkBusinessHours(value)) {
    field.addError(toSentence(message));
  }
  for (const { message } of checkHoursReplicas(value, readBounds(formData))) {
    field.addError(`${REPLICAS_LABEL} ${message}.`);
  }
};

export const modelLoadingField = createFormField({
  name: 'ModelLoading',
  component: ModelLoadingPicker,
  schema: makeFieldSchema({
    output: z => z.enum(['hub', 'oci', 'pvc', 'object-storage']),
  }),
  validation: validateModelLoading,
});

export const modelUriField = createFormField({
  name: 'ModelUri',
  component: ModelUriField,
  schema: makeFieldSchema({ output: z => z.string() }),
});

export const hubTokenField = createFormField({
  name: 'HubToken',
  component: HubTokenField,
  schema: makeFieldSchema({ output: z => z.boolean() }),
});

export const scaleToZeroField = createFormField({
  name: 'ScaleToZero',
  component: ScaleToZeroField,
  schema: makeFieldSchema({ output: z => z.boolean() }),
  validation: validateScaleToZero,
});

export const businessHoursField = createFormField({
  name: 'BusinessHours',
  component: BusinessHoursField,
  schema: makeFieldSchema({
    output: z =>
      z.object({
        start: z.string(),
        end: z.string(),
        timezone: z.string(),
        replicas: z.number().optional(),
      }),
  }),
  validation: validateBusinessHours,
});
