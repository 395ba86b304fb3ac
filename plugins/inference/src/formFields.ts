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

const repositoryPicker = FormFieldBlueprint.make({
  name: 'repository-picker',
  params: {
    field: () =>
      import('./fields/RepositoryPickerField').then(
        ({ repositoryPickerField }) => repositoryPickerField,
      ),
  },
});

const envelopePicker = FormFieldBlueprint.make({
  name: 'envelope-picker',
  params: {
    field: () =>
      import('./fields/EnvelopePickerField').then(
        ({ envelopePickerField }) => envelopePickerField,
      ),
  },
});

/**
 * Form fields for templates: `ModelPicker` (a model and its `config.json`), `AcceleratorPicker` (a class that fits)
 * `RepositoryPicker` (where the repository is created) and `EnvelopePicker` (what a team begins with).
 *
 * @public
 */
export const inferenceFormFieldsModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    modelPicker,
    acceleratorPicker,
    repositoryPicker,
    envelopePicker,
  ],
});
