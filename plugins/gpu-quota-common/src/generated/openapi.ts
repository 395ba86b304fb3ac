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
    /** Ask for more quota for a team */
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
      /** @description Whether the granted figure has reached the clusters */
      enforcement: {
        /** @enum {string} */
        state: 'applied' | 'pending' | 'not-configured';
        /** Format: date-time */
        appliedAt?: string;
        message?: string;
      };
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
    };
    Decision: {
      stage: components['schemas']['Stage'];
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
      };
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
      waitingOn?: components['schemas']['Stage'];
      /** @description Group refs whose members may decide the stage it waits on */
      approvers?: string[];
      requestedBy: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      decisions: components['schemas']['Decision'][];
      evidence: components['schemas']['Evidence'];
      /** @description What the caller may do with it, and why not where not */
      can: {
        decide: boolean;
        withdraw: boolean;
        whyNot?: string;
      };
    };
    RequestDetail: components['schemas']['Request'] & {
      /** @description The team’s other requests; newest first and at most 10 */
      history: components['schemas']['Request'][];
      quotaNow: components['schemas']['Quota'];
    };
    /** @enum {string} */
    ReservationState: 'waiting' | 'held' | 'active' | 'released' | 'expired';
    NewReservation: {
      team: components['schemas']['GroupRef'];
      acceleratorClass: components['schemas']['ClassName'];
      count: components['schemas']['Count'];
      endpoint: components['schemas']['ComponentRef'];
      /** @description Goes into the request when one is filed */
      reason?: string;
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
      /** @description The request it waits for */
      request?: {
        id: number;
        state: components['schemas']['RequestState'];
        waitingOn?: components['schemas']['Stage'];
        /** Format: date-time */
        createdAt: string;
      };
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
      header?: never;
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
