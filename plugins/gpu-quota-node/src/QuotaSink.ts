/**
 * What a team may hold of every accelerator class that exists, 0 where nothing was granted. A sink writes all of it:
 * a class that is left out would be without a limit.
 *
 * @public
 */
export type TeamQuota = {
  /** Group ref, e.g. `group:default/support-assist`. */
  team: string;
  /** Kubernetes namespace of the team's endpoints: the Group's name. */
  namespace: string;
  /**
   * Name of the group above the team, e.g. `products`, or `acme.products` where the catalog has it in a namespace other
   * than `default`. Teams of one department lend each other what they do not use.
   */
  department?: string;
  quotas: {
    /** Name of the accelerator class. */
    acceleratorClass: string;
    /** Name of its DRA `DeviceClass`. */
    deviceClassName: string;
    /** Devices the team may hold: those granted; while it is over its quota, those reserved still. */
    granted: number;
    /** Devices on top of the granted ones that the department lends now and takes back when their owner needs them. */
    borrowed?: number;
    /** What pods call the class as an extended resource, e.g. `nvidia.com/gpu`, where it can be had that way too. */
    extendedResourceName?: string;
  }[];
};

/**
 * An accelerator class as the place that has its devices knows it.
 *
 * @public
 */
export type CapacityQuestion = {
  /** Name of the accelerator class. */
  acceleratorClass: string;
  /** Name of its DRA `DeviceClass`. */
  deviceClassName: string;
};

/**
 * What a place has of one accelerator class.
 *
 * @public
 */
export type CapacityAnswer = {
  /** Name of the accelerator class. */
  acceleratorClass: string;
  /** Devices that exist and can be allocated; 0 where there are none. */
  devices: number;
  /** Devices allocated now. */
  used: number;
};

/**
 * What a place enforces for a team, and what the team uses there.
 *
 * @public
 */
export type TeamObservation = { team: string } & (
  | {
      state: 'namespace-missing';
      /** Why the team has none there, for people, where it is not that there is none of that name. */
      reason?: string;
    }
  | {
      state: 'observed';
      classes: {
        /** Name of the accelerator class. */
        acceleratorClass: string;
        /** Devices that the limit in force allows; left out when nothing limits them. */
        applied?: number;
        /**
         * Which limit that is, for people, where a place has several: the one that is not as it should be. With the right
         * figure in `applied`, what else is not as it was written.
         */
        limit?: string;
        /** Devices in use. */
        used: number;
      }[];
    }
);

/**
 * A place where granted quota is enforced, such as a Kubernetes cluster.
 *
 * @public
 */
export interface QuotaSink {
  /** Names the sink in logs and error messages, e.g. `kubernetes:sandbox`. */
  readonly id: string;
  /**
   * Makes the place enforce exactly these figures. Called again with the same figures after a failure, a restart and
   * from time to time, so it has to be idempotent; it has to give up by itself within half a minute.
   *
   * @param teamQuotas - the teams to write; teams that are not named are left as they are
   * @throws when any of them could not be written, which also is so where what is there belongs to another team; the figures are then shown as pending and tried again
   * @throws ServiceUnavailableError when the place does not answer: it is then told of no other team before the next try,
   *   so that other places need not wait for it
   */
  apply(teamQuotas: TeamQuota[]): Promise<void>;
  /**
   * How many devices of each class the place has, and how many are allocated. Asked once a minute, and when a class is
   * new; it has to give up by itself within half a minute.
   *
   * @param classes - every accelerator class of the catalog
   * @returns an answer for each class it can tell about; the capacity of one that is left out is taken from config
   * @throws when it could not be asked; what it said before stays, with its age
   */
  capacity?(classes: CapacityQuestion[]): Promise<CapacityAnswer[]>;
  /**
   * Reads back what is in force and in use. Changes nothing.
   *
   * @param teamQuotas - the teams to look at, with what should be in force
   * @returns one observation per team
   * @throws when the place does not answer
   */
  observe?(teamQuotas: TeamQuota[]): Promise<TeamObservation[]>;
}
