import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { StepFields } from './StepFields';
import { TrafficFields } from './TrafficFields';

const schema = makeFieldSchema({
  output: z => z.record(z.unknown()),
  uiOptions: z =>
    z.object({
      more: z.array(z.string()).optional(),
      clears: z.record(z.array(z.string())).optional(),
    }),
});

export const stepFieldsField = createFormField({
  name: 'StepFields',
  component: StepFields,
  schema,
});

export const trafficFieldsField = createFormField({
  name: 'TrafficFields',
  component: TrafficFields,
  schema,
});
