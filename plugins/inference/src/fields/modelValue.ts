import {
  checkHubModelId,
  checkStoredSize,
  findKnownModel,
  parseModelConfig,
  readWeightsGiB,
  withExactWeights,
  type HubQuestion,
  type ModelConfig,
  type Runtime,
} from '@golden-path/plugin-inference-common';
import type { ModelValue } from './formData';

/** Publisher and name as model hubs write them; nothing that could leave a path or a shell line. */
const MODEL_ID = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)?$/;

/** The value of a known model. */
export function valueOfKnownModel(id: string): ModelValue | undefined {
  const model = findKnownModel(id);
  return model && { id, config: JSON.stringify(model.config) };
}

/** Whether a value is exactly what picking a known model gives. */
export function isKnownValue(value: ModelValue): boolean {
  return valueOfKnownModel(value.id)?.config === value.config;
}

export type ModelProblems = {
  id?: string;
  config: string[];
  /** What is wrong with the safetensors index beside this config. */
  index?: string;
  parsed?: Exclude<ModelConfig, { state: 'invalid' }>;
};

/** Everything that is wrong with a model as entered, each in a sentence. */
export function checkModelValue(
  value: Partial<ModelValue> | undefined,
  options: HubQuestion & { runtime?: Runtime } = {},
): ModelProblems {
  const id = value?.id?.trim() ?? '';
  const config = value?.config?.trim() ?? '';
  const problems: ModelProblems = { config: [] };
  if (id === '') {
    problems.id = 'Enter the model’s id, such as Qwen/Qwen2.5-7B-Instruct.';
  } else if (id.length > 120 || !MODEL_ID.test(id)) {
    problems.id =
      'A model’s id has letters, digits, dots, dashes and at most one slash, such as Qwen/Qwen2.5-7B-Instruct.';
  } else {
    const [unfit] = checkHubModelId(id, options);
    problems.id = unfit && `A model’s id ${unfit.message}.`;
  }
  if (options.runtime === 'triton') {
    if (readWeightsGiB(config) === undefined) {
      problems.config.push(
        'Enter the size of the model, in GiB from 0 to 1,000,000.',
      );
    }
    return problems;
  }
  if (config === '') {
    problems.config.push(
      'Paste the model’s config.json; it lies beside its weights.',
    );
    return problems;
  }
  const parsed = parseModelConfig(config);
  if (parsed.state === 'invalid') {
    problems.config.push(
      ...parsed.errors.map(error => `${error.path} ${error.message}`),
    );
    return problems;
  }
  problems.config.push(
    ...checkStoredSize({ model: value }).map(
      error => `${error.path} ${error.message}.`,
    ),
  );
  problems.parsed = parsed;
  if (parsed.state === 'modelled' && value?.weightBytes !== undefined) {
    const exact = withExactWeights(parsed, value.weightBytes);
    if (exact.ok) {
      problems.parsed = exact.value;
    } else {
      problems.index = exact.errors
        .map(error => `${error.path} ${error.message}`)
        .join('. ');
    }
  }
  return problems;
}
