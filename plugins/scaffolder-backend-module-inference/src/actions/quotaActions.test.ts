import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createReleaseQuotaAction } from './releaseQuota';
import { createReserveQuotaAction } from './reserveQuota';

const server = setupServer();
registerMswTestHooks(server);

const api = 'http://backend.example/api/gpu-quota';
const id = '0d3e1c0a-7f7a-4a52-9d52-7e1f3b1f8b11';
const mia = mockCredentials.user('user:default/mia.chen');
const access = {
  auth: mockServices.auth({ pluginId: 'scaffolder' }),
  discovery: mockServices.discovery.mock({
    getBaseUrl: async plugin => `http://backend.example/api/${plugin}`,
  }),
};
const reserve = createReserveQuotaAction({
  ...access,
  config: mockServices.rootConfig({
    data: { app: { baseUrl: 'http://portal.example/' } },
  }),
});
const release = createReleaseQuotaAction(access);

const input = {
  owner: 'group:default/support-assist',
  acceleratorClass: 'h100-80g',
  devices: 4,
  endpointRef: 'component:default/support-chat',
  reason: 'Serve a model',
  sizing: { verdict: 'fits' as const, sentence: 'One device holds it.' },
};
const reservation = {
  id,
  team: input.owner,
  acceleratorClass: input.acceleratorClass,
  count: 4,
  endpoint: input.endpointRef,
  createdBy: 'user:default/mia.chen',
  createdAt: '2026-11-23T09:00:00Z',
};

function contextOf<T extends object>(values: T) {
  const outputs: Record<string, unknown> = {};
  return {
    outputs,
    context: {
      ...createMockActionContext({ input: values as never }),
      task: { id: 'task-1' },
      getInitiatorCredentials: async () => mia,
      output: (name: string, value: unknown) => {
        outputs[name] = value;
      },
    } as never,
  };
}

async function runReserve(
  answer: () => Response,
  more: { interruptible?: boolean } = {},
) {
  const requests: Request[] = [];
  const bodies: unknown[] = [];
  server.use(
    http.post(`${api}/reservations`, async ({ request }) => {
      requests.push(request.clone());
      bodies.push(await request.json());
      return answer();
    }),
  );
  const { context, outputs } = contextOf({ ...input, ...more });
  await reserve.handler(context);
  return { outputs, requests, bodies };
}

describe('gpu-quota:reserve', () => {
  it('reserves as whoever started the task, with the task as idempotency key', async () => {
    const { outputs, requests, bodies } = await runReserve(() =>
      HttpResponse.json({ ...reservation, state: 'held' }, { status: 201 }),
    );
    expect(outputs).toEqual({ reservationId: id, state: 'held' });
    expect(bodies).toEqual([
      {
        team: input.owner,
        acceleratorClass: 'h100-80g',
        count: 4,
        endpoint: input.endpointRef,
        reason: 'Serve a model',
        sizing: input.sizing,
      },
    ]);
    const [{ headers }] = requests;
    expect(headers.get('idempotency-key')).toBe('task-1');
    expect(headers.get('authorization')).toBe(
      mockCredentials.service.header({
        onBehalfOf: mia,
        targetPluginId: 'gpu-quota',
      }),
    );
  });

  it('says that the endpoint may be interrupted', async () => {
    const { bodies } = await runReserve(
      () =>
        HttpResponse.json({ ...reservation, state: 'held' }, { status: 201 }),
      { interruptible: true },
    );
    expect(bodies).toEqual([expect.objectContaining({ interruptible: true })]);
  });

  it('hands on the request that was filed when there is no headroom', async () => {
    const { outputs } = await runReserve(() =>
      HttpResponse.json(
        {
          ...reservation,
          state: 'waiting',
          request: {
            id: 12,
            state: 'pending',
            waitingOn: 'lead',
            createdAt: reservation.createdAt,
          },
        },
        { status: 201 },
      ),
    );
    expect(outputs).toEqual({
      reservationId: id,
      state: 'waiting',
      requestId: 12,
      requestUrl: 'http://portal.example/gpu-quota/requests/12',
    });
  });

  it("fails with the service's own sentence", async () => {
    await expect(
      runReserve(() =>
        HttpResponse.json(
          {
            error: {
              name: 'NotAllowedError',
              message: 'You are not a member of support-assist.',
            },
            response: { statusCode: 403 },
          },
          { status: 403 },
        ),
      ),
    ).rejects.toThrow('You are not a member of support-assist.');
  });

  it('does not go on with devices that have been given back', async () => {
    await expect(
      runReserve(() =>
        HttpResponse.json(
          { ...reservation, state: 'released' },
          { status: 201 },
        ),
      ),
    ).rejects.toThrow('start the template again');
  });

  it('reserves nothing in a dry run', async () => {
    const { context, outputs } = contextOf(input);
    await reserve.handler({ ...(context as object), isDryRun: true } as never);
    expect(outputs).toMatchObject({ state: 'held' });
  });
});

describe('gpu-quota:release', () => {
  it('gives the devices back', async () => {
    server.use(
      http.post(`${api}/reservations/${id}/release`, () =>
        HttpResponse.json({ ...reservation, state: 'released' }),
      ),
    );
    const { context, outputs } = contextOf({ reservationId: id });
    await release.handler(context);
    expect(outputs).toEqual({ state: 'released' });
  });

  it('releases nothing in a dry run', async () => {
    const { context, outputs } = contextOf({ reservationId: id });
    await release.handler({ ...(context as object), isDryRun: true } as never);
    expect(outputs).toEqual({ state: 'released' });
  });
});
