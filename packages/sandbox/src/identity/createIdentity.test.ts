import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axeViolations, parsePage } from '../forge/pages/testDocument';
import { people } from '../seed/organisation';
import { freePort } from '../testPort';
import { TestBrowser } from './testBrowser';

const redirectUri = 'http://localhost:7007/api/auth/oidc/handler/frame';
const clientKey = `Basic ${Buffer.from('backstage:sandbox-identity').toString(
  'base64',
)}`;

/** The provider, in a process of its own. */
class Identity {
  #child: ChildProcess | undefined;

  constructor(readonly url: string, readonly dataDir: string) {}

  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(__dirname, 'testProcess.ts'),
        new URL(this.url).port,
        this.dataDir,
        redirectUri,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#child = child;
    const output: string[] = [];
    await new Promise<void>((done, fail) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', chunk => {
          output.push(String(chunk));
          if (output.join('').includes('listening\n')) done();
        });
      }
      child.once('exit', () => fail(new Error(output.join(''))));
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  }
}

let identity: Identity;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'identity-'));
  identity = new Identity(`http://localhost:${await freePort()}`, dataDir);
  await identity.start();
});

afterAll(async () => {
  await identity.stop();
  await rm(identity.dataDir, { recursive: true, force: true });
});

function authorizationUrl(more: Record<string, string> = {}): string {
  return `${identity.url}/auth?${new URLSearchParams({
    client_id: 'backstage',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state: 'state-1',
    nonce: 'nonce-1',
    prompt: 'login',
    ...more,
  })}`;
}

async function signIn(browser: TestBrowser, person: string, more = {}) {
  const page = await browser.open(authorizationUrl(more));
  expect(page.status).toBe(200);
  return browser.open(page.url.href, { form: { person } });
}

async function tokens(form: Record<string, string>, key = clientKey) {
  const response = await fetch(`${identity.url}/token`, {
    method: 'POST',
    headers: { authorization: key },
    body: new URLSearchParams(form),
  });
  const body: Record<string, string> = await response.json();
  return { status: response.status, body };
}

const redeem = (code: string | null, more = {}) =>
  tokens({
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: redirectUri,
    ...more,
  });

async function userinfo(accessToken: string) {
  const response = await fetch(`${identity.url}/me`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return { status: response.status, body: await response.json() };
}

async function idTokenClaims(idToken: string) {
  const [header, payload, signature] = idToken.split('.');
  const decode = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString());
  const { keys } = await (await fetch(`${identity.url}/jwks`)).json();
  const { kid } = decode(header);
  const key = createPublicKey({
    format: 'jwk',
    key: keys.find((candidate: { kid: string }) => candidate.kid === kid),
  });
  expect(
    verify(
      'RSA-SHA256',
      Buffer.from(`${header}.${payload}`),
      key,
      Buffer.from(signature, 'base64url'),
    ),
  ).toBe(true);
  return decode(payload);
}

describe('signing in', () => {
  it('offers everybody by role, on a page without accessibility violations', async () => {
    const browser = new TestBrowser(identity.url);
    const { text, url, headers } = await browser.open(authorizationUrl());
    const document = parsePage(text, url.href);
    expect(
      [...document.querySelectorAll('h2')].map(h => h.textContent?.trim()),
    ).toEqual([
      expect.stringContaining('ML engineer'),
      expect.stringContaining('Team lead'),
      expect.stringContaining('On-call'),
      expect.stringContaining('Platform lead'),
      expect.stringContaining('Auditor'),
    ]);
    expect(document.querySelectorAll('button.person')).toHaveLength(
      people.length,
    );
    expect(await axeViolations(text)).toEqual([]);
    expect(headers.get('content-security-policy')).toContain(
      "form-action 'self' http://localhost:7007",
    );
  });

  it('gives the portal who it is, signed, and keeps them signed in', async () => {
    const back = await signIn(new TestBrowser(identity.url), 'mia.chen');
    expect(back.url.href).toContain(redirectUri);
    expect(back.url.searchParams.get('state')).toBe('state-1');

    const { status, body } = await redeem(back.url.searchParams.get('code'));
    expect(status).toBe(200);
    expect(await idTokenClaims(body.id_token)).toMatchObject({
      iss: identity.url,
      aud: 'backstage',
      sub: 'mia.chen',
      nonce: 'nonce-1',
    });
    expect((await userinfo(body.access_token)).body).toEqual({
      sub: 'mia.chen',
      name: 'Mia Chen',
      preferred_username: 'mia.chen',
      email: 'mia.chen@meridian.example',
      email_verified: true,
    });

    const refreshed = await tokens({
      grant_type: 'refresh_token',
      refresh_token: body.refresh_token,
    });
    expect(refreshed.status).toBe(200);
    expect((await userinfo(refreshed.body.access_token)).body).toMatchObject({
      email: 'mia.chen@meridian.example',
    });
  });

  it('keeps people signed in over a restart', async () => {
    const back = await signIn(new TestBrowser(identity.url), 'priya.nair');
    const { body } = await redeem(back.url.searchParams.get('code'));
    await identity.stop();
    await identity.start();
    expect(await idTokenClaims(body.id_token)).toMatchObject({
      sub: 'priya.nair',
    });
    const refreshed = await tokens({
      grant_type: 'refresh_token',
      refresh_token: body.refresh_token,
    });
    expect(refreshed.status).toBe(200);
    for (const file of ['identity-keys.json', 'identity-sessions.json']) {
      const { mode } = await stat(join(identity.dataDir, file));
      expect(mode % 0o1000).toBe(0o600);
    }
  });

  it('asks again after signing out, and lets somebody else in', async () => {
    const browser = new TestBrowser(identity.url);
    const first = await signIn(browser, 'mia.chen');
    const { body } = await redeem(first.url.searchParams.get('code'));
    const revoked = await fetch(`${identity.url}/token/revocation`, {
      method: 'POST',
      headers: { authorization: clientKey },
      body: new URLSearchParams({ token: body.refresh_token }),
    });
    expect(revoked.status).toBe(200);
    expect(
      await tokens({
        grant_type: 'refresh_token',
        refresh_token: body.refresh_token,
      }),
    ).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });

    const second = await signIn(browser, 'tom.okafor');
    expect(second.url.href).toContain(redirectUri);
    const other = await redeem(second.url.searchParams.get('code'));
    expect((await userinfo(other.body.access_token)).body.sub).toBe(
      'tom.okafor',
    );
  });

  it('takes offline_access and PKCE where a client sends them', async () => {
    const verifier = 'a-verifier-of-at-least-forty-three-characters-length';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const back = await signIn(new TestBrowser(identity.url), 'sam.weber', {
      scope: 'openid profile email offline_access',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const code = back.url.searchParams.get('code');
    expect((await redeem(code)).body.error).toBe('invalid_grant');
    const again = await signIn(new TestBrowser(identity.url), 'sam.weber', {
      prompt: 'login consent',
      scope: 'openid profile email offline_access',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const { status, body } = await redeem(again.url.searchParams.get('code'), {
      code_verifier: verifier,
    });
    expect(status).toBe(200);
    expect(body.scope.split(' ')).toContain('offline_access');
  });
});

describe('what it refuses', () => {
  it('sends nobody to an address that is not the portal', async () => {
    const page = await new TestBrowser(identity.url).open(
      authorizationUrl({ redirect_uri: 'http://evil.example/' }),
    );
    expect(page.status).toBe(400);
    expect(page.text).toContain('redirect_uri');
    expect(await axeViolations(page.text)).toEqual([]);
  });

  it('names nobody who is not in the organisation', async () => {
    const browser = new TestBrowser(identity.url);
    const page = await browser.open(authorizationUrl());
    const answer = await browser.open(page.url.href, {
      form: { person: '<script>root</script>' },
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('There is nobody of that name');
    expect(answer.text).not.toContain('<script>');
    const back = await browser.open(page.url.href, {
      form: { cancel: 'true' },
    });
    expect(back.url.searchParams.get('error')).toBe('access_denied');
  });

  it('says that a sign-in is over when its page is opened elsewhere', async () => {
    const page = await new TestBrowser(identity.url).open(authorizationUrl());
    const elsewhere = await new TestBrowser(identity.url).open(page.url.href);
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.text).toContain('Sign in from the portal again');
    expect(await axeViolations(elsewhere.text)).toEqual([]);
  });

  it('redeems no code without the client’s secret, and none twice', async () => {
    const back = await signIn(new TestBrowser(identity.url), 'mia.chen');
    const code = back.url.searchParams.get('code') ?? '';
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
    };
    const wrong = `Basic ${Buffer.from('backstage:wrong').toString('base64')}`;
    expect((await tokens(form, wrong)).status).toBe(401);
    expect((await tokens(form)).status).toBe(200);
    expect((await tokens(form)).body.error).toBe('invalid_grant');
  });

  it('does not start on keys that it did not write, and names the file', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'identity-'));
    await writeFile(join(dataDir, 'identity-keys.json'), '{"jwks":{}}');
    const broken = new Identity(
      `http://localhost:${await freePort()}`,
      dataDir,
    );
    await expect(broken.start()).rejects.toThrow('identity-keys.json');
    await broken.stop();
    await rm(dataDir, { recursive: true });
  });
});
