import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createRequestQuotaAction } from './requestQuota';

const server = setupServer();
registerMswTestHooks(server);

const omar = mockCredentials.user('user:default/omar.haddad');
const action = createRequestQuotaAction({
  auth: mockServices.auth({ pluginId: 'scaffolder' }),
  discovery: mockServices.discovery.mock({
    getBaseUrl: async plugin => `http://backend.example/api/${plugin}`,
  }),
  config: mockServices.rootConfig({
    data: { app: { baseUrl: 'http://portal.example/' } },
  }),
});
const devices = [
  { acceleratorClass: 'l40s-48g', count: 2 },
  { acceleratorClass: 'h100-80g', count: 1 },
];

async function run(
  options: {
    devices?: typeof devices;
    answer?: (id: number) => Response;
    isDryRun?: boolean;
  } = {},
) {
  const sent: {
    key: string | null;
    authorization: string | null;
    body: unknown;
  }[] = [];
  server.use(
    http.post(
      'http://backend.example/api/gpu-quota/requests',
      async ({ request }) => {
        sent.push({
          key: request.headers.get('idempotency-key'),
          authorization: request.headers.get('authorization'),
          body: await request.json(),
        });
        const id = 40 + sent.length;
        return (
          options.answer?.(id) ??
          HttpResponse.json(
            { id, state: 'pending', waitingOn: 'lead' },
            { status: 201 },
          )
        );
      },
    ),
  );
  const outputs: Record<string, unknown> = {};
  await action.handler({
    ...createMockActionContext({
      input: {
        team: 'group:default/voice-analytics',
        devices: options.devices ?? devices,
        reason: 'Starter quota',
      } as never,
    }),
    isDryRun: options.isDryRun,
    task: { id: 'task-1' },
    getInitiatorCredentials: async () => omar,
    output: (name, value) => {
      outputs[name] = value;
    },
  });
  return { sent, outputs };
}

describe('gpu-quota:request', () => {
  it('asks for each class as whoever started the task, once per task and class', async () => {
    const { sent, outputs } = await run();
    expect(sent.map(({ key, body }) => ({ key, body }))).toEqual(
      devices.map(each => ({
        key: `task-1.${each.acceleratorClass}`,
        body: {
          team: 'group:default/voice-analytics',
          ...each,
          reason: 'Starter quota',
        },
      })),
    );
    expect(new Set(sent.map(({ authorization }) => authorization))).toEqual(
      new Set([
        mockCredentials.service.header({
          onBehalfOf: omar,
          targetPluginId: 'gpu-quota',
        }),
      ]),
    );
    expect(outputs).toEqual({
      requestIds: [41, 42],
      requestUrl: 'http://portal.example/gpu-quota',
      summary: `- [Request 41](http://portal.example/gpu-quota/requests/41): 2 × l40s-48g, waits for the team's leads
- [Request 42](http://portal.example/gpu-quota/requests/42): 1 × h100-80g, waits for the team's leads`,
    });
  });

  it('says what was granted at once, and links to the one request there is', async () => {
    const { outputs } = await run({
      devices: devices.slice(0, 1),
      answer: id =>
        HttpResponse.json({ id, state: 'approved' }, { status: 201 }),
    });
    expect(outputs).toMatchObject({
      requestUrl: 'http://portal.example/gpu-quota/requests/41',
      summary: expect.stringContaining('2 × l40s-48g, approved'),
    });
  });

  it("fails with the service's own sentence", async () => {
    await expect(
      run({
        answer: () =>
          HttpResponse.json(
            {
              error: {
                name: 'NotAllowedError',
                message:
                  'Only members of voice-analytics can ask for its quota',
              },
              response: { statusCode: 403 },
            },
            { status: 403 },
          ),
      }),
    ).rejects.toThrow('Only members of voice-analytics can ask for its quota');
  });

  it('asks for nothing in a dry run', async () => {
    const { sent, outputs } = await run({ isDryRun: true });
    expect(sent).toEqual([]);
    expect(outputs).toMatchObject({ requestIds: [] });
  });
});
