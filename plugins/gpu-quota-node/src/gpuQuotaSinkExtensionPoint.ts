import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { QuotaSink } from './QuotaSink';

/** Where modules add places that enforce quota. @public */
export interface GpuQuotaSinkExtensionPoint {
  /**
   * @param sink - a place to keep in step with the ledger
   * @throws when a sink with the same id was added before
   */
  addSink(sink: QuotaSink): void;
}

/** The extension point of {@link QuotaSink}s. @public */
export const gpuQuotaSinkExtensionPoint =
  createExtensionPoint<GpuQuotaSinkExtensionPoint>({ id: 'gpu-quota.sink' });
