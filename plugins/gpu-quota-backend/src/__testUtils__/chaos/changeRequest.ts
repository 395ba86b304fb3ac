import type { QuotaRequest } from '@golden-path/plugin-gpu-quota-common';
import { refusalStatus } from './ChaosClient';

/**
 * Changes a request. When the answer to a first try was lost, the second is told that the request has changed since:
 * reading it shows whether it was us.
 */
export async function changeRequest(options: {
  change: () => Promise<unknown>;
  read: () => Promise<QuotaRequest>;
  isOurs: (request: QuotaRequest) => boolean;
}): Promise<void> {
  try {
    await options.change();
  } catch (error) {
    if (refusalStatus(error) !== 412) throw error;
    if (!options.isOurs(await options.read())) throw error;
  }
}
