// Generated from plugins/inference-backend/src/schema/openapi.yaml by `yarn generate`. Do not edit.
export const spec = {
  openapi: '3.0.3',
  info: {
    title: 'inference',
    version: '1',
    description:
      'Inference endpoints as the portal sees them: what exists and who owns it (catalog), what is happening (signal source), what it costs, and who is on call. Times are RFC 3339 in UTC. Ratios are 0 to 1, durations are seconds, money is integer minor units (cents).',
    license: {
      name: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0.html',
    },
  },
  servers: [{ url: '/' }],
  paths: {
    '/endpoints': {
      get: {
        operationId: 'listEndpoints',
        summary:
          'The fleet, with the latest figures of each endpoint the caller may read in the catalog',
        tags: ['endpoints'],
        parameters: [
          {
            name: 'owner',
            in: 'query',
            allowReserved: true,
            description: 'Only endpoints owned by this group',
            schema: { $ref: '#/components/schemas/EntityRef' },
          },
          {
            name: 'acceleratorClass',
            in: 'query',
            schema: { type: 'string', minLength: 1, maxLength: 63 },
          },
          {
            name: 'phase',
            in: 'query',
            schema: { $ref: '#/components/schemas/PhaseName' },
          },
          {
            name: 'search',
            in: 'query',
            description: 'Substring of name or title',
            schema: { type: 'string', maxLength: 100 },
          },
          {
            name: 'sort',
            in: 'query',
            schema: {
              type: 'string',
              enum: [
                'attention',
                'name',
                'owner',
                'gpuUtilization',
                'costPerHour',
              ],
              default: 'attention',
            },
          },
          {
            name: 'order',
            in: 'query',
            schema: { type: 'string', enum: ['asc', 'desc'] },
          },
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
          },
          {
            name: 'cursor',
            in: 'query',
            description: 'nextCursor of the page before',
            schema: { type: 'string', minLength: 1, maxLength: 1000 },
          },
        ],
        responses: {
          '200': {
            description: 'One page of the fleet',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Fleet' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/endpoints/{namespace}/{name}': {
      get: {
        operationId: 'getEndpoint',
        summary: "Everything the endpoint's page shows, in one answer",
        tags: ['endpoints'],
        parameters: [
          {
            name: 'namespace',
            in: 'path',
            required: true,
            schema: { $ref: '#/components/schemas/Name' },
          },
          {
            name: 'name',
            in: 'path',
            required: true,
            schema: { $ref: '#/components/schemas/Name' },
          },
          {
            name: 'range',
            in: 'query',
            description: 'How far back the series reach',
            schema: { $ref: '#/components/schemas/Range' },
          },
        ],
        responses: {
          '200': {
            description: 'The endpoint now',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/EndpointOverview' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/endpoints/{namespace}/{name}/golden-path': {
      get: {
        operationId: 'getGoldenPath',
        summary:
          'Which version of the template the endpoint was made from, what has changed since, and what it lacks of the golden path',
        tags: ['endpoints'],
        parameters: [
          {
            name: 'namespace',
            in: 'path',
            required: true,
            schema: { $ref: '#/components/schemas/Name' },
          },
          {
            name: 'name',
            in: 'path',
            required: true,
            schema: { $ref: '#/components/schemas/Name' },
          },
        ],
        responses: {
          '200': {
            description: 'The endpoint beside the golden path',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GoldenPath' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/operating-model': {
      get: {
        operationId: 'getOperatingModel',
        summary: 'Parties, responsibilities, symptoms and escalation in force',
        tags: ['operating-model'],
        responses: {
          '200': {
            description: 'The document',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/OperatingModel' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/usage': {
      get: {
        operationId: 'getUsage',
        summary:
          'How well teams use the devices that their endpoints hold, over the last seven days',
        tags: ['usage'],
        parameters: [
          {
            name: 'team',
            in: 'query',
            allowReserved: true,
            description:
              "Only what this group's endpoints hold; all teams' where it is left out",
            schema: { $ref: '#/components/schemas/EntityRef' },
          },
        ],
        responses: {
          '200': {
            description:
              'One row per team and accelerator class that the caller sees endpoints of',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/UsageReport' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/previews': {
      post: {
        operationId: 'previewRepository',
        summary:
          "The repository that a template of inference endpoints would create, from the scaffolder's own dry run as the caller",
        tags: ['previews'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/PreviewRequest' },
            },
          },
        },
        responses: {
          '200': {
            description: 'Every file, by path',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RepositoryPreview' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
  },
  components: {
    responses: {
      Error: {
        description: 'What is wrong and what to change',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Error' },
          },
        },
      },
    },
    schemas: {
      Error: {
        type: 'object',
        required: ['error', 'response'],
        properties: {
          error: {
            type: 'object',
            required: ['name', 'message'],
            properties: {
              name: { type: 'string' },
              message: { type: 'string' },
            },
          },
          request: {
            type: 'object',
            properties: { method: { type: 'string' }, url: { type: 'string' } },
          },
          response: {
            type: 'object',
            required: ['statusCode'],
            properties: { statusCode: { type: 'integer' } },
          },
        },
      },
      PreviewRequest: {
        type: 'object',
        additionalProperties: false,
        required: ['template', 'values'],
        properties: {
          template: {
            type: 'string',
            maxLength: 200,
            pattern: '^template:[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$',
            description: 'Entity ref of the template',
          },
          values: {
            type: 'object',
            additionalProperties: true,
            description: 'What the form holds',
          },
        },
      },
      PreviewFile: {
        type: 'object',
        required: ['path'],
        properties: {
          path: { type: 'string', description: 'Path in the repository' },
          content: {
            type: 'string',
            description: 'The text; left out where it is none',
          },
        },
      },
      RepositoryPreview: {
        type: 'object',
        required: ['files'],
        properties: {
          files: {
            type: 'array',
            items: { $ref: '#/components/schemas/PreviewFile' },
          },
        },
      },
      Name: {
        type: 'string',
        minLength: 1,
        maxLength: 63,
        pattern: '^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$',
      },
      EntityRef: {
        type: 'string',
        minLength: 3,
        maxLength: 200,
        pattern: '^[a-z]+:[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$',
      },
      Range: { type: 'string', enum: ['1h', '3h', '24h', '7d'], default: '3h' },
      Money: {
        type: 'object',
        description: 'An amount in minor units (cents) of an ISO 4217 currency',
        required: ['amountMinor', 'currency'],
        properties: {
          amountMinor: { type: 'number' },
          currency: { type: 'string', minLength: 3, maxLength: 3 },
        },
      },
      PhaseName: {
        type: 'string',
        enum: ['unknown', 'absent', 'starting', 'ready', 'degraded', 'failing'],
      },
      Phase: {
        description:
          'absent: no replica is wanted or known. starting: none ready yet. ready: all wanted are. degraded: some are missing. failing: none ready though some were. unknown: the signal source does not say.',
        type: 'object',
        required: ['name'],
        properties: {
          name: { $ref: '#/components/schemas/PhaseName' },
          replicasReady: { type: 'integer' },
          replicasDesired: { type: 'integer' },
          since: { type: 'string', format: 'date-time' },
          expectedSeconds: {
            type: 'number',
            description:
              'For starting; how long a start of this model is expected to take',
          },
          overdue: {
            type: 'boolean',
            description:
              'For starting; true once it takes more than twice the expected time',
          },
          restart: {
            type: 'boolean',
            description: 'For starting; true when replicas were ready before',
          },
          waitingForDevices: {
            type: 'boolean',
            description:
              'For starting; true while no device is allocated and so nothing loads',
          },
        },
      },
      SignalState: {
        type: 'string',
        enum: ['ok', 'stale', 'no-data', 'not-applicable', 'error'],
      },
      Signal: {
        description:
          'One figure. value and at are there for ok and stale, and for error when a last known value exists.',
        type: 'object',
        required: ['state', 'unit'],
        properties: {
          state: { $ref: '#/components/schemas/SignalState' },
          unit: {
            type: 'string',
            enum: [
              'ratio',
              'seconds',
              'requests',
              'requests-per-second',
              'tokens-per-second',
              'per-second',
              'devices',
              'replicas',
              'count',
            ],
          },
          value: { type: 'number' },
          at: {
            type: 'string',
            format: 'date-time',
            description: 'When the figure was true',
          },
          query: {
            type: 'string',
            description:
              "Where the figure comes from, as the source's own query",
          },
        },
      },
      Signals: {
        description: 'Keyed by signal id, see SIGNALS in inference-common',
        type: 'object',
        additionalProperties: { $ref: '#/components/schemas/Signal' },
      },
      Series: {
        description: 'Evenly spaced values; null where there was no sample',
        type: 'object',
        required: ['start', 'stepSeconds', 'values'],
        properties: {
          start: { type: 'string', format: 'date-time' },
          stepSeconds: { type: 'integer' },
          values: { type: 'array', items: { type: 'number', nullable: true } },
        },
      },
      SourceStatus: {
        type: 'object',
        required: ['state'],
        properties: {
          state: {
            type: 'string',
            enum: ['ok', 'stale', 'error', 'not-configured'],
          },
          asOf: {
            type: 'string',
            format: 'date-time',
            description: 'When it last answered',
          },
          message: { type: 'string' },
        },
      },
      Cost: {
        description:
          'Accelerators only. Unit costs are left out when there was no traffic.',
        type: 'object',
        required: ['scope', 'devices'],
        properties: {
          scope: { type: 'string', enum: ['accelerators'] },
          devices: { type: 'integer' },
          devicesSource: {
            type: 'string',
            enum: ['measured', 'declared'],
            description:
              'measured: from the signal source. declared: replicas times devices from the catalog',
          },
          pricePerDeviceHour: { $ref: '#/components/schemas/Money' },
          priceSource: {
            type: 'string',
            description: 'Entity ref of the accelerator class',
          },
          hourly: { $ref: '#/components/schemas/Money' },
          monthly: { $ref: '#/components/schemas/Money' },
          idleHourly: { $ref: '#/components/schemas/Money' },
          idleRatio: { type: 'number' },
          perPrediction: { $ref: '#/components/schemas/Money' },
          perMillionTokens: {
            allOf: [{ $ref: '#/components/schemas/Money' }],
            description: 'Prompt and generated tokens together',
          },
          window: {
            type: 'string',
            description: 'Window of the rates used',
            example: '5m',
          },
          asOf: {
            type: 'string',
            format: 'date-time',
            description:
              'When the oldest figure used was true; left out when only catalog figures were used',
          },
        },
      },
      Verdict: {
        type: 'string',
        enum: [
          'platform',
          'model-team',
          'both',
          'nothing-wrong',
          'undetermined',
        ],
      },
      Evidence: {
        type: 'object',
        required: ['signal', 'sentence'],
        properties: {
          signal: { type: 'string' },
          sentence: {
            type: 'string',
            description: 'For people: what was seen against which threshold',
          },
          value: { type: 'number' },
          threshold: { type: 'number' },
          at: { type: 'string', format: 'date-time' },
        },
      },
      MatchedSymptom: {
        type: 'object',
        required: ['id', 'title', 'first', 'why', 'evidence'],
        properties: {
          id: { type: 'string' },
          title: { type: 'string' },
          severity: {
            type: 'string',
            description: 'Id of a severity of the operating model',
          },
          first: { type: 'string', enum: ['platform', 'model-team'] },
          then: { type: 'string', enum: ['platform', 'model-team'] },
          afterMinutes: { type: 'integer' },
          why: { type: 'string' },
          runbook: { type: 'string' },
          evidence: {
            type: 'array',
            items: { $ref: '#/components/schemas/Evidence' },
          },
        },
      },
      Triage: {
        type: 'object',
        required: ['verdict', 'pageFirst', 'sentence', 'symptoms'],
        properties: {
          verdict: { $ref: '#/components/schemas/Verdict' },
          pageFirst: {
            type: 'string',
            enum: ['platform', 'model-team', 'nobody'],
          },
          sentence: { type: 'string' },
          symptoms: {
            type: 'array',
            items: { $ref: '#/components/schemas/MatchedSymptom' },
          },
        },
      },
      OnCallTarget: {
        type: 'object',
        required: ['kind', 'id', 'name'],
        properties: {
          kind: {
            type: 'string',
            enum: ['user', 'team', 'schedule', 'channel'],
          },
          id: { type: 'string' },
          name: { type: 'string' },
          email: { type: 'string' },
          until: {
            type: 'string',
            format: 'date-time',
            nullable: true,
            description: 'null means permanent',
          },
          scheduleName: { type: 'string' },
        },
      },
      OnCallLevel: {
        type: 'object',
        required: ['level', 'targets'],
        properties: {
          level: { type: 'integer', minimum: 1 },
          escalateAfterSeconds: { type: 'integer' },
          targets: {
            type: 'array',
            items: { $ref: '#/components/schemas/OnCallTarget' },
          },
        },
      },
      OnCallAnswer: {
        description:
          'ok: somebody is on call at level 1. gap: nobody is at level 1 now. error: the source did not answer; lastGood carries the last answer with its age. none: no on-call target is set for this party.',
        type: 'object',
        required: ['state'],
        properties: {
          state: { type: 'string', enum: ['ok', 'gap', 'error', 'none'] },
          provider: { type: 'string' },
          levels: {
            type: 'array',
            items: { $ref: '#/components/schemas/OnCallLevel' },
          },
          nextLevel: {
            allOf: [{ $ref: '#/components/schemas/OnCallLevel' }],
            description:
              'For gap; the first level that has somebody, left out when none has',
          },
          nextFrom: {
            type: 'string',
            format: 'date-time',
            description:
              'For gap; when somebody is at level 1 again, where known',
          },
          asOf: { type: 'string', format: 'date-time' },
          validUntil: { type: 'string', format: 'date-time' },
          link: { type: 'string' },
          kind: {
            type: 'string',
            enum: [
              'unauthorized',
              'forbidden',
              'not-found',
              'rate-limited',
              'timeout',
              'upstream',
            ],
          },
          message: { type: 'string' },
          retryAt: {
            type: 'string',
            format: 'date-time',
            description: 'For rate-limited; when the source may be asked again',
          },
          lastGood: { $ref: '#/components/schemas/LastGoodOnCall' },
        },
      },
      LastGoodOnCall: {
        type: 'object',
        required: ['state', 'asOf'],
        properties: {
          state: { type: 'string', enum: ['ok', 'gap'] },
          levels: {
            type: 'array',
            items: { $ref: '#/components/schemas/OnCallLevel' },
          },
          nextLevel: { $ref: '#/components/schemas/OnCallLevel' },
          nextFrom: { type: 'string', format: 'date-time' },
          asOf: { type: 'string', format: 'date-time' },
          validUntil: { type: 'string', format: 'date-time' },
          link: { type: 'string' },
        },
      },
      Party: {
        type: 'object',
        required: ['party', 'title', 'onCall'],
        properties: {
          party: { type: 'string', enum: ['platform', 'model-team'] },
          title: { type: 'string' },
          ownerRef: { type: 'string' },
          onCall: { $ref: '#/components/schemas/OnCallAnswer' },
        },
      },
      Slo: {
        type: 'object',
        properties: {
          ttftP95Seconds: { type: 'number' },
          tpotP95Seconds: { type: 'number' },
          latencyP95Seconds: { type: 'number' },
        },
      },
      Accelerator: {
        type: 'object',
        required: ['className'],
        properties: {
          className: { type: 'string' },
          title: { type: 'string' },
          ref: { type: 'string' },
          perReplica: { type: 'integer' },
          memoryGiB: { type: 'number' },
          missing: {
            type: 'boolean',
            description:
              'The class named by the endpoint is not in the catalog',
          },
        },
      },
      EndpointSummary: {
        type: 'object',
        required: [
          'entityRef',
          'namespace',
          'name',
          'ownerRef',
          'accelerator',
          'phase',
          'triage',
          'cost',
          'signals',
        ],
        properties: {
          entityRef: { type: 'string' },
          namespace: { type: 'string' },
          name: { type: 'string' },
          title: { type: 'string' },
          ownerRef: { type: 'string' },
          model: { type: 'string' },
          runtime: { type: 'string' },
          environment: { type: 'string' },
          accelerator: { $ref: '#/components/schemas/Accelerator' },
          minReplicas: { type: 'integer' },
          maxReplicas: { type: 'integer' },
          slo: { $ref: '#/components/schemas/Slo' },
          phase: { $ref: '#/components/schemas/Phase' },
          triage: { $ref: '#/components/schemas/Triage' },
          cost: { $ref: '#/components/schemas/Cost' },
          signals: { $ref: '#/components/schemas/Signals' },
        },
      },
      Fleet: {
        type: 'object',
        required: ['items', 'totalItems', 'totals', 'source'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/EndpointSummary' },
          },
          totalItems: { type: 'integer' },
          nextCursor: { type: 'string' },
          totals: {
            type: 'object',
            description: 'Over all endpoints that match, not only this page',
            required: ['endpoints', 'needAttention', 'devices'],
            properties: {
              endpoints: { type: 'integer' },
              needAttention: { type: 'integer' },
              devices: { type: 'integer' },
              hourly: { $ref: '#/components/schemas/Money' },
              idleHourly: { $ref: '#/components/schemas/Money' },
            },
          },
          source: { $ref: '#/components/schemas/SourceStatus' },
        },
      },
      EndpointOverview: {
        allOf: [
          { $ref: '#/components/schemas/EndpointSummary' },
          {
            type: 'object',
            required: [
              'range',
              'series',
              'parties',
              'sources',
              'refreshSeconds',
            ],
            properties: {
              range: { $ref: '#/components/schemas/Range' },
              series: {
                description: 'Keyed by signal id; only those the cards draw',
                type: 'object',
                additionalProperties: { $ref: '#/components/schemas/Series' },
              },
              parties: {
                type: 'array',
                items: { $ref: '#/components/schemas/Party' },
              },
              sources: {
                type: 'object',
                required: ['signals', 'onCall'],
                properties: {
                  signals: { $ref: '#/components/schemas/SourceStatus' },
                  onCall: { $ref: '#/components/schemas/SourceStatus' },
                },
              },
              refreshSeconds: {
                type: 'integer',
                description:
                  'How often the figures change; asking more often gains nothing',
              },
            },
          },
        ],
      },
      OperatingModel: {
        type: 'object',
        required: ['parties', 'responsibilities', 'symptoms', 'severities'],
        properties: {
          parties: {
            type: 'array',
            items: {
              type: 'object',
              required: ['party', 'title'],
              properties: {
                party: { type: 'string', enum: ['platform', 'model-team'] },
                title: { type: 'string' },
                ownerRef: { type: 'string' },
              },
            },
          },
          responsibilities: {
            type: 'array',
            items: {
              type: 'object',
              required: ['area', 'responsible', 'accountable'],
              properties: {
                area: { type: 'string' },
                responsible: {
                  type: 'string',
                  enum: ['platform', 'model-team'],
                },
                accountable: {
                  type: 'string',
                  enum: ['platform', 'model-team'],
                },
                consulted: { type: 'array', items: { type: 'string' } },
                informed: { type: 'array', items: { type: 'string' } },
              },
            },
          },
          symptoms: {
            type: 'array',
            items: {
              type: 'object',
              required: ['id', 'title', 'first', 'why'],
              properties: {
                id: { type: 'string' },
                title: { type: 'string' },
                severity: { type: 'string', description: 'Id of a severity' },
                condition: {
                  type: 'string',
                  description: 'For people: when the symptom is seen',
                },
                first: { type: 'string', enum: ['platform', 'model-team'] },
                then: { type: 'string', enum: ['platform', 'model-team'] },
                afterMinutes: { type: 'integer' },
                why: { type: 'string' },
                runbook: { type: 'string' },
              },
            },
          },
          severities: {
            type: 'array',
            items: {
              type: 'object',
              required: ['id', 'title'],
              properties: {
                id: { type: 'string' },
                title: { type: 'string' },
                escalateAfterMinutes: { type: 'integer' },
              },
            },
          },
        },
      },
      UsageReport: {
        type: 'object',
        required: ['window', 'items', 'source'],
        properties: {
          window: {
            type: 'object',
            description:
              'The figures are samples, one per step, each of which stands for the step before it',
            required: ['start', 'end', 'hours', 'stepSeconds'],
            properties: {
              start: { type: 'string', format: 'date-time' },
              end: { type: 'string', format: 'date-time' },
              hours: { type: 'number' },
              stepSeconds: { type: 'integer' },
            },
          },
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/Usage' },
          },
          source: { $ref: '#/components/schemas/SourceStatus' },
        },
      },
      Usage: {
        description:
          "What a team's endpoints hold of one class and how busy it is. complete: there are samples for the whole window. partial: for coveredHours of it. no-data: for none of it, so nothing is known.",
        oneOf: [
          { $ref: '#/components/schemas/MeasuredUsage' },
          { $ref: '#/components/schemas/UnmeasuredUsage' },
        ],
      },
      MeasuredUsage: {
        type: 'object',
        required: [
          'state',
          'team',
          'acceleratorClass',
          'endpoints',
          'endpointsWithoutData',
          'coveredHours',
          'deviceHours',
          'unmeasuredDeviceHours',
          'idleDeviceHours',
        ],
        properties: {
          state: { type: 'string', enum: ['complete', 'partial'] },
          team: { type: 'string' },
          acceleratorClass: { type: 'string' },
          endpoints: {
            type: 'integer',
            description: 'Endpoints in the catalog now',
          },
          endpointsWithoutData: { type: 'integer' },
          coveredHours: {
            type: 'number',
            description: 'Part of the window with samples',
          },
          deviceHours: { type: 'number', description: 'Devices held × hours' },
          unmeasuredDeviceHours: {
            type: 'number',
            description: 'Those of deviceHours whose utilisation is not known',
          },
          gpuUtilization: {
            type: 'object',
            description:
              '0 to 1, every device counting alike; left out where no device was held. p95 is over time.',
            required: ['mean', 'p95'],
            properties: { mean: { type: 'number' }, p95: { type: 'number' } },
          },
          idleDeviceHours: {
            type: 'number',
            description: 'Measured device-hours × (1 − GPU utilisation)',
          },
          idleCost: { $ref: '#/components/schemas/Money' },
        },
      },
      UnmeasuredUsage: {
        type: 'object',
        required: [
          'state',
          'team',
          'acceleratorClass',
          'endpoints',
          'endpointsWithoutData',
          'coveredHours',
        ],
        properties: {
          state: { type: 'string', enum: ['no-data'] },
          team: { type: 'string' },
          acceleratorClass: { type: 'string' },
          endpoints: { type: 'integer' },
          endpointsWithoutData: { type: 'integer' },
          coveredHours: { type: 'number', enum: [0] },
        },
      },
      GoldenPath: {
        type: 'object',
        required: [
          'template',
          'origin',
          'since',
          'upgrade',
          'repository',
          'checks',
        ],
        properties: {
          template: {
            type: 'object',
            required: ['ref'],
            properties: {
              ref: {
                type: 'string',
                description: 'Entity ref of the template',
              },
              title: { type: 'string' },
              latestVersion: {
                type: 'string',
                description:
                  'Left out where the template or its releases cannot be read',
              },
            },
          },
          origin: {
            type: 'object',
            required: ['state'],
            properties: {
              state: {
                type: 'string',
                enum: ['from-template', 'not-from-template'],
              },
              version: {
                type: 'string',
                description: 'Version it was rendered from last',
              },
              releasedOn: {
                type: 'string',
                format: 'date',
                description: 'The day that version came out',
              },
            },
          },
          since: {
            description: "Releases after the endpoint's version, newest first",
            type: 'array',
            items: { $ref: '#/components/schemas/Release' },
          },
          upgrade: {
            description:
              'available: templateRef opens a pull request with what is new. up-to-date: there is nothing newer. not-possible and unknown: why says what is in the way.',
            type: 'object',
            required: ['state'],
            properties: {
              state: {
                type: 'string',
                enum: ['available', 'up-to-date', 'not-possible', 'unknown'],
              },
              templateRef: { type: 'string' },
              why: { type: 'string' },
            },
          },
          repository: { $ref: '#/components/schemas/RepositoryStatus' },
          checks: {
            description: 'Empty where the repository was never read',
            type: 'array',
            items: { $ref: '#/components/schemas/PathCheck' },
          },
        },
      },
      Release: {
        type: 'object',
        required: ['version', 'date', 'changes'],
        properties: {
          version: { type: 'string' },
          date: { type: 'string', format: 'date' },
          changes: { type: 'array', items: { type: 'string' } },
        },
      },
      RepositoryStatus: {
        description:
          'ok: read at asOf. error: the host did not answer; the checks are of asOf, where there is one. not-readable: the endpoint has no repository that the portal may read.',
        type: 'object',
        required: ['state'],
        properties: {
          state: { type: 'string', enum: ['ok', 'error', 'not-readable'] },
          url: { type: 'string' },
          asOf: { type: 'string', format: 'date-time' },
          message: { type: 'string' },
          gaps: {
            description:
              'What was not looked into, in sentences; left out where everything was. A point of the path that only lies there is told as missing',
            type: 'array',
            items: { type: 'string' },
          },
        },
      },
      PathCheck: {
        type: 'object',
        required: ['id', 'title', 'state', 'why'],
        properties: {
          id: { type: 'string' },
          title: { type: 'string' },
          state: { type: 'string', enum: ['present', 'missing', 'different'] },
          why: { type: 'string', description: 'What goes wrong without it' },
          how: {
            type: 'string',
            description: 'How to mend it; left out for present',
          },
          found: {
            type: 'string',
            description: 'What was found instead; for different',
          },
        },
      },
    },
  },
};
