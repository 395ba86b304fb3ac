import { createGpuQuotaClient } from './createGpuQuotaClient';

function clientAnswering(status: number, body: unknown) {
  const fetch = jest.fn(
    async (_url: string, _init?: RequestInit) =>
      new Response(JSON.stringify(body), {
        status,
        headers: { 'Content-Type': 'application/json' },
      }),
  );
  return {
    fetch,
    client: createGpuQuotaClient({ baseUrl: 'plugin://gpu-quota', fetch }),
  };
}

it('asks at the plugin’s address, with refs encoded', async () => {
  const { fetch, client } = clientAnswering(200, { items: [] });
  await client.listQuotas({ team: 'group:default/chat' });
  expect(fetch.mock.calls[0][0]).toBe(
    'plugin://gpu-quota/quotas?team=group%3Adefault%2Fchat',
  );
});

it('sends the version it read, and the body as text', async () => {
  const { fetch, client } = clientAnswering(200, { id: 7 });
  await client.decide({ id: 7, version: 3 }, { outcome: 'approve' });
  const [url, init] = fetch.mock.calls[0];
  expect(url).toBe('plugin://gpu-quota/requests/7/decisions');
  expect(init).toMatchObject({ method: 'POST', body: '{"outcome":"approve"}' });
  expect(new Headers(init?.headers).get('if-match')).toBe('"3"');
});

it('sends the key of a reservation', async () => {
  const { fetch, client } = clientAnswering(201, { id: 'x' });
  await client.reserve(
    {
      team: 'group:default/chat',
      acceleratorClass: 'h100-80g',
      count: 1,
      endpoint: 'component:default/bot',
    },
    { idempotencyKey: 'task-1' },
  );
  const headers = new Headers(fetch.mock.calls[0][1]?.headers);
  expect(headers.get('idempotency-key')).toBe('task-1');
  expect(headers.get('content-type')).toBe('application/json');
});

it('changes the version it read', async () => {
  const { fetch, client } = clientAnswering(200, { id: 7 });
  await client.editRequest({ id: 7, version: 3 }, { count: 2, until: null });
  const [url, init] = fetch.mock.calls[0];
  expect(url).toBe('plugin://gpu-quota/requests/7');
  expect(init).toMatchObject({
    method: 'PATCH',
    body: '{"count":2,"until":null}',
  });
  expect(new Headers(init?.headers).get('if-match')).toBe('"3"');
});

it('sends a key with a request and a return where it is given one', async () => {
  const { fetch, client } = clientAnswering(201, { id: 7 });
  const devices = {
    team: 'group:default/chat',
    acceleratorClass: 'h100-80g',
    count: 1,
    reason: 'x',
  };
  await client.createRequest(devices);
  await client.createRequest(devices, { idempotencyKey: 'form-1' });
  await client.returnQuota(devices, { idempotencyKey: 'form-2' });
  expect(
    fetch.mock.calls.map(([, init]) =>
      new Headers(init?.headers).get('idempotency-key'),
    ),
  ).toEqual([null, 'form-1', 'form-2']);
});

it('rejects with the server’s sentence and what kind of refusal it is', async () => {
  const { client } = clientAnswering(412, {
    error: { name: 'PreconditionFailedError', message: 'It has changed.' },
    response: { statusCode: 412 },
  });
  await expect(
    client.withdrawRequest({ id: 7, version: 3 }),
  ).rejects.toMatchObject({
    name: 'ResponseError',
    message: 'It has changed.',
    statusCode: 412,
    cause: { name: 'PreconditionFailedError' },
  });
});

it('can be given up', async () => {
  const controller = new AbortController();
  const client = createGpuQuotaClient({
    baseUrl: 'http://localhost/api/gpu-quota',
    fetch: async (_url, init) => {
      controller.abort();
      init?.signal?.throwIfAborted();
      throw new Error('went on');
    },
  });
  await expect(
    client.listMyTeams({ signal: controller.signal }),
  ).rejects.toMatchObject({ name: 'AbortError' });
});
