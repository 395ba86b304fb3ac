import type { ModelLoading } from './endpointOptions';
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
