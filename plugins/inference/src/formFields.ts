import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

const modelPicker = FormFieldBlueprint.make({
  name: 'model-picker',
  params: {
    field: () =>
      import('./fields/ModelPickerField').then(
        ({ modelPickerField }) => modelPickerField,
      ),
  },
});

const acceleratorPicker = FormFieldBlueprint.make({
  name: 'accelerator-picker',
  params: {
    field: () =>
      import('./fields/AcceleratorPickerField').then(
        ({ acceleratorPickerField }) => acceleratorPickerField,
      ),
  },
});

/**
 * Form fields for templates: `ModelPicker` (a model and its `config.json`) and `AcceleratorPicker` (a class that fits).
 *
 * @public
 */
export const inferenceFormFieldsModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [modelPicker, acceleratorPicker],
});
