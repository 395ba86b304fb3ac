export { inferenceApiRef, type InferenceApi } from './api/inferenceApi';
export { inferenceFormFieldsModule } from './formFields';
export { inferencePlugin as default } from './plugin';
