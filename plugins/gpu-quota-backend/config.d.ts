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
     * How long devices stay reserved for an endpoint that has gone from the catalog. Defaults to 1 hour.
     * @visibility backend
     */
    missingEndpointGrace?: HumanDuration | string;
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
    /**
     * How long a request waits for a decision before it is given up. Defaults to 30 days.
     * @visibility backend
     */
    requestExpiry?: HumanDuration | string;
    /**
     * How often grants end, requests expire and warnings are given, where it is time. Defaults to a minute.
     * @visibility backend
     */
    lifecycleEvery?: HumanDuration | string;
    /**
     * Who has to approve a request. The first rule whose conditions all hold decides; the last one has none. Left out,
     * the team's lead decides every request.
     * @visibility backend
     */
    policy?: Array<{
      /** Shown with each request it decides on, and as `policy:<name>` where it grants at once. */
      name: string;
      /** `auto` grants at once; otherwise who approves, in order. */
      stages: 'auto' | Array<'lead' | 'platform'>;
      /** All of these have to hold; left out, it is for everything else. */
      when?: {
        /** Name or names of accelerator classes. */
        acceleratorClass?: string | string[];
        /** Tier of the accelerator class. */
        tier?: 'standard' | 'scarce';
        /** Groups by ref or name: the team itself or a department above it. */
        team?: string | string[];
        /** Devices asked for, at most. */
        countAtMost?: number;
        /** More devices asked for than this. */
        countAbove?: number;
        /** More devices of the class than this would be the team's once granted. */
        heldAfterAbove?: number;
        /** The endpoint that prompted the request was sized, and fits. */
        fits?: true;
        /** Mean utilisation of what the team holds of the class, 0 to 1; never matches where it is not known. */
        utilisationAtLeast?: number;
        /** The devices go back within this many days; a request for good never matches. */
        timeBoundAtMostDays?: number;
      };
    }>;
    /**
     * Accelerator classes by name: how many devices there are and how often they may be promised.
     * @visibility backend
     */
    capacity?: {
      [acceleratorClass: string]: {
        /**
         * Devices that exist. Only used where no cluster can tell. Without either, quota of the class has no limit.
         */
        devices?: number;
        /**
         * Teams may be granted this many times the devices that exist, above 0 and up to 10. Defaults to 1.
         */
        overcommit?: number;
      };
    };
    /**
     * How often what is granted is compared with what the clusters enforce and what is used there. Defaults to a minute.
     * @visibility backend
     */
    driftCheckEvery?: HumanDuration | string;
    /**
     * How many devices of a class the teams right below a group may be granted together. A cap that is lowered below
     * what they have been granted takes nothing back.
     * @visibility backend
     */
    departments?: Array<{
      /** Group ref or name of the group right above the teams. */
      department: string;
      /** Name of the accelerator class. */
      acceleratorClass: string;
      /** Devices, 0 to 1000000. */
      count: number;
    }>;
  };
}
