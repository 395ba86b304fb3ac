// Generated from plugins/gpu-quota-backend/src/schema/openapi.yaml by `yarn generate`. Do not edit.
export const spec = {
  openapi: '3.0.3',
  info: {
    title: 'gpu-quota',
    version: '1',
    description:
      'GPU quota of teams: requests, decisions, grants and reservations. Counts are devices of one accelerator class. Times are RFC 3339 in UTC, money is integer minor units (cents).',
    license: {
      name: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0.html',
    },
  },
  servers: [{ url: '/' }],
  paths: {
    '/quotas': {
      get: {
        operationId: 'listQuotas',
        summary: 'Quota, reservations and headroom per team and class',
        tags: ['quotas'],
        parameters: [
          {
            name: 'team',
            in: 'query',
            allowReserved: true,
            schema: { $ref: '#/components/schemas/GroupRef' },
          },
          {
            name: 'acceleratorClass',
            in: 'query',
            schema: { $ref: '#/components/schemas/ClassName' },
          },
        ],
        responses: {
          '200': {
            description:
              'One row per team and class that has ever been granted or reserved',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['items'],
                  properties: {
                    items: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/Quota' },
                    },
                  },
                },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/teams': {
      get: {
        operationId: 'listMyTeams',
        summary:
          'The teams the caller belongs to and the stages they may decide',
        tags: ['quotas'],
        responses: {
          '200': {
            description: 'Teams of the caller',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['teams', 'approves', 'platformApprover'],
                  properties: {
                    teams: {
                      type: 'array',
                      items: { type: 'string' },
                      description: 'Group refs the caller is a member of',
                    },
                    approves: {
                      type: 'array',
                      items: { type: 'string' },
                      description:
                        'Group refs of teams whose lead stage the caller may decide',
                    },
                    platformApprover: { type: 'boolean' },
                  },
                },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/requests': {
      get: {
        operationId: 'listRequests',
        summary:
          'Requests the caller may see, newest first; with awaiting=me, oldest first',
        tags: ['requests'],
        parameters: [
          {
            name: 'team',
            in: 'query',
            allowReserved: true,
            schema: { $ref: '#/components/schemas/GroupRef' },
          },
          {
            name: 'state',
            in: 'query',
            schema: { $ref: '#/components/schemas/RequestState' },
          },
          {
            name: 'endpoint',
            in: 'query',
            allowReserved: true,
            schema: { $ref: '#/components/schemas/ComponentRef' },
          },
          {
            name: 'awaiting',
            in: 'query',
            description:
              'me: only those that wait for a decision the caller may take',
            schema: { type: 'string', enum: ['me'] },
          },
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
          },
          {
            name: 'cursor',
            in: 'query',
            allowReserved: true,
            schema: { type: 'string', minLength: 1, maxLength: 500 },
          },
        ],
        responses: {
          '200': {
            description: 'A page of requests',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['items', 'totalItems'],
                  properties: {
                    items: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/Request' },
                    },
                    totalItems: { type: 'integer' },
                    nextCursor: { type: 'string' },
                  },
                },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
      post: {
        operationId: 'createRequest',
        summary: 'Ask for more quota for a team, for good or until a date',
        tags: ['requests'],
        parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewRequest' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The request as filed',
            headers: { ETag: { schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Request' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/requests/{id}': {
      get: {
        operationId: 'getRequest',
        summary: "One request with its decisions and the team's history",
        tags: ['requests'],
        parameters: [{ $ref: '#/components/parameters/RequestId' }],
        responses: {
          '200': {
            description: 'The request',
            headers: { ETag: { schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RequestDetail' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
      patch: {
        operationId: 'editRequest',
        summary:
          'Change a pending request; what was decided on it is void, and it is decided anew',
        tags: ['requests'],
        parameters: [
          { $ref: '#/components/parameters/RequestId' },
          { $ref: '#/components/parameters/IfMatch' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/RequestChange' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The request as changed',
            headers: { ETag: { schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Request' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/requests/{id}/questions': {
      post: {
        operationId: 'askForInformation',
        summary:
          'Ask the requester before deciding; the request stays pending and waits for their answer',
        tags: ['requests'],
        parameters: [
          { $ref: '#/components/parameters/RequestId' },
          { $ref: '#/components/parameters/IfMatch' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                additionalProperties: false,
                required: ['question'],
                properties: { question: { $ref: '#/components/schemas/Text' } },
              },
            },
          },
        },
        responses: {
          '200': {
            description: 'The request with the question',
            headers: { ETag: { schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Request' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/requests/{id}/answers': {
      post: {
        operationId: 'answerQuestion',
        summary:
          'Answer the open question; the request waits for its approvers again',
        tags: ['requests'],
        parameters: [
          { $ref: '#/components/parameters/RequestId' },
          { $ref: '#/components/parameters/IfMatch' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                additionalProperties: false,
                required: ['answer'],
                properties: { answer: { $ref: '#/components/schemas/Text' } },
              },
            },
          },
        },
        responses: {
          '200': {
            description: 'The request with the answer',
            headers: { ETag: { schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Request' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/requests/{id}/decisions': {
      post: {
        operationId: 'decide',
        summary: "Approve (all or fewer) or deny. Never one's own request.",
        tags: ['requests'],
        parameters: [
          { $ref: '#/components/parameters/RequestId' },
          { $ref: '#/components/parameters/IfMatch' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewDecision' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The request after the decision',
            headers: { ETag: { schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Request' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/requests/{id}/withdraw': {
      post: {
        operationId: 'withdrawRequest',
        summary: 'Take back a pending request',
        tags: ['requests'],
        parameters: [
          { $ref: '#/components/parameters/RequestId' },
          { $ref: '#/components/parameters/IfMatch' },
        ],
        responses: {
          '200': {
            description: 'The request as withdrawn',
            headers: { ETag: { schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Request' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/grants': {
      get: {
        operationId: 'listGrants',
        summary:
          'What was given to the teams the caller may see; newest first and 1000 at most',
        tags: ['grants'],
        parameters: [
          {
            name: 'team',
            in: 'query',
            allowReserved: true,
            schema: { $ref: '#/components/schemas/GroupRef' },
          },
          {
            name: 'acceleratorClass',
            in: 'query',
            schema: { $ref: '#/components/schemas/ClassName' },
          },
          {
            name: 'live',
            in: 'query',
            description: 'Only those that give devices now or will',
            schema: { type: 'boolean', default: true },
          },
        ],
        responses: {
          '200': {
            description: 'Grants',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['items'],
                  properties: {
                    items: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/Grant' },
                    },
                  },
                },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/grants/{id}/renew': {
      post: {
        operationId: 'renewGrant',
        summary:
          'Ask for a grant that ends to go on; approved before its end, the team has the devices all the while',
        tags: ['grants'],
        parameters: [
          {
            name: 'id',
            in: 'path',
            required: true,
            schema: { type: 'string', format: 'uuid' },
          },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewRenewal' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The request as filed',
            headers: { ETag: { schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Request' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/returns': {
      post: {
        operationId: 'returnQuota',
        summary: 'Give quota back, which nobody has to approve',
        description:
          'What is taken from a grant is taken from its approved renewal as well',
        tags: ['grants'],
        parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewReturn' },
            },
          },
        },
        responses: {
          '200': {
            description: "The team's quota of the class afterwards",
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Quota' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/reservations': {
      get: {
        operationId: 'listReservations',
        summary: 'Reservations the caller may see, newest first, 1000 at most',
        tags: ['reservations'],
        parameters: [
          {
            name: 'team',
            in: 'query',
            allowReserved: true,
            schema: { $ref: '#/components/schemas/GroupRef' },
          },
          {
            name: 'endpoint',
            in: 'query',
            allowReserved: true,
            schema: { $ref: '#/components/schemas/ComponentRef' },
          },
          {
            name: 'live',
            in: 'query',
            description: 'Only those that wait or are held or active',
            schema: { type: 'boolean', default: true },
          },
        ],
        responses: {
          '200': {
            description: 'Reservations',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['items'],
                  properties: {
                    items: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/Reservation' },
                    },
                  },
                },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
      post: {
        operationId: 'reserve',
        summary:
          "Take devices out of a team's quota for an endpoint; waits and files a request when there is no headroom",
        tags: ['reservations'],
        parameters: [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: true,
            description:
              'The same key and body give the same reservation; another body under the key is 422',
            schema: { type: 'string', minLength: 1, maxLength: 255 },
          },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewReservation' },
            },
          },
        },
        responses: {
          '201': {
            description:
              'held when there was headroom, otherwise waiting with the request that was filed',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Reservation' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/reservations/{id}/release': {
      post: {
        operationId: 'releaseReservation',
        summary: 'Give the devices back',
        tags: ['reservations'],
        parameters: [
          {
            name: 'id',
            in: 'path',
            required: true,
            schema: { type: 'string', format: 'uuid' },
          },
        ],
        responses: {
          '200': {
            description: 'The reservation as released',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Reservation' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/capacity': {
      get: {
        operationId: 'listCapacity',
        summary:
          'Class by class what exists, what is promised, reserved, used and idle, and who holds it',
        tags: ['quotas'],
        responses: {
          '200': {
            description:
              'Every accelerator class, by name. Teams that the caller may not see are in the sums and in hiddenTeams only.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['items'],
                  properties: {
                    items: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/ClassCapacity' },
                    },
                  },
                },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/drift': {
      get: {
        operationId: 'getDrift',
        summary:
          'Where granted, applied and used devices differ, as last seen in each cluster',
        tags: ['drift'],
        parameters: [
          {
            name: 'team',
            in: 'query',
            allowReserved: true,
            schema: { $ref: '#/components/schemas/GroupRef' },
          },
        ],
        responses: {
          '200': {
            description: 'Differences of the teams that the caller may see',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/DriftReport' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/drift/repair': {
      post: {
        operationId: 'repairDrift',
        summary: "Write one team's quota to every cluster now, and look again",
        tags: ['drift'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                additionalProperties: false,
                required: ['team'],
                properties: { team: { $ref: '#/components/schemas/GroupRef' } },
              },
            },
          },
        },
        responses: {
          '200': {
            description: 'What it came to; a cluster that refused is no error',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/DriftRepair' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/audit': {
      get: {
        operationId: 'listAuditEvents',
        summary:
          'What happened to the quota of the teams the caller may see, newest first',
        tags: ['audit'],
        parameters: [
          {
            name: 'team',
            in: 'query',
            allowReserved: true,
            schema: { $ref: '#/components/schemas/GroupRef' },
          },
          {
            name: 'subject',
            in: 'query',
            allowReserved: true,
            description:
              'What it happened to, e.g. request:12, reservation:<id> or grant:<id>',
            schema: {
              type: 'string',
              maxLength: 300,
              pattern: '^[a-z][a-z-]*:[A-Za-z0-9_.:/-]+$',
            },
          },
          {
            name: 'actor',
            in: 'query',
            allowReserved: true,
            description:
              'Who did it: a user entity ref, service:<subject> or system',
            schema: {
              type: 'string',
              maxLength: 300,
              pattern:
                '^(system|service:[!-~]+|user:[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)$',
            },
          },
          {
            name: 'action',
            in: 'query',
            description: 'What was done, e.g. request.decided',
            schema: {
              type: 'string',
              maxLength: 60,
              pattern: '^[a-z-]+\\.[a-z-]+$',
            },
          },
          {
            name: 'from',
            in: 'query',
            allowReserved: true,
            description: 'Not before this time',
            schema: { type: 'string', format: 'date-time' },
          },
          {
            name: 'until',
            in: 'query',
            allowReserved: true,
            description: 'Before this time',
            schema: { type: 'string', format: 'date-time' },
          },
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
          },
          {
            name: 'cursor',
            in: 'query',
            allowReserved: true,
            schema: { type: 'string', minLength: 1, maxLength: 500 },
          },
        ],
        responses: {
          '200': {
            description: 'A page of events',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AuditPage' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
    '/audit/verify': {
      get: {
        operationId: 'verifyAudit',
        summary:
          "Whether anything in a team's audit was changed, removed or inserted",
        tags: ['audit'],
        parameters: [
          {
            name: 'team',
            in: 'query',
            required: true,
            allowReserved: true,
            schema: { $ref: '#/components/schemas/GroupRef' },
          },
        ],
        responses: {
          '200': {
            description: 'The verdict on the whole chain',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AuditVerification' },
              },
            },
          },
          default: { $ref: '#/components/responses/Error' },
        },
      },
    },
  },
  components: {
    parameters: {
      RequestId: {
        name: 'id',
        in: 'path',
        required: true,
        schema: { type: 'integer', minimum: 1, maximum: 2147483647 },
      },
      IdempotencyKey: {
        name: 'Idempotency-Key',
        in: 'header',
        description:
          'The same key and body give the same answer and act once; another body under the key is 422; while the first call runs, 409',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
      IfMatch: {
        name: 'If-Match',
        in: 'header',
        description:
          'The ETag of the version that was read; 428 without it, 412 when the request has changed since',
        schema: { type: 'string', minLength: 1, maxLength: 100 },
      },
    },
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
      GroupRef: {
        type: 'string',
        minLength: 9,
        maxLength: 200,
        pattern: '^group:[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$',
      },
      ComponentRef: {
        type: 'string',
        minLength: 13,
        maxLength: 200,
        pattern: '^component:[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$',
      },
      ClassName: {
        type: 'string',
        minLength: 1,
        maxLength: 63,
        pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
      },
      Count: { type: 'integer', minimum: 1, maximum: 10000 },
      Text: {
        type: 'string',
        minLength: 1,
        maxLength: 2000,
        pattern: '^[^\\u0000]*$',
      },
      Money: {
        type: 'object',
        description: 'An amount in minor units (cents) of an ISO 4217 currency',
        required: ['amountMinor', 'currency'],
        properties: {
          amountMinor: { type: 'number' },
          currency: { type: 'string', minLength: 3, maxLength: 3 },
        },
      },
      Quota: {
        type: 'object',
        required: [
          'team',
          'acceleratorClass',
          'granted',
          'reserved',
          'waiting',
          'available',
          'overQuota',
          'enforcement',
        ],
        properties: {
          team: { type: 'string' },
          acceleratorClass: { type: 'string' },
          granted: { type: 'integer', description: 'Sum of live grants' },
          reserved: {
            type: 'integer',
            description: 'Held and active reservations',
          },
          waiting: {
            type: 'integer',
            description: 'Devices of reservations that wait for quota',
          },
          available: { type: 'integer' },
          overQuota: {
            type: 'integer',
            description:
              'Reserved beyond what is granted; nothing is stopped and nothing more can be reserved',
          },
          lentTo: {
            type: 'array',
            description:
              'Devices of granted that siblings hold until the team needs them; left out where there are none',
            items: { $ref: '#/components/schemas/TeamDevices' },
          },
          borrowedFrom: {
            type: 'array',
            description:
              'Devices of siblings that the team holds until their owner needs them; left out where there are none',
            items: { $ref: '#/components/schemas/TeamDevices' },
          },
          enforcement: {
            type: 'object',
            description: 'Whether the granted figure has reached the clusters',
            required: ['state'],
            properties: {
              state: {
                type: 'string',
                enum: ['applied', 'pending', 'not-configured'],
              },
              appliedAt: { type: 'string', format: 'date-time' },
              message: { type: 'string' },
            },
          },
        },
      },
      TeamDevices: {
        type: 'object',
        required: ['team', 'count'],
        properties: { team: { type: 'string' }, count: { type: 'integer' } },
      },
      RequestState: {
        type: 'string',
        enum: [
          'pending',
          'approved',
          'partially-approved',
          'denied',
          'withdrawn',
          'expired',
        ],
      },
      Stage: { type: 'string', enum: ['lead', 'platform'] },
      NewRequest: {
        type: 'object',
        additionalProperties: false,
        required: ['team', 'acceleratorClass', 'count', 'reason'],
        properties: {
          team: { $ref: '#/components/schemas/GroupRef' },
          acceleratorClass: { $ref: '#/components/schemas/ClassName' },
          count: { $ref: '#/components/schemas/Count' },
          reason: {
            type: 'string',
            minLength: 1,
            maxLength: 2000,
            pattern: '^[^\\u0000]*$',
          },
          endpoint: { $ref: '#/components/schemas/ComponentRef' },
          until: {
            type: 'string',
            format: 'date-time',
            description:
              'When the devices go back; where it is left out they are asked for for good',
          },
        },
      },
      RequestChange: {
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        properties: {
          count: { $ref: '#/components/schemas/Count' },
          reason: { $ref: '#/components/schemas/Text' },
          until: {
            type: 'string',
            format: 'date-time',
            nullable: true,
            description: 'null asks for the devices for good',
          },
        },
      },
      Question: {
        type: 'object',
        required: ['stage', 'question', 'by', 'at'],
        properties: {
          stage: { $ref: '#/components/schemas/Stage' },
          question: { type: 'string' },
          by: { type: 'string' },
          at: { type: 'string', format: 'date-time' },
          answer: {
            type: 'string',
            description: 'Left out where the request was edited',
          },
          answeredBy: { type: 'string' },
          answeredAt: { type: 'string', format: 'date-time' },
        },
      },
      GrantState: { type: 'string', enum: ['scheduled', 'live', 'ended'] },
      Grant: {
        type: 'object',
        required: [
          'id',
          'team',
          'acceleratorClass',
          'count',
          'remaining',
          'state',
          'from',
          'reason',
          'grantedBy',
          'can',
        ],
        properties: {
          id: { type: 'string', format: 'uuid' },
          team: { type: 'string' },
          acceleratorClass: { type: 'string' },
          count: { type: 'integer', description: 'Devices it gave' },
          remaining: {
            type: 'integer',
            description: 'Devices of it not given back yet',
          },
          state: { $ref: '#/components/schemas/GrantState' },
          from: { type: 'string', format: 'date-time' },
          until: {
            type: 'string',
            format: 'date-time',
            description:
              'When the devices go back; where it is left out they never do',
          },
          endedAt: { type: 'string', format: 'date-time' },
          reason: { type: 'string' },
          grantedBy: { type: 'string' },
          request: {
            type: 'integer',
            description: 'The request it was approved with',
          },
          renewal: {
            type: 'object',
            description: 'The request for it to go on',
            required: ['id', 'state'],
            properties: {
              id: { type: 'integer' },
              state: { $ref: '#/components/schemas/RequestState' },
              count: {
                type: 'integer',
                description:
                  'Devices that go on with it; left out while it is not approved',
              },
            },
          },
          can: {
            type: 'object',
            required: ['renew'],
            properties: { renew: { type: 'boolean' } },
          },
        },
      },
      NewRenewal: {
        type: 'object',
        description:
          'Left out, count is what the grant still gives, and the reason is that of the grant',
        additionalProperties: false,
        properties: {
          count: { $ref: '#/components/schemas/Count' },
          until: {
            type: 'string',
            format: 'date-time',
            description:
              'The new end; where it is left out the devices are asked for for good',
          },
          reason: { $ref: '#/components/schemas/Text' },
        },
      },
      NewReturn: {
        type: 'object',
        additionalProperties: false,
        required: ['team', 'acceleratorClass', 'count'],
        properties: {
          team: { $ref: '#/components/schemas/GroupRef' },
          acceleratorClass: { $ref: '#/components/schemas/ClassName' },
          count: { $ref: '#/components/schemas/Count' },
          reason: { $ref: '#/components/schemas/Text' },
          belowReserved: {
            type: 'boolean',
            description:
              'Return more than is free; the team is over its quota then',
          },
        },
      },
      Decision: {
        type: 'object',
        required: ['stage', 'outcome', 'by', 'at'],
        properties: {
          stage: {
            type: 'string',
            enum: ['lead', 'platform', 'policy'],
            description: 'policy where a rule granted it at once',
          },
          outcome: { type: 'string', enum: ['approved', 'denied'] },
          by: { type: 'string' },
          at: { type: 'string', format: 'date-time' },
          grantedCount: { type: 'integer' },
          reason: { type: 'string' },
        },
      },
      NewDecision: {
        type: 'object',
        additionalProperties: false,
        required: ['outcome'],
        properties: {
          outcome: { type: 'string', enum: ['approve', 'deny'] },
          grantedCount: {
            type: 'integer',
            minimum: 1,
            maximum: 10000,
            description: 'Fewer than asked needs a reason; left out means all',
          },
          reason: {
            type: 'string',
            maxLength: 2000,
            pattern: '^[^\\u0000]*$',
            description: 'Required unless approving in full',
          },
        },
      },
      Evidence: {
        description: 'What was true when the request was made; kept with it',
        type: 'object',
        required: ['quota'],
        properties: {
          quota: {
            type: 'object',
            required: ['granted', 'reserved', 'waiting'],
            properties: {
              granted: { type: 'integer' },
              reserved: { type: 'integer' },
              waiting: { type: 'integer' },
            },
          },
          cost: {
            type: 'object',
            description:
              "Accelerators only, at the class's list price, 730 hours a month",
            required: ['monthlyNow', 'monthlyAfter'],
            properties: {
              monthlyNow: { $ref: '#/components/schemas/Money' },
              monthlyAfter: { $ref: '#/components/schemas/Money' },
            },
          },
          sizing: {
            type: 'object',
            description:
              'Verdict of the endpoint that prompted the request, as sized on the server',
            required: ['verdict', 'sentence'],
            properties: {
              verdict: {
                type: 'string',
                enum: ['fits', 'oversized', 'too-small', 'not-modelled'],
              },
              sentence: { type: 'string' },
              count: {
                type: 'integer',
                description:
                  'Devices asked for that it is of. More than these were asked for afterwards and are not sized; requests of old do not say',
              },
            },
          },
          usage: { $ref: '#/components/schemas/TeamUsage' },
          pool: { $ref: '#/components/schemas/PoolEvidence' },
        },
      },
      Request: {
        type: 'object',
        required: [
          'id',
          'version',
          'team',
          'acceleratorClass',
          'count',
          'reason',
          'state',
          'stages',
          'requestedBy',
          'createdAt',
          'updatedAt',
          'decisions',
          'questions',
          'awaitingRequester',
          'evidence',
          'can',
        ],
        properties: {
          id: { type: 'integer' },
          version: { type: 'integer' },
          team: { type: 'string' },
          acceleratorClass: { type: 'string' },
          count: { type: 'integer' },
          grantedCount: { type: 'integer' },
          reason: { type: 'string' },
          endpoint: { type: 'string' },
          state: { $ref: '#/components/schemas/RequestState' },
          stages: {
            type: 'array',
            items: { $ref: '#/components/schemas/Stage' },
          },
          policyRule: {
            type: 'string',
            description:
              'The rule of the policy that said which stages; none means granted at once',
          },
          until: {
            type: 'string',
            format: 'date-time',
            description:
              'When the devices go back; where it is left out they are asked for for good',
          },
          renews: {
            type: 'string',
            format: 'uuid',
            description: 'The grant that goes on when it is approved',
          },
          expiresAt: {
            type: 'string',
            format: 'date-time',
            description:
              'When a pending request is given up if nobody has decided',
          },
          waitingOn: { $ref: '#/components/schemas/Stage' },
          approvers: {
            type: 'array',
            items: { type: 'string' },
            description:
              'Group refs whose members may decide the stage it waits on',
          },
          requestedBy: { type: 'string' },
          createdAt: { type: 'string', format: 'date-time' },
          updatedAt: { type: 'string', format: 'date-time' },
          decisions: {
            type: 'array',
            items: { $ref: '#/components/schemas/Decision' },
          },
          questions: {
            type: 'array',
            items: { $ref: '#/components/schemas/Question' },
          },
          awaitingRequester: {
            type: 'boolean',
            description:
              'An approver asked something that was not answered yet',
          },
          evidence: { $ref: '#/components/schemas/Evidence' },
          can: {
            description:
              'What the caller may do with it, and why not where not',
            type: 'object',
            required: ['decide', 'withdraw', 'edit', 'ask', 'answer'],
            properties: {
              decide: { type: 'boolean' },
              withdraw: { type: 'boolean' },
              edit: { type: 'boolean' },
              ask: { type: 'boolean' },
              answer: { type: 'boolean' },
              whyNot: { type: 'string' },
            },
          },
        },
      },
      RequestDetail: {
        allOf: [
          { $ref: '#/components/schemas/Request' },
          {
            type: 'object',
            description:
              'How the team stands now and what else it asked for are left out for a requester who may not see the team such as one who left it.',
            properties: {
              history: {
                type: 'array',
                items: { $ref: '#/components/schemas/Request' },
                description:
                  'The team’s other requests; newest first and at most 10',
              },
              quotaNow: { $ref: '#/components/schemas/Quota' },
              evidenceNow: {
                allOf: [{ $ref: '#/components/schemas/Evidence' }],
                description:
                  'The same figures as they are now. For a request that is decided, as if nothing more were asked for.',
              },
            },
          },
        ],
      },
      ReservationState: {
        type: 'string',
        enum: ['waiting', 'held', 'active', 'released', 'expired'],
      },
      NewReservation: {
        type: 'object',
        additionalProperties: false,
        required: ['team', 'acceleratorClass', 'count', 'endpoint'],
        properties: {
          team: { $ref: '#/components/schemas/GroupRef' },
          acceleratorClass: { $ref: '#/components/schemas/ClassName' },
          count: { $ref: '#/components/schemas/Count' },
          endpoint: { $ref: '#/components/schemas/ComponentRef' },
          interruptible: {
            type: 'boolean',
            description:
              'May hold devices that teams of the same department leave idle, until their owner needs them',
          },
          reason: {
            type: 'string',
            maxLength: 2000,
            pattern: '^[^\\u0000]*$',
            description: 'Goes into the request when one is filed',
          },
          sizing: {
            type: 'object',
            description:
              "Taken from the scaffolder's task alone, for itself or for a user; from anybody else it is 403",
            additionalProperties: false,
            required: ['verdict', 'sentence'],
            properties: {
              verdict: {
                type: 'string',
                enum: ['fits', 'oversized', 'too-small', 'not-modelled'],
              },
              sentence: {
                type: 'string',
                maxLength: 1000,
                pattern: '^[^\\u0000]*$',
              },
            },
          },
        },
      },
      Reservation: {
        type: 'object',
        required: [
          'id',
          'team',
          'acceleratorClass',
          'count',
          'endpoint',
          'state',
          'createdBy',
          'createdAt',
        ],
        properties: {
          id: { type: 'string', format: 'uuid' },
          team: { type: 'string' },
          acceleratorClass: { type: 'string' },
          count: { type: 'integer' },
          endpoint: { type: 'string' },
          state: { $ref: '#/components/schemas/ReservationState' },
          interruptible: {
            type: 'boolean',
            description: 'Left out where it may not be interrupted',
          },
          borrowed: {
            type: 'integer',
            description:
              'Devices of count that belong to teams of the same department; left out where there are none',
          },
          interruptedAt: {
            type: 'string',
            format: 'date-time',
            description:
              'Since when it waits because what it had borrowed was called back',
          },
          createdBy: { type: 'string' },
          createdAt: { type: 'string', format: 'date-time' },
          heldAt: { type: 'string', format: 'date-time' },
          expiresAt: {
            type: 'string',
            format: 'date-time',
            description:
              'When a held reservation that was never used is given back',
          },
          wanted: {
            type: 'integer',
            description:
              'Devices its endpoint needs now, where that is more than count and the quota has no more',
          },
          missingSince: {
            type: 'string',
            format: 'date-time',
            description:
              'Since when the catalog has no such endpoint of the team; its devices are given back after a while',
          },
          request: {
            type: 'object',
            description: 'The request it waits for',
            required: ['id', 'state', 'createdAt'],
            properties: {
              id: { type: 'integer' },
              state: { $ref: '#/components/schemas/RequestState' },
              waitingOn: { $ref: '#/components/schemas/Stage' },
              createdAt: { type: 'string', format: 'date-time' },
            },
          },
        },
      },
      Unknown: {
        type: 'object',
        required: ['state', 'reason'],
        properties: {
          state: { type: 'string', enum: ['unknown'] },
          reason: { type: 'string', description: 'Why, in a sentence' },
        },
      },
      TeamUsage: {
        description:
          'How well a team uses the devices its endpoints hold, class by class',
        oneOf: [
          { $ref: '#/components/schemas/KnownTeamUsage' },
          { $ref: '#/components/schemas/Unknown' },
        ],
      },
      KnownTeamUsage: {
        type: 'object',
        required: ['state', 'asOf', 'windowHours', 'items'],
        properties: {
          state: { type: 'string', enum: ['known'] },
          asOf: { type: 'string', format: 'date-time' },
          windowHours: {
            type: 'number',
            description: 'How far back it was looked',
          },
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/ClassUsage' },
            description: 'Empty when the team has no endpoint',
          },
        },
      },
      ClassUsage: {
        description:
          'complete: there are samples for the whole window. partial: for coveredHours of it, and the figures are of those. no-data: for none of it.',
        oneOf: [
          { $ref: '#/components/schemas/MeasuredClassUsage' },
          { $ref: '#/components/schemas/UnmeasuredClassUsage' },
        ],
      },
      MeasuredClassUsage: {
        type: 'object',
        required: [
          'state',
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
          acceleratorClass: { type: 'string' },
          endpoints: { type: 'integer' },
          endpointsWithoutData: { type: 'integer' },
          coveredHours: { type: 'number' },
          deviceHours: { type: 'number', description: 'Devices held × hours' },
          unmeasuredDeviceHours: {
            type: 'number',
            description: 'Those of deviceHours whose utilisation is not known',
          },
          gpuUtilization: { $ref: '#/components/schemas/GpuUtilization' },
          idleDeviceHours: {
            type: 'number',
            description: 'Measured device-hours × (1 − GPU utilisation)',
          },
          idleCost: { $ref: '#/components/schemas/Money' },
        },
      },
      UnmeasuredClassUsage: {
        type: 'object',
        required: [
          'state',
          'acceleratorClass',
          'endpoints',
          'endpointsWithoutData',
          'coveredHours',
        ],
        properties: {
          state: { type: 'string', enum: ['no-data'] },
          acceleratorClass: { type: 'string' },
          endpoints: { type: 'integer' },
          endpointsWithoutData: { type: 'integer' },
          coveredHours: { type: 'number', minimum: 0, maximum: 0 },
        },
      },
      GpuUtilization: {
        description: '0 to 1, every device counting alike. p95 is over time.',
        type: 'object',
        required: ['mean', 'p95'],
        properties: { mean: { type: 'number' }, p95: { type: 'number' } },
      },
      PoolCapacity: {
        oneOf: [
          { $ref: '#/components/schemas/KnownCapacity' },
          { $ref: '#/components/schemas/Unknown' },
        ],
      },
      KnownCapacity: {
        type: 'object',
        required: [
          'state',
          'devices',
          'overcommit',
          'limit',
          'room',
          'source',
          'asOf',
        ],
        properties: {
          state: { type: 'string', enum: ['known'] },
          devices: { type: 'integer', description: 'Devices that exist' },
          used: {
            type: 'integer',
            description: 'Devices allocated in the clusters',
          },
          overcommit: {
            type: 'number',
            description: 'How many times they may be promised',
          },
          limit: {
            type: 'integer',
            description:
              'Devices that may be promised: devices × overcommit, rounded down',
          },
          room: {
            type: 'integer',
            description:
              'Devices that can still be promised; 0 when over-promised',
          },
          source: { type: 'string', enum: ['cluster', 'config'] },
          asOf: { type: 'string', format: 'date-time' },
        },
      },
      PoolEvidence: {
        description:
          'What-if on the class: all teams together, before and after the request is granted in full',
        type: 'object',
        required: ['promised', 'promisedAfter', 'capacity', 'closeToLimit'],
        properties: {
          promised: {
            type: 'integer',
            description: 'Devices granted to all teams',
          },
          promisedAfter: { type: 'integer' },
          capacity: { $ref: '#/components/schemas/PoolCapacity' },
          closeToLimit: {
            type: 'object',
            description:
              'Other teams that have 90 % or more of their quota of the class reserved',
            required: ['count', 'teams'],
            properties: {
              count: { type: 'integer' },
              teams: {
                type: 'array',
                description:
                  'Those of the twenty fullest that the caller may see, the fullest first',
                items: {
                  type: 'object',
                  required: ['team', 'granted', 'reserved'],
                  properties: {
                    team: { type: 'string' },
                    granted: { type: 'integer' },
                    reserved: { type: 'integer' },
                  },
                },
              },
            },
          },
          department: {
            type: 'object',
            description:
              'The cap of the group above the team; left out where there is none',
            required: ['department', 'promised', 'cap', 'room'],
            properties: {
              department: { type: 'string' },
              promised: {
                type: 'integer',
                description: 'Devices granted to its teams',
              },
              cap: {
                type: 'integer',
                description: 'Devices they may hold together',
              },
              room: {
                type: 'integer',
                description:
                  'Devices that can still be promised; 0 when over the cap',
              },
            },
          },
        },
      },
      ClassCapacity: {
        type: 'object',
        required: [
          'acceleratorClass',
          'title',
          'capacity',
          'promised',
          'overPromised',
          'reserved',
          'waiting',
          'usage',
          'teams',
          'hiddenTeams',
          'departments',
        ],
        properties: {
          acceleratorClass: { type: 'string' },
          title: { type: 'string' },
          capacity: { $ref: '#/components/schemas/PoolCapacity' },
          promised: {
            type: 'integer',
            description: 'Devices granted to all teams',
          },
          overPromised: {
            type: 'boolean',
            description:
              'More is promised than the capacity allows; nothing more can be granted',
          },
          reserved: {
            type: 'integer',
            description: 'Held and active reservations',
          },
          waiting: { type: 'integer' },
          usage: { $ref: '#/components/schemas/PoolUsage' },
          teams: {
            type: 'array',
            description:
              'Those that hold or reserve devices and that the caller may see, most granted first',
            items: {
              type: 'object',
              required: ['team', 'granted', 'reserved', 'waiting'],
              properties: {
                team: { type: 'string' },
                granted: { type: 'integer' },
                reserved: { type: 'integer' },
                waiting: { type: 'integer' },
                usage: { $ref: '#/components/schemas/ClassUsage' },
              },
            },
          },
          hiddenTeams: { type: 'integer' },
          departments: {
            type: 'array',
            description: 'Groups whose teams hold devices or that have a cap',
            items: { $ref: '#/components/schemas/DepartmentCapacity' },
          },
        },
      },
      DepartmentCapacity: {
        type: 'object',
        required: ['department', 'promised', 'reserved', 'lent'],
        properties: {
          department: { type: 'string' },
          cap: {
            type: 'integer',
            description:
              'Devices its teams may hold together; left out where nothing limits them',
          },
          room: {
            type: 'integer',
            description:
              'Devices that can still be promised; 0 when over the cap',
          },
          promised: {
            type: 'integer',
            description: 'Devices granted to its teams',
          },
          reserved: {
            type: 'integer',
            description: 'Held and active reservations',
          },
          lent: {
            type: 'integer',
            description:
              'Devices of reserved that are borrowed from a sibling, called back when their owner needs them',
          },
        },
      },
      PoolUsage: {
        description:
          'How well all teams together use the devices of the class that their endpoints hold',
        oneOf: [
          { $ref: '#/components/schemas/KnownPoolUsage' },
          { $ref: '#/components/schemas/Unknown' },
        ],
      },
      KnownPoolUsage: {
        type: 'object',
        required: [
          'state',
          'asOf',
          'windowHours',
          'coveredHours',
          'teamsWithoutData',
          'deviceHours',
          'idleDeviceHours',
        ],
        properties: {
          state: { type: 'string', enum: ['known'] },
          asOf: { type: 'string', format: 'date-time' },
          windowHours: { type: 'number' },
          coveredHours: {
            type: 'number',
            description: 'Least of the teams of which there is any sample',
          },
          teamsWithoutData: { type: 'integer' },
          deviceHours: { type: 'number' },
          gpuUtilizationMean: { type: 'number' },
          idleDeviceHours: { type: 'number' },
          idleCost: { $ref: '#/components/schemas/Money' },
        },
      },
      Drift: {
        type: 'object',
        description: 'One difference in one cluster',
        required: ['sink', 'team', 'kind', 'message'],
        properties: {
          sink: {
            type: 'string',
            description: 'The cluster, e.g. kubernetes:sandbox',
          },
          team: { type: 'string' },
          acceleratorClass: {
            type: 'string',
            description: 'Left out where it is about the whole team',
          },
          kind: {
            type: 'string',
            enum: [
              'unreachable',
              'namespace-missing',
              'not-applied',
              'over-quota',
            ],
          },
          message: {
            type: 'string',
            description: 'In words, e.g. applied 2, granted 4',
          },
          granted: { type: 'integer', description: 'Devices granted' },
          applied: {
            type: 'integer',
            description:
              'Devices that are allowed; left out where nothing limits them',
          },
          used: { type: 'integer', description: 'Devices in use' },
          observedAt: {
            type: 'string',
            format: 'date-time',
            description: 'When this was last seen',
          },
          since: {
            type: 'string',
            format: 'date-time',
            description: 'Since when the cluster does not answer',
          },
        },
      },
      DriftReport: {
        type: 'object',
        required: ['sinks', 'items'],
        properties: {
          sinks: {
            type: 'array',
            description: 'Every cluster that can be asked',
            items: {
              type: 'object',
              required: ['sink', 'state'],
              properties: {
                sink: { type: 'string' },
                state: {
                  type: 'string',
                  enum: ['reachable', 'unreachable', 'not-asked-yet'],
                },
                checkedAt: { type: 'string', format: 'date-time' },
                unreachableSince: { type: 'string', format: 'date-time' },
                message: { type: 'string' },
              },
            },
          },
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/Drift' },
          },
        },
      },
      DriftRepair: {
        allOf: [
          { $ref: '#/components/schemas/DriftReport' },
          {
            type: 'object',
            required: ['outcome'],
            properties: {
              outcome: { type: 'string', enum: ['applied', 'failed'] },
              message: { type: 'string', description: 'Why it failed' },
            },
          },
        ],
      },
      AuditEvent: {
        description: 'One change of state, as it was recorded with it',
        type: 'object',
        required: ['team', 'seq', 'at', 'actor', 'action', 'subject', 'hash'],
        properties: {
          team: { type: 'string' },
          seq: {
            type: 'integer',
            description: 'Place in the team’s chain, from 1',
          },
          at: { type: 'string', format: 'date-time' },
          actor: { type: 'string' },
          action: { type: 'string' },
          subject: { type: 'string' },
          data: { type: 'object', additionalProperties: true },
          hash: {
            type: 'string',
            description:
              'SHA-256 over the hash before it, the seq and the event’s canonical JSON',
          },
        },
      },
      AuditPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/AuditEvent' },
          },
          nextCursor: { type: 'string' },
        },
      },
      AuditVerification: {
        oneOf: [
          { $ref: '#/components/schemas/AuditIntact' },
          { $ref: '#/components/schemas/AuditBroken' },
        ],
      },
      AuditIntact: {
        type: 'object',
        required: ['team', 'intact', 'events', 'hash'],
        properties: {
          team: { type: 'string' },
          intact: { type: 'boolean', enum: [true] },
          events: { type: 'integer' },
          hash: { type: 'string', description: 'Of the last event' },
        },
      },
      AuditBroken: {
        type: 'object',
        required: ['team', 'intact', 'seq', 'problem'],
        properties: {
          team: { type: 'string' },
          intact: { type: 'boolean', enum: [false] },
          seq: {
            type: 'integer',
            description: 'The first event that is wrong',
          },
          problem: { type: 'string' },
        },
      },
    },
  },
};
