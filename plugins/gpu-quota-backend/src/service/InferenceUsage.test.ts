import { mockServices } from '@backstage/backend-test-utils';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHAT } from '../__testUtils__/organisation';
import { usageOf, usageReport } from '../__testUtils__/usage';
import { InferenceUsage } from './InferenceUsage';

let server: Server;
let respond: (response: ServerResponse) => void;
const asked: { url?: string; authorization?: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const { authorization } = request.headers;
    asked.push({ url: request.url, authorization });
    respond(response);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise(resolve => {
    server.close(resolve);
  });
});

function sourceAt(baseUrl: string, timeoutMs?: number) {
  return new InferenceUsage({
    auth: mockServices.auth(),
    discovery: mockServices.discovery.mock({ getBaseUrl: async () => baseUrl }),
    logger: mockServices.logger.mock(),
    timeoutMs,
  });
}

function source(timeoutMs?: number) {
  const { port } = server.address() as AddressInfo;
  return sourceAt(`http://127.0.0.1:${port}/api/inference`, timeoutMs);
}

const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) => {
    response
      .writeHead(status, { 'Content-Type': 'application/json' })
      .end(JSON.stringify(body));
  };

it('asks the inference backend as this plugin', async () => {
  const report = usageReport([usageOf(CHAT)]);
  respond = json(report);
  await expect(source().usage(CHAT)).resolves.toEqual({
    state: 'known',
    asOf: report.source.asOf,
    report,
  });
  expect(asked[0]).toEqual({
    url: '/api/inference/usage?team=group%3Adefault%2Fchat',
    authorization: expect.stringMatching(/^Bearer .*inference/),
  });
});

it('takes figures from before the signal source failed, with their age', async () => {
  const asOf = '2026-11-23T06:00:00.000Z';
  respond = json(usageReport([usageOf(CHAT)], { state: 'error', asOf }));
  await expect(source().usage()).resolves.toMatchObject({
    state: 'known',
    asOf,
  });
});

it.each([
  [
    'there is no signal source',
    json(
      usageReport([], {
        state: 'not-configured',
        message: 'No signal source is installed.',
      }),
    ),
    'No signal source is installed.',
  ],
  [
    'the signal source never answered',
    json(usageReport([], { state: 'error', message: 'It is down.' })),
    'It is down.',
  ],
  [
    'the plugin is not installed',
    json({ error: { name: 'NotFoundError', message: 'secret' } }, 404),
    'The inference backend answered 404.',
  ],
  [
    'it answers something else',
    (response: ServerResponse) => {
      response.end('<html>');
    },
    'The inference backend gave no answer that can be read.',
  ],
])('says so when %s', async (_, answer, reason) => {
  respond = answer;
  await expect(source().usage(CHAT)).resolves.toEqual({
    state: 'unknown',
    reason,
  });
});

it('gives up in time, whether nothing or half an answer comes', async () => {
  const reason = 'The inference backend did not answer within 0.1 seconds.';
  respond = () => {};
  await expect(source(100).usage(CHAT)).resolves.toEqual({
    state: 'unknown',
    reason,
  });
  respond = response => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write('{"window":');
  };
  await expect(source(100).usage(CHAT)).resolves.toEqual({
    state: 'unknown',
    reason,
  });
});

it('says so when nothing listens', async () => {
  await expect(
    sourceAt('http://127.0.0.1:1/api/inference').usage(CHAT),
  ).resolves.toEqual({
    state: 'unknown',
    reason: 'The inference backend gave no answer that can be read.',
  });
});
