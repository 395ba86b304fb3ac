import { KNOWN_MODELS } from './knownModels';
import { parseModelConfig } from './sizing/parseModelConfig';
import type { ModelShape } from './sizing/types';

/**
 * A model that can be picked by name, with the fields of its published `config.json` that sizing reads.
 *
 * @public
 */
export type KnownModel = {
  /** Id as its publisher writes it. */
  id: string;
  title: string;
  config: Record<string, unknown>;
  /**
   * Its publisher asks everybody who downloads it to agree to terms first, so that the hub wants a token. Source: the
   * notice on the model's page of the hub.
   */
  gated?: true;
  /**
   * How many times its repository on the hub holds the weights, in one format beside the other; once where left out. The
   * server reads one of them, but a download without filters takes all. Source: the folders and files of the repository,
   * such as `original/` (Llama), `consolidated.safetensors` (Mistral), `original/` and `metal/` (gpt-oss).
   */
  copies?: number;
};

/**
 * Finds a known model by its id.
 *
 * @public
 */
export function findKnownModel(id: string): KnownModel | undefined {
  return KNOWN_MODELS.find(model => model.id === id);
}

/**
 * The shape of a known model.
 *
 * @throws an Error when the list itself is wrong, which its test rules out
 *
 * @public
 */
export function shapeOfKnownModel(model: KnownModel): ModelShape {
  const parsed = parseModelConfig(model.config);
  if (parsed.state !== 'modelled') {
    throw new Error(`Known model ${model.id} is ${parsed.state}`);
  }
  return parsed;
}
