import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';

/**
 * What time it is for quota: when grants end, leases and requests expire, and warnings are due.
 *
 * @public
 */
export interface QuotaClock {
  now(): Date;
}

/**
 * The clock of the gpu-quota backend: the machine's, unless another factory is added, as a rehearsal of what the end of
 * a grant does needs.
 *
 * @public
 */
export const quotaClockServiceRef = createServiceRef<QuotaClock>({
  id: 'gpu-quota.clock',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {},
      factory: () => ({ now: () => new Date() }),
    }),
});
