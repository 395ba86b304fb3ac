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

const currencyPicker = FormFieldBlueprint.make({
  name: 'currency-picker',
  params: {
    field: () =>
      import('./fields/CurrencyPickerField').then(
        ({ currencyPickerField }) => currencyPickerField,
      ),
  },
});

const repositoryPreview = FormFieldBlueprint.make({
  name: 'repository-preview',
  params: {
    field: () =>
      import('./fields/RepositoryPreviewField').then(
        ({ repositoryPreviewField }) => repositoryPreviewField,
      ),
  },
});

const stepFields = FormFieldBlueprint.make({
  name: 'step-fields',
  params: {
    field: () =>
      import('./fields/StepFieldsField').then(
        ({ stepFieldsField }) => stepFieldsField,
      ),
  },
});

const trafficFields = FormFieldBlueprint.make({
  name: 'traffic-fields',
  params: {
    field: () =>
      import('./fields/StepFieldsField').then(
        ({ trafficFieldsField }) => trafficFieldsField,
      ),
  },
});

const modelLoading = FormFieldBlueprint.make({
  name: 'model-loading',
  params: {
    field: () =>
      import('./fields/optionFields').then(
        ({ modelLoadingField }) => modelLoadingField,
      ),
  },
});

const modelUri = FormFieldBlueprint.make({
  name: 'model-uri',
  params: {
    field: () =>
      import('./fields/optionFields').then(
        ({ modelUriField }) => modelUriField,
      ),
  },
});

const hubToken = FormFieldBlueprint.make({
  name: 'hub-token',
  params: {
    field: () =>
      import('./fields/optionFields').then(
        ({ hubTokenField }) => hubTokenField,
      ),
  },
});

const scaleToZero = FormFieldBlueprint.make({
  name: 'scale-to-zero',
  params: {
    field: () =>
      import('./fields/optionFields').then(
        ({ scaleToZeroField }) => scaleToZeroField,
      ),
  },
});

const businessHours = FormFieldBlueprint.make({
  name: 'business-hours',
  params: {
    field: () =>
      import('./fields/optionFields').then(
        ({ businessHoursField }) => businessHoursField,
      ),
  },
});

/**
 * Form fields for templates: `ModelPicker` (a model and its `config.json`), `AcceleratorPicker` (a class that fits),
 * `RepositoryPicker` (where the repository is created), `EnvelopePicker` (what a team begins with), `CurrencyPicker`,
 * `RepositoryPreview` (its files beforehand), `ModelLoading`, `ModelUri`, `HubToken`, `ScaleToZero` and `BusinessHours`;
 * and for whole steps `StepFields` (what few people need is folded away) and `TrafficFields` (the same, with presets).
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
    currencyPicker,
    repositoryPreview,
    stepFields,
    trafficFields,
    modelLoading,
    modelUri,
    hubToken,
    scaleToZero,
    businessHours,
  ],
});
