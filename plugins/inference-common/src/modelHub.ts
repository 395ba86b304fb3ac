import type { ModelLoading } from './endpointOptions';
import type { FieldError } from './fieldError';
import { findKnownModel } from './models';

/**
 * How a model is loaded, as far as it decides whether the hub is asked for it.
 *
 * @public
 */
export type HubQuestion = {
  /** `hub` where left out. */
  modelLoading?: ModelLoading;
  modelUri?: string;
};

/**
 * Whether the weights come from the hub by the model's id: at every start, or once into a volume that the endpoint makes.
 *
 * @public
 */
export function isFromHub(source: HubQuestion): boolean {
  const { modelLoading = 'hub', modelUri = '' } = source;
  return modelLoading === 'hub' || (modelLoading === 'pvc' && modelUri === '');
}

/**
 * Checks that the hub can be asked for a model: KServe takes nothing but `publisher/model`, also where the hub itself knows
 * a model by its name alone.
 *
 * @public
 */
export function checkHubModelId(
  modelId: string,
  source: HubQuestion,
): FieldError[] {
  return isFromHub(source) && modelId.split('/').length !== 2
    ? [
        {
          path: 'model.id',
          message:
            "must be 'publisher/model' for a model from the hub, such as 'Qwen/Qwen2.5-7B-Instruct'",
        },
      ]
    : [];
}

/**
 * Whether the hub is asked with the team's token: as was answered, else as the list of known models says. A model that
 * is not on the list is taken to be open.
 *
 * @public
 */
export function needsHubToken(
  source: HubQuestion & { modelId: string; hubToken?: boolean },
): boolean {
  const { hubToken = findKnownModel(source.modelId)?.gated ?? false } = source;
  return isFromHub(source) && hubToken;
}
