// Generated from plugins/gpu-quota-backend/src/schema/openapi.yaml by `yarn generate`. Do not edit.
export interface paths {
  '/quotas': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Quota, reservations and headroom per team and class */
    get: operations['listQuotas'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/teams': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The teams the caller belongs to and the stages they may decide */
    get: operations['listMyTeams'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/requests': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Requests the caller may see, newest first; with awaiting=me, oldest first */
    get: operations['listRequests'];
    put?: never;
    /** Ask for more quota for a team, for good or until a date */
    post: operations['createRequest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/requests/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One request with its decisions and the team's history */
    get: operations['getRequest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change a pending request; what was decided on it is void, and it is decided anew */
    patch: operations['editRequest'];
    trace?: never;
  };
  '/requests/{id}/questions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Ask the requester before deciding; the request stays pending and waits for their answer */
    post: operations['askForInformation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/requests/{id}/answers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Answer the open question; the request waits for its approvers again */
    post: operations['answerQuestion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/requests/{id}/decisions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Approve (all or fewer) or deny. Never one's own request. */
    post: operations['decide'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/requests/{id}/withdraw': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take back a pending request */
    post: operations['withdrawRequest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was given to the teams the caller may see; newest first and 1000 at most */
    get: operations['listGrants'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants/{id}/renew': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Ask for a grant that ends to go on; approved before its end, the team has the devices all the while */
    post: operations['renewGrant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/returns': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give quota back, which nobody has to approve
     * @description What is taken from a grant is taken from its approved renewal as well
     */
    post: operations['returnQuota'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reservations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Reservations the caller may see, newest first, 1000 at most */
    get: operations['listReservations'];
    put?: never;
    /** Take devices out of a team's quota for an endpoint; waits and files a request when there is no headroom */
    post: operations['reserve'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reservations/{id}/release': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Give the devices back */
    post: operations['releaseReservation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/capacity': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Class by class what exists, what is promised, reserved, used and idle, and who holds it */
    get: operations['listCapacity'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/drift': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where granted, applied and used devices differ, as last seen in each cluster */
    get: operations['getDrift'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/drift/repair': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Write one team's quota to every cluster now, and look again */
    post: operations['repairDrift'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What happened to the quota of the teams the caller may see, newest first */
    get: operations['listAuditEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/verify': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether anything in a team's audit was changed, removed or inserted */
    get: operations['verifyAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Error: {
      error: {
        name: string;
        message: string;
      };
      request?: {
        method?: string;
        url?: string;
      };
      response: {
        statusCode: number;
      };
    };
    GroupRef: string;
    ComponentRef: string;
    ClassName: string;
    Count: number;
    Text: string;
    /** @description An amount in minor units (cents) of an ISO 4217 currency */
    Money: {
      amountMinor: number;
      currency: string;
    };
    Quota: {
      team: string;
      acceleratorClass: string;
      /** @description Sum of live grants */
      granted: number;
      /** @description Held and active reservations */
      reserved: number;
      /** @description Devices of reservations that wait for quota */
      waiting: number;
      available: number;
      /** @description Reserved beyond what is granted; nothing is stopped and nothing more can be reserved */
      overQuota: number;
      /** @description Devices of granted that siblings hold until the team needs them; left out where there are none */
      lentTo?: components['schemas']['TeamDevices'][];
      /** @description Devices of siblings that the team holds until their owner needs them; left out where there are none */
      borrowedFrom?: components['schemas']['TeamDevices'][];
      /** @description Whether the granted figure has reached the clusters */
      enforcement: {
        /** @enum {string} */
        state: 'applied' | 'pending' | 'not-configured';
        /** Format: date-time */
        appliedAt?: string;
        message?: string;
      };
    };
    TeamDevices: {
      team: string;
      count: number;
    };
    /** @enum {string} */
    RequestState:
      | 'pending'
      | 'approved'
      | 'partially-approved'
      | 'denied'
      | 'withdrawn'
      | 'expired';
    /** @enum {string} */
    Stage: 'lead' | 'platform';
    NewRequest: {
      team: components['schemas']['GroupRef'];
      acceleratorClass: components['schemas']['ClassName'];
      count: components['schemas']['Count'];
      reason: string;
      endpoint?: components['schemas']['ComponentRef'];
      /**
       * Format: date-time
       * @description When the devices go back; where it is left out they are asked for for good
       */
      until?: string;
    };
    RequestChange: {
      count?: components['schemas']['Count'];
      reason?: components['schemas']['Text'];
      /**
       * Format: date-time
       * @description null asks for the devices for good
       */
      until?: string | null;
    };
    Question: {
      stage: components['schemas']['Stage'];
      question: string;
      by: string;
      /** Format: date-time */
      at: string;
      /** @description Left out where the request was edited */
      answer?: string;
      answeredBy?: string;
      /** Format: date-time */
      answeredAt?: string;
    };
    /** @enum {string} */
    GrantState: 'scheduled' | 'live' | 'ended';
    Grant: {
      /** Format: uuid */
      id: string;
      team: string;
      acceleratorClass: string;
      /** @description Devices it gave */
      count: number;
      /** @description Devices of it not given back yet */
      remaining: number;
      state: components['schemas']['GrantState'];
      /** Format: date-time */
      from: string;
      /**
       * Format: date-time
       * @description When the devices go back; where it is left out they never do
       */
      until?: string;
      /** Format: date-time */
      endedAt?: string;
      reason: string;
      grantedBy: string;
      /** @description The request it was approved with */
      request?: number;
      /** @description The request for it to go on */
      renewal?: {
        id: number;
        state: components['schemas']['RequestState'];
        /** @description Devices that go on with it; left out while it is not approved */
        count?: number;
      };
      can: {
        renew: boolean;
      };
    };
    /** @description Left out, count is what the grant still gives, and the reason is that of the grant */
    NewRenewal: {
      count?: components['schemas']['Count'];
      /**
       * Format: date-time
       * @description The new end; where it is left out the devices are asked for for good
       */
      until?: string;
      reason?: components['schemas']['Text'];
    };
    NewReturn: {
      team: components['schemas']['GroupRef'];
      acceleratorClass: components['schemas']['ClassName'];
      count: components['schemas']['Count'];
      reason?: components['schemas']['Text'];
      /** @description Return more than is free; the team is over its quota then */
      belowReserved?: boolean;
    };
    Decision: {
      /**
       * @description policy where a rule granted it at once
       * @enum {string}
       */
      stage: 'lead' | 'platform' | 'policy';
      /** @enum {string} */
      outcome: 'approved' | 'denied';
      by: string;
      /** Format: date-time */
      at: string;
      grantedCount?: number;
      reason?: string;
    };
    NewDecision: {
      /** @enum {string} */
      outcome: 'approve' | 'deny';
      /** @description Fewer than asked needs a reason; left out means all */
      grantedCount?: number;
      /** @description Required unless approving in full */
      reason?: string;
    };
    /** @description What was true when the request was made; kept with it */
    Evidence: {
      quota: {
        granted: number;
        reserved: number;
        waiting: number;
      };
      /** @description Accelerators only, at the class's list price, 730 hours a month */
      cost?: {
        monthlyNow: components['schemas']['Money'];
        monthlyAfter: components['schemas']['Money'];
      };
      /** @description Verdict of the endpoint that prompted the request, as sized on the server */
      sizing?: {
        /** @enum {string} */
        verdict: 'fits' | 'oversized' | 'too-small' | 'not-modelled';
        sentence: string;
        /** @description Devices asked for that it is of. More than these were asked for afterwards and are not sized; requests of old do not say */
        count?: number;
      };
      usage?: components['schemas']['TeamUsage'];
      pool?: components['schemas']['PoolEvidence'];
    };
    Request: {
      id: number;
      version: number;
      team: string;
      acceleratorClass: string;
      count: number;
      grantedCount?: number;
      reason: string;
      endpoint?: string;
      state: components['schemas']['RequestState'];
      stages: components['schemas']['Stage'][];
      /** @description The rule of the policy that said which stages; none means granted at once */
      policyRule?: string;
      /**
       * Format: date-time
       * @description When the devices go back; where it is left out they are asked for for good
       */
      until?: string;
      /**
       * Format: uuid
       * @description The grant that goes on when it is approved
       */
      renews?: string;
      /**
       * Format: date-time
       * @description When a pending request is given up if nobody has decided
       */
      expiresAt?: string;
      waitingOn?: components['schemas']['Stage'];
      /** @description Group refs whose members may decide the stage it waits on */
      approvers?: string[];
      requestedBy: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      decisions: components['schemas']['Decision'][];
      questions: components['schemas']['Question'][];
      /** @description An approver asked something that was not answered yet */
      awaitingRequester: boolean;
      evidence: components['schemas']['Evidence'];
      /** @description What the caller may do with it, and why not where not */
      can: {
        decide: boolean;
        withdraw: boolean;
        edit: boolean;
        ask: boolean;
        answer: boolean;
        whyNot?: string;
      };
    };
    RequestDetail: components['schemas']['Request'] & {
      /** @description The team’s other requests; newest first and at most 10 */
      history?: components['schemas']['Request'][];
      quotaNow?: components['schemas']['Quota'];
      /** @description The same figures as they are now. For a request that is decided, as if nothing more were asked for. */
      evidenceNow?: components['schemas']['Evidence'];
    };
    /** @enum {string} */
    ReservationState: 'waiting' | 'held' | 'active' | 'released' | 'expired';
    NewReservation: {
      team: components['schemas']['GroupRef'];
      acceleratorClass: components['schemas']['ClassName'];
      count: components['schemas']['Count'];
      endpoint: components['schemas']['ComponentRef'];
      /** @description May hold devices that teams of the same department leave idle, until their owner needs them */
      interruptible?: boolean;
      /** @description Goes into the request when one is filed */
      reason?: string;
      /** @description Taken from the scaffolder's task alone, for itself or for a user; from anybody else it is 403 */
      sizing?: {
        /** @enum {string} */
        verdict: 'fits' | 'oversized' | 'too-small' | 'not-modelled';
        sentence: string;
      };
    };
    Reservation: {
      /** Format: uuid */
      id: string;
      team: string;
      acceleratorClass: string;
      count: number;
      endpoint: string;
      state: components['schemas']['ReservationState'];
      /** @description Left out where it may not be interrupted */
      interruptible?: boolean;
      /** @description Devices of count that belong to teams of the same department; left out where there are none */
      borrowed?: number;
      /**
       * Format: date-time
       * @description Since when it waits because what it had borrowed was called back
       */
      interruptedAt?: string;
      createdBy: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      heldAt?: string;
      /**
       * Format: date-time
       * @description When a held reservation that was never used is given back
       */
      expiresAt?: string;
      /** @description Devices its endpoint needs now, where that is more than count and the quota has no more */
      wanted?: number;
      /**
       * Format: date-time
       * @description Since when the catalog has no such endpoint of the team; its devices are given back after a while
       */
      missingSince?: string;
      /** @description The request it waits for */
      request?: {
        id: number;
        state: components['schemas']['RequestState'];
        waitingOn?: components['schemas']['Stage'];
        /** Format: date-time */
        createdAt: string;
      };
    };
    Unknown: {
      /** @enum {string} */
      state: 'unknown';
      /** @description Why, in a sentence */
      reason: string;
    };
    /** @description How well a team uses the devices its endpoints hold, class by class */
    TeamUsage:
      | components['schemas']['KnownTeamUsage']
      | components['schemas']['Unknown'];
    KnownTeamUsage: {
      /** @enum {string} */
      state: 'known';
      /** Format: date-time */
      asOf: string;
      /** @description How far back it was looked */
      windowHours: number;
      /** @description Empty when the team has no endpoint */
      items: components['schemas']['ClassUsage'][];
    };
    /** @description complete: there are samples for the whole window. partial: for coveredHours of it, and the figures are of those. no-data: for none of it. */
    ClassUsage:
      | components['schemas']['MeasuredClassUsage']
      | components['schemas']['UnmeasuredClassUsage'];
    MeasuredClassUsage: {
      /** @enum {string} */
      state: 'complete' | 'partial';
      acceleratorClass: string;
      endpoints: number;
      endpointsWithoutData: number;
      coveredHours: number;
      /** @description Devices held × hours */
      deviceHours: number;
      /** @description Those of deviceHours whose utilisation is not known */
      unmeasuredDeviceHours: number;
      gpuUtilization?: components['schemas']['GpuUtilization'];
      /** @description Measured device-hours × (1 − GPU utilisation) */
      idleDeviceHours: number;
      idleCost?: components['schemas']['Money'];
    };
    UnmeasuredClassUsage: {
      /** @enum {string} */
      state: 'no-data';
      acceleratorClass: string;
      endpoints: number;
      endpointsWithoutData: number;
      coveredHours: number;
    };
    /** @description 0 to 1, every device counting alike. p95 is over time. */
    GpuUtilization: {
      mean: number;
      p95: number;
    };
    PoolCapacity:
      | components['schemas']['KnownCapacity']
      | components['schemas']['Unknown'];
    KnownCapacity: {
      /** @enum {string} */
      state: 'known';
      /** @description Devices that exist */
      devices: number;
      /** @description Devices allocated in the clusters */
      used?: number;
      /** @description How many times they may be promised */
      overcommit: number;
      /** @description Devices that may be promised: devices × overcommit, rounded down */
      limit: number;
      /** @description Devices that can still be promised; 0 when over-promised */
      room: number;
      /** @enum {string} */
      source: 'cluster' | 'config';
      /** Format: date-time */
      asOf: string;
    };
    /** @description What-if on the class: all teams together, before and after the request is granted in full */
    PoolEvidence: {
      /** @description Devices granted to all teams */
      promised: number;
      promisedAfter: number;
      capacity: components['schemas']['PoolCapacity'];
      /** @description Other teams that have 90 % or more of their quota of the class reserved */
      closeToLimit: {
        count: number;
        /** @description Those of the twenty fullest that the caller may see, the fullest first */
        teams: {
          team: string;
          granted: number;
          reserved: number;
        }[];
      };
      /** @description The cap of the group above the team; left out where there is none */
      department?: {
        department: string;
        /** @description Devices granted to its teams */
        promised: number;
        /** @description Devices they may hold together */
        cap: number;
        /** @description Devices that can still be promised; 0 when over the cap */
        room: number;
      };
    };
    ClassCapacity: {
      acceleratorClass: string;
      title: string;
      capacity: components['schemas']['PoolCapacity'];
      /** @description Devices granted to all teams */
      promised: number;
      /** @description More is promised than the capacity allows; nothing more can be granted */
      overPromised: boolean;
      /** @description Held and active reservations */
      reserved: number;
      waiting: number;
      usage: components['schemas']['PoolUsage'];
      /** @description Those that hold or reserve devices and that the caller may see, most granted first */
      teams: {
        team: string;
        granted: number;
        reserved: number;
        waiting: number;
        usage?: components['schemas']['ClassUsage'];
      }[];
      hiddenTeams: number;
      /** @description Groups whose teams hold devices or that have a cap */
      departments: components['schemas']['DepartmentCapacity'][];
    };
    DepartmentCapacity: {
      department: string;
      /** @description Devices its teams may hold together; left out where nothing limits them */
      cap?: number;
      /** @description Devices that can still be promised; 0 when over the cap */
      room?: number;
      /** @description Devices granted to its teams */
      promised: number;
      /** @description Held and active reservations */
      reserved: number;
      /** @description Devices of reserved that are borrowed from a sibling, called back when their owner needs them */
      lent: number;
    };
    /** @description How well all teams together use the devices of the class that their endpoints hold */
    PoolUsage:
      | components['schemas']['KnownPoolUsage']
      | components['schemas']['Unknown'];
    KnownPoolUsage: {
      /** @enum {string} */
      state: 'known';
      /** Format: date-time */
      asOf: string;
      windowHours: number;
      /** @description Least of the teams of which there is any sample */
      coveredHours: number;
      teamsWithoutData: number;
      deviceHours: number;
      gpuUtilizationMean?: number;
      idleDeviceHours: number;
      idleCost?: components['schemas']['Money'];
    };
    /** @description One difference in one cluster */
    Drift: {
      /** @description The cluster, e.g. kubernetes:sandbox */
      sink: string;
      team: string;
      /** @description Left out where it is about the whole team */
      acceleratorClass?: string;
      /** @enum {string} */
      kind: 'unreachable' | 'namespace-missing' | 'not-applied' | 'over-quota';
      /** @description In words, e.g. applied 2, granted 4 */
      message: string;
      /** @description Devices granted */
      granted?: number;
      /** @description Devices that are allowed; left out where nothing limits them */
      applied?: number;
      /** @description Devices in use */
      used?: number;
      /**
       * Format: date-time
       * @description When this was last seen
       */
      observedAt?: string;
      /**
       * Format: date-time
       * @description Since when the cluster does not answer
       */
      since?: string;
    };
    DriftReport: {
      /** @description Every cluster that can be asked */
      sinks: {
        sink: string;
        /** @enum {string} */
        state: 'reachable' | 'unreachable' | 'not-asked-yet';
        /** Format: date-time */
        checkedAt?: string;
        /** Format: date-time */
        unreachableSince?: string;
        message?: string;
      }[];
      items: components['schemas']['Drift'][];
    };
    DriftRepair: components['schemas']['DriftReport'] & {
      /** @enum {string} */
      outcome: 'applied' | 'failed';
      /** @description Why it failed */
      message?: string;
    };
    /** @description One change of state, as it was recorded with it */
    AuditEvent: {
      team: string;
      /** @description Place in the team’s chain, from 1 */
      seq: number;
      /** Format: date-time */
      at: string;
      actor: string;
      action: string;
      subject: string;
      data?: {
        [key: string]: unknown;
      };
      /** @description SHA-256 over the hash before it, the seq and the event’s canonical JSON */
      hash: string;
    };
    AuditPage: {
      items: components['schemas']['AuditEvent'][];
      nextCursor?: string;
    };
    AuditVerification:
      | components['schemas']['AuditIntact']
      | components['schemas']['AuditBroken'];
    AuditIntact: {
      team: string;
      /** @enum {boolean} */
      intact: true;
      events: number;
      /** @description Of the last event */
      hash: string;
    };
    AuditBroken: {
      team: string;
      /** @enum {boolean} */
      intact: false;
      /** @description The first event that is wrong */
      seq: number;
      problem: string;
    };
  };
  responses: {
    /** @description What is wrong and what to change */
    Error: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
  };
  parameters: {
    RequestId: number;
    /** @description The same key and body give the same answer and act once; another body under the key is 422; while the first call runs, 409 */
    IdempotencyKey: string;
    /** @description The ETag of the version that was read; 428 without it, 412 when the request has changed since */
    IfMatch: string;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listQuotas: {
    parameters: {
      query?: {
        team?: components['schemas']['GroupRef'];
        acceleratorClass?: components['schemas']['ClassName'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One row per team and class that has ever been granted or reserved */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Quota'][];
          };
        };
      };
      default: components['responses']['Error'];
    };
  };
  listMyTeams: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Teams of the caller */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Group refs the caller is a member of */
            teams: string[];
            /** @description Group refs of teams whose lead stage the caller may decide */
            approves: string[];
            platformApprover: boolean;
          };
        };
      };
      default: components['responses']['Error'];
    };
  };
  listRequests: {
    parameters: {
      query?: {
        team?: components['schemas']['GroupRef'];
        state?: components['schemas']['RequestState'];
        endpoint?: components['schemas']['ComponentRef'];
        /** @description me: only those that wait for a decision the caller may take */
        awaiting?: 'me';
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of requests */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Request'][];
            totalItems: number;
            nextCursor?: string;
          };
        };
      };
      default: components['responses']['Error'];
    };
  };
  createRequest: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key and body give the same answer and act once; another body under the key is 422; while the first call runs, 409 */
        'Idempotency-Key'?: components['parameters']['IdempotencyKey'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewRequest'];
      };
    };
    responses: {
      /** @description The request as filed */
      201: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  getRequest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['RequestId'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request */
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RequestDetail'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  editRequest: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; 428 without it, 412 when the request has changed since */
        'If-Match'?: components['parameters']['IfMatch'];
      };
      path: {
        id: components['parameters']['RequestId'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RequestChange'];
      };
    };
    responses: {
      /** @description The request as changed */
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  askForInformation: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; 428 without it, 412 when the request has changed since */
        'If-Match'?: components['parameters']['IfMatch'];
      };
      path: {
        id: components['parameters']['RequestId'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          question: components['schemas']['Text'];
        };
      };
    };
    responses: {
      /** @description The request with the question */
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  answerQuestion: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; 428 without it, 412 when the request has changed since */
        'If-Match'?: components['parameters']['IfMatch'];
      };
      path: {
        id: components['parameters']['RequestId'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          answer: components['schemas']['Text'];
        };
      };
    };
    responses: {
      /** @description The request with the answer */
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  decide: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; 428 without it, 412 when the request has changed since */
        'If-Match'?: components['parameters']['IfMatch'];
      };
      path: {
        id: components['parameters']['RequestId'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewDecision'];
      };
    };
    responses: {
      /** @description The request after the decision */
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  withdrawRequest: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; 428 without it, 412 when the request has changed since */
        'If-Match'?: components['parameters']['IfMatch'];
      };
      path: {
        id: components['parameters']['RequestId'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The request as withdrawn */
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  listGrants: {
    parameters: {
      query?: {
        team?: components['schemas']['GroupRef'];
        acceleratorClass?: components['schemas']['ClassName'];
        /** @description Only those that give devices now or will */
        live?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Grants */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Grant'][];
          };
        };
      };
      default: components['responses']['Error'];
    };
  };
  renewGrant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewRenewal'];
      };
    };
    responses: {
      /** @description The request as filed */
      201: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  returnQuota: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key and body give the same answer and act once; another body under the key is 422; while the first call runs, 409 */
        'Idempotency-Key'?: components['parameters']['IdempotencyKey'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewReturn'];
      };
    };
    responses: {
      /** @description The team's quota of the class afterwards */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Quota'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  listReservations: {
    parameters: {
      query?: {
        team?: components['schemas']['GroupRef'];
        endpoint?: components['schemas']['ComponentRef'];
        /** @description Only those that wait or are held or active */
        live?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Reservations */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Reservation'][];
          };
        };
      };
      default: components['responses']['Error'];
    };
  };
  reserve: {
    parameters: {
      query?: never;
      header: {
        /** @description The same key and body give the same reservation; another body under the key is 422 */
        'Idempotency-Key': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewReservation'];
      };
    };
    responses: {
      /** @description held when there was headroom, otherwise waiting with the request that was filed */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Reservation'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  releaseReservation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The reservation as released */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Reservation'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  listCapacity: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Every accelerator class, by name. Teams that the caller may not see are in the sums and in hiddenTeams only. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ClassCapacity'][];
          };
        };
      };
      default: components['responses']['Error'];
    };
  };
  getDrift: {
    parameters: {
      query?: {
        team?: components['schemas']['GroupRef'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Differences of the teams that the caller may see */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DriftReport'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  repairDrift: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          team: components['schemas']['GroupRef'];
        };
      };
    };
    responses: {
      /** @description What it came to; a cluster that refused is no error */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DriftRepair'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  listAuditEvents: {
    parameters: {
      query?: {
        team?: components['schemas']['GroupRef'];
        /** @description What it happened to, e.g. request:12, reservation:<id> or grant:<id> */
        subject?: string;
        /** @description Who did it: a user entity ref, service:<subject> or system */
        actor?: string;
        /** @description What was done, e.g. request.decided */
        action?: string;
        /** @description Not before this time */
        from?: string;
        /** @description Before this time */
        until?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of events */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditPage'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  verifyAudit: {
    parameters: {
      query: {
        team: components['schemas']['GroupRef'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The verdict on the whole chain */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditVerification'];
        };
      };
      default: components['responses']['Error'];
    };
  };
}
