import type { HumanDuration } from '@backstage/types';

export interface Config {
  gpuQuota?: {
    /**
     * Group whose members see every team's quota and decide the `platform` stage, e.g. `group:default/ai-platform`.
     * @visibility backend
     */
    platformGroup?: string;
    /**
     * Group whose members read every team's quota, requests, reservations and audit, e.g. `group:default/internal-audit`.
     * @visibility backend
     */
    auditorGroup?: string;
    /**
     * Quota that teams have from the start. Each entry is applied once; changing it later has no effect.
     * @visibility backend
     */
    initialGrants?: Array<{
      /** Group ref or name. */
      team: string;
      /** Name of the accelerator class. */
      acceleratorClass: string;
      /** Devices, 1 to 10000. */
      count: number;
      /** Why, for the audit. */
      reason: string;
    }>;
    /**
     * How long a reservation is held for an endpoint that has not appeared in the catalog. Defaults to 24 hours.
     * @visibility backend
     */
    reservationLease?: HumanDuration | string;
    /**
     * How often reservations are compared with the catalog. Defaults to 30 seconds.
     * @visibility backend
     */
    reconcileEvery?: HumanDuration | string;
    /**
     * Reserves devices for inference endpoints of the catalog that never had a reservation, such as those that ran
     * before this plugin was installed. Where a team's quota is too small, a request is filed. Defaults to false.
     * @visibility backend
     */
    adoptEndpoints?: boolean;
  };
}
