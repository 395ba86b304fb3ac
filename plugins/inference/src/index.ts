export { inferenceApiRef, type InferenceApi } from './api/inferenceApi';
export { inferencePlugin as default } from './plugin';
