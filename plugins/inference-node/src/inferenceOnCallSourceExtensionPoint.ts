import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { OnCallSource } from './OnCallSource';

/** Where modules add places that know who is on call. @public */
export interface InferenceOnCallSourceExtensionPoint {
  /**
   * @param source - asked for every entity whose annotations it understands; of several the one added first wins
   * @throws when a source with the same id was added before
   */
  addOnCallSource(source: OnCallSource): void;
}

/** The extension point of {@link OnCallSource}s. @public */
export const inferenceOnCallSourceExtensionPoint =
  createExtensionPoint<InferenceOnCallSourceExtensionPoint>({
    id: 'inference.on-call-source',
  });
