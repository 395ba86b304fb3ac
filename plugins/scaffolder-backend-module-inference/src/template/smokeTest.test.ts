import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { planOf, valuesOf } from './__testUtils__/cases';
import { renderSkeleton } from './__testUtils__/renderSkeleton';
import { stepOf } from './__testUtils__/template';
import { curl, describeWith } from './__testUtils__/tools';

const run = promisify(execFile);
const { trimBlocks, lstripBlocks } = stepOf('fetch').input;

let folder: string;
let server: Server;
let endpoint: string;
/** What the endpoint answers, by path; a function sees the body. */
let answers: Partial<Record<string, (body: string) => string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smoke-'));
  server = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      const answer = answers[request.url ?? ''];
      response.statusCode = answer ? 200 : 404;
      response.end(answer?.(body));
    });
  });
  await new Promise<void>(done => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  endpoint = `http://127.0.0.1:${
    typeof address === 'object' && address ? address.port : ''
  }`;
});

afterAll(async () => {
  await new Promise(done => {
    server.close(done);
  });
  await rm(folder, { recursive: true });
});

/** Runs the smoke test of a repository against the server; gives its last words. */
async function smoke(runtime: 'vllm' | 'triton'): Promise<string> {
  const model = runtime === 'vllm' ? 'Qwen/Qwen2.5-7B-Instruct' : 'a/ranker';
  const files = await renderSkeleton({
    values: valuesOf(planOf({ runtime, model: { id: model } })),
    trimBlocks,
    lstripBlocks,
  });
  const script = join(folder, `${runtime}.sh`);
  await writeFile(script, files.get('smoke-test/run.sh') ?? '');
  return run('sh', [script], {
    env: { PATH: process.env.PATH, ENDPOINT: endpoint },
  }).then(
    ({ stdout }) => stdout.trim(),
    (error: { stderr: string }) => error.stderr.trim(),
  );
}

const languageModel = (id: string) => ({
  '/health': () => '',
  '/v1/models': () => JSON.stringify({ data: [{ id }] }),
  '/v1/chat/completions': (body: string) =>
    JSON.parse(body).stream
      ? 'data: {"choices": []}\n\ndata: [DONE]\n\n'
      : '{"choices": []}',
  '/metrics': () => 'vllm:num_requests_waiting{model_name="x"} 0',
});

describeWith(curl)('the smoke test', () => {
  it('passes where the endpoint answers', async () => {
    answers = languageModel('Qwen/Qwen2.5-7B-Instruct');
    await expect(smoke('vllm')).resolves.toBe('5 checks passed');
    answers = {
      '/v2/health/live': () => '',
      '/v2/health/ready': () => '',
      '/v2': () => '{"name": "triton", "extensions": []}',
      '/v2/repository/index': () => '[{"name": "ranker", "state": "READY"}]',
    };
    await expect(smoke('triton')).resolves.toBe('4 checks passed');
  });

  it('fails with what is wrong', async () => {
    answers = languageModel('another/model');
    await expect(smoke('vllm')).resolves.toBe(
      'FAILED: /v1/models answers without "Qwen/Qwen2.5-7B-Instruct"',
    );
    answers = {};
    await expect(smoke('triton')).resolves.toContain(
      'FAILED: /v2/health/live does not answer',
    );
  });
});
