import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { SignalSource } from './SignalSource';

/** Where a module says where the figures come from. @public */
export interface InferenceSignalSourceExtensionPoint {
  /**
   * @param source - the one source of figures
   * @throws when a source was set before
   */
  setSignalSource(source: SignalSource): void;
}

/** The extension point of the {@link SignalSource}. @public */
export const inferenceSignalSourceExtensionPoint =
  createExtensionPoint<InferenceSignalSourceExtensionPoint>({
    id: 'inference.signal-source',
  });
