// Generated from plugins/inference-backend/src/schema/openapi.yaml by `yarn generate`. Do not edit.
export interface paths {
  '/endpoints': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The fleet, with the latest figures of each endpoint the caller may read in the catalog */
    get: operations['listEndpoints'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/endpoints/{namespace}/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Everything the endpoint's page shows, in one answer */
    get: operations['getEndpoint'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/endpoints/{namespace}/{name}/golden-path': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Which version of the template the endpoint was made from, what has changed since, and what it lacks of the golden path */
    get: operations['getGoldenPath'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/operating-model': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Parties, responsibilities, symptoms and escalation in force */
    get: operations['getOperatingModel'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/usage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How well teams use the devices that their endpoints hold, over the last seven days */
    get: operations['getUsage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/previews': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The repository that a template of inference endpoints would create, from the scaffolder's own dry run as the caller */
    post: operations['previewRepository'];
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
    PreviewRequest: {
      /** @description Entity ref of the template */
      template: string;
      /** @description What the form holds */
      values: {
        [key: string]: unknown;
      };
    };
    PreviewFile: {
      /** @description Path in the repository */
      path: string;
      /** @description The text; left out where it is none */
      content?: string;
    };
    RepositoryPreview: {
      files: components['schemas']['PreviewFile'][];
    };
    Name: string;
    EntityRef: string;
    /**
     * @default 3h
     * @enum {string}
     */
    Range: '1h' | '3h' | '24h' | '7d';
    /** @description An amount in minor units (cents) of an ISO 4217 currency */
    Money: {
      amountMinor: number;
      currency: string;
    };
    /** @enum {string} */
    PhaseName:
      | 'unknown'
      | 'absent'
      | 'starting'
      | 'ready'
      | 'degraded'
      | 'failing';
    /** @description absent: no replica is wanted or known. starting: none ready yet. ready: all wanted are. degraded: some are missing. failing: none ready though some were. unknown: the signal source does not say. */
    Phase: {
      name: components['schemas']['PhaseName'];
      replicasReady?: number;
      replicasDesired?: number;
      /** Format: date-time */
      since?: string;
      /** @description For starting; how long a start of this model is expected to take */
      expectedSeconds?: number;
      /** @description For starting; true once it takes more than twice the expected time */
      overdue?: boolean;
      /** @description For starting; true when replicas were ready before */
      restart?: boolean;
      /** @description For starting; true while no device is allocated and so nothing loads */
      waitingForDevices?: boolean;
    };
    /** @enum {string} */
    SignalState: 'ok' | 'stale' | 'no-data' | 'not-applicable' | 'error';
    /** @description One figure. value and at are there for ok and stale, and for error when a last known value exists. */
    Signal: {
      state: components['schemas']['SignalState'];
      /** @enum {string} */
      unit:
        | 'ratio'
        | 'seconds'
        | 'requests'
        | 'requests-per-second'
        | 'tokens-per-second'
        | 'per-second'
        | 'devices'
        | 'replicas'
        | 'count';
      value?: number;
      /**
       * Format: date-time
       * @description When the figure was true
       */
      at?: string;
      /** @description Where the figure comes from, as the source's own query */
      query?: string;
    };
    /** @description Keyed by signal id, see SIGNALS in inference-common */
    Signals: {
      [key: string]: components['schemas']['Signal'];
    };
    /** @description Evenly spaced values; null where there was no sample */
    Series: {
      /** Format: date-time */
      start: string;
      stepSeconds: number;
      values: (number | null)[];
    };
    SourceStatus: {
      /** @enum {string} */
      state: 'ok' | 'stale' | 'error' | 'not-configured';
      /**
       * Format: date-time
       * @description When it last answered
       */
      asOf?: string;
      message?: string;
    };
    /** @description Accelerators only. Unit costs are left out when there was no traffic. */
    Cost: {
      /** @enum {string} */
      scope: 'accelerators';
      devices: number;
      /**
       * @description measured: from the signal source. declared: replicas times devices from the catalog
       * @enum {string}
       */
      devicesSource?: 'measured' | 'declared';
      pricePerDeviceHour?: components['schemas']['Money'];
      /** @description Entity ref of the accelerator class */
      priceSource?: string;
      hourly?: components['schemas']['Money'];
      monthly?: components['schemas']['Money'];
      idleHourly?: components['schemas']['Money'];
      idleRatio?: number;
      perPrediction?: components['schemas']['Money'];
      /** @description Prompt and generated tokens together */
      perMillionTokens?: components['schemas']['Money'];
      /**
       * @description Window of the rates used
       * @example 5m
       */
      window?: string;
      /**
       * Format: date-time
       * @description When the oldest figure used was true; left out when only catalog figures were used
       */
      asOf?: string;
    };
    /** @enum {string} */
    Verdict:
      | 'platform'
      | 'model-team'
      | 'both'
      | 'nothing-wrong'
      | 'undetermined';
    Evidence: {
      signal: string;
      /** @description For people: what was seen against which threshold */
      sentence: string;
      value?: number;
      threshold?: number;
      /** Format: date-time */
      at?: string;
    };
    MatchedSymptom: {
      id: string;
      title: string;
      /** @description Id of a severity of the operating model */
      severity?: string;
      /** @enum {string} */
      first: 'platform' | 'model-team';
      /** @enum {string} */
      then?: 'platform' | 'model-team';
      afterMinutes?: number;
      why: string;
      runbook?: string;
      evidence: components['schemas']['Evidence'][];
    };
    Triage: {
      verdict: components['schemas']['Verdict'];
      /** @enum {string} */
      pageFirst: 'platform' | 'model-team' | 'nobody';
      sentence: string;
      symptoms: components['schemas']['MatchedSymptom'][];
    };
    OnCallTarget: {
      /** @enum {string} */
      kind: 'user' | 'team' | 'schedule' | 'channel';
      id: string;
      name: string;
      email?: string;
      /**
       * Format: date-time
       * @description null means permanent
       */
      until?: string | null;
      scheduleName?: string;
    };
    OnCallLevel: {
      level: number;
      escalateAfterSeconds?: number;
      targets: components['schemas']['OnCallTarget'][];
    };
    /** @description ok: somebody is on call at level 1. gap: nobody is at level 1 now. error: the source did not answer; lastGood carries the last answer with its age. none: no on-call target is set for this party. */
    OnCallAnswer: {
      /** @enum {string} */
      state: 'ok' | 'gap' | 'error' | 'none';
      provider?: string;
      levels?: components['schemas']['OnCallLevel'][];
      /** @description For gap; the first level that has somebody, left out when none has */
      nextLevel?: components['schemas']['OnCallLevel'];
      /**
       * Format: date-time
       * @description For gap; when somebody is at level 1 again, where known
       */
      nextFrom?: string;
      /** Format: date-time */
      asOf?: string;
      /** Format: date-time */
      validUntil?: string;
      link?: string;
      /** @enum {string} */
      kind?:
        | 'unauthorized'
        | 'forbidden'
        | 'not-found'
        | 'rate-limited'
        | 'timeout'
        | 'upstream';
      message?: string;
      /**
       * Format: date-time
       * @description For rate-limited; when the source may be asked again
       */
      retryAt?: string;
      lastGood?: components['schemas']['LastGoodOnCall'];
    };
    LastGoodOnCall: {
      /** @enum {string} */
      state: 'ok' | 'gap';
      levels?: components['schemas']['OnCallLevel'][];
      nextLevel?: components['schemas']['OnCallLevel'];
      /** Format: date-time */
      nextFrom?: string;
      /** Format: date-time */
      asOf: string;
      /** Format: date-time */
      validUntil?: string;
      link?: string;
    };
    Party: {
      /** @enum {string} */
      party: 'platform' | 'model-team';
      title: string;
      ownerRef?: string;
      onCall: components['schemas']['OnCallAnswer'];
    };
    Slo: {
      ttftP95Seconds?: number;
      tpotP95Seconds?: number;
      latencyP95Seconds?: number;
    };
    Accelerator: {
      className: string;
      title?: string;
      ref?: string;
      perReplica?: number;
      memoryGiB?: number;
      /** @description The class named by the endpoint is not in the catalog */
      missing?: boolean;
    };
    EndpointSummary: {
      entityRef: string;
      namespace: string;
      name: string;
      title?: string;
      ownerRef: string;
      model?: string;
      runtime?: string;
      environment?: string;
      accelerator: components['schemas']['Accelerator'];
      minReplicas?: number;
      maxReplicas?: number;
      slo?: components['schemas']['Slo'];
      phase: components['schemas']['Phase'];
      triage: components['schemas']['Triage'];
      cost: components['schemas']['Cost'];
      signals: components['schemas']['Signals'];
    };
    Fleet: {
      items: components['schemas']['EndpointSummary'][];
      totalItems: number;
      nextCursor?: string;
      /** @description Over all endpoints that match, not only this page */
      totals: {
        endpoints: number;
        needAttention: number;
        devices: number;
        hourly?: components['schemas']['Money'];
        idleHourly?: components['schemas']['Money'];
      };
      source: components['schemas']['SourceStatus'];
    };
    EndpointOverview: components['schemas']['EndpointSummary'] & {
      range: components['schemas']['Range'];
      /** @description Keyed by signal id; only those the cards draw */
      series: {
        [key: string]: components['schemas']['Series'];
      };
      parties: components['schemas']['Party'][];
      sources: {
        signals: components['schemas']['SourceStatus'];
        onCall: components['schemas']['SourceStatus'];
      };
      /** @description How often the figures change; asking more often gains nothing */
      refreshSeconds: number;
    };
    OperatingModel: {
      parties: {
        /** @enum {string} */
        party: 'platform' | 'model-team';
        title: string;
        ownerRef?: string;
      }[];
      responsibilities: {
        area: string;
        /** @enum {string} */
        responsible: 'platform' | 'model-team';
        /** @enum {string} */
        accountable: 'platform' | 'model-team';
        consulted?: string[];
        informed?: string[];
      }[];
      symptoms: {
        id: string;
        title: string;
        /** @description Id of a severity */
        severity?: string;
        /** @description For people: when the symptom is seen */
        condition?: string;
        /** @enum {string} */
        first: 'platform' | 'model-team';
        /** @enum {string} */
        then?: 'platform' | 'model-team';
        afterMinutes?: number;
        why: string;
        runbook?: string;
      }[];
      severities: {
        id: string;
        title: string;
        escalateAfterMinutes?: number;
      }[];
    };
    UsageReport: {
      /** @description The figures are samples, one per step, each of which stands for the step before it */
      window: {
        /** Format: date-time */
        start: string;
        /** Format: date-time */
        end: string;
        hours: number;
        stepSeconds: number;
      };
      items: components['schemas']['Usage'][];
      source: components['schemas']['SourceStatus'];
    };
    /** @description What a team's endpoints hold of one class and how busy it is. complete: there are samples for the whole window. partial: for coveredHours of it. no-data: for none of it, so nothing is known. */
    Usage:
      | components['schemas']['MeasuredUsage']
      | components['schemas']['UnmeasuredUsage'];
    MeasuredUsage: {
      /** @enum {string} */
      state: 'complete' | 'partial';
      team: string;
      acceleratorClass: string;
      /** @description Endpoints in the catalog now */
      endpoints: number;
      endpointsWithoutData: number;
      /** @description Part of the window with samples */
      coveredHours: number;
      /** @description Devices held × hours */
      deviceHours: number;
      /** @description Those of deviceHours whose utilisation is not known */
      unmeasuredDeviceHours: number;
      /** @description 0 to 1, every device counting alike; left out where no device was held. p95 is over time. */
      gpuUtilization?: {
        mean: number;
        p95: number;
      };
      /** @description Measured device-hours × (1 − GPU utilisation) */
      idleDeviceHours: number;
      idleCost?: components['schemas']['Money'];
    };
    UnmeasuredUsage: {
      /** @enum {string} */
      state: 'no-data';
      team: string;
      acceleratorClass: string;
      endpoints: number;
      endpointsWithoutData: number;
      /** @enum {number} */
      coveredHours: 0;
    };
    GoldenPath: {
      template: {
        /** @description Entity ref of the template */
        ref: string;
        title?: string;
        /** @description Left out where the template or its releases cannot be read */
        latestVersion?: string;
      };
      origin: {
        /** @enum {string} */
        state: 'from-template' | 'not-from-template';
        /** @description Version it was rendered from last */
        version?: string;
        /**
         * Format: date
         * @description The day that version came out
         */
        releasedOn?: string;
      };
      /** @description Releases after the endpoint's version, newest first */
      since: components['schemas']['Release'][];
      /** @description available: templateRef opens a pull request with what is new. up-to-date: there is nothing newer. not-possible and unknown: why says what is in the way. */
      upgrade: {
        /** @enum {string} */
        state: 'available' | 'up-to-date' | 'not-possible' | 'unknown';
        templateRef?: string;
        why?: string;
      };
      repository: components['schemas']['RepositoryStatus'];
      /** @description Empty where the repository was never read */
      checks: components['schemas']['PathCheck'][];
    };
    Release: {
      version: string;
      /** Format: date */
      date: string;
      changes: string[];
    };
    /** @description ok: read at asOf. error: the host did not answer; the checks are of asOf, where there is one. not-readable: the endpoint has no repository that the portal may read. */
    RepositoryStatus: {
      /** @enum {string} */
      state: 'ok' | 'error' | 'not-readable';
      url?: string;
      /** Format: date-time */
      asOf?: string;
      message?: string;
      /** @description What was not looked into, in sentences; left out where everything was. A point of the path that only lies there is told as missing */
      gaps?: string[];
    };
    PathCheck: {
      id: string;
      title: string;
      /** @enum {string} */
      state: 'present' | 'missing' | 'different';
      /** @description What goes wrong without it */
      why: string;
      /** @description How to mend it; left out for present */
      how?: string;
      /** @description What was found instead; for different */
      found?: string;
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
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listEndpoints: {
    parameters: {
      query?: {
        /** @description Only endpoints owned by this group */
        owner?: components['schemas']['EntityRef'];
        acceleratorClass?: string;
        phase?: components['schemas']['PhaseName'];
        /** @description Substring of name or title */
        search?: string;
        sort?:
          | 'attention'
          | 'name'
          | 'owner'
          | 'gpuUtilization'
          | 'costPerHour';
        order?: 'asc' | 'desc';
        limit?: number;
        /** @description nextCursor of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page of the fleet */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Fleet'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  getEndpoint: {
    parameters: {
      query?: {
        /** @description How far back the series reach */
        range?: components['schemas']['Range'];
      };
      header?: never;
      path: {
        namespace: components['schemas']['Name'];
        name: components['schemas']['Name'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The endpoint now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EndpointOverview'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  getGoldenPath: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['schemas']['Name'];
        name: components['schemas']['Name'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The endpoint beside the golden path */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['GoldenPath'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  getOperatingModel: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The document */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OperatingModel'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  getUsage: {
    parameters: {
      query?: {
        /** @description Only what this group's endpoints hold; all teams' where it is left out */
        team?: components['schemas']['EntityRef'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One row per team and accelerator class that the caller sees endpoints of */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UsageReport'];
        };
      };
      default: components['responses']['Error'];
    };
  };
  previewRepository: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PreviewRequest'];
      };
    };
    responses: {
      /** @description Every file, by path */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RepositoryPreview'];
        };
      };
      default: components['responses']['Error'];
    };
  };
}
