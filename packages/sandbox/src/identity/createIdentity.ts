import type {
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from 'node:http';
import { join } from 'node:path';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import {
  people as seedPeople,
  teams as seedTeams,
  type Person,
  type Team,
} from '../seed/organisation';
import { createInteractions } from './createInteractions';
import { SessionStore } from './SessionStore';
import { problemPage } from './signInPage';
import { loadSigningKeys } from './SigningKeys';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const SCOPE = 'openid profile email offline_access';

/** @public */
export type IdentityOptions = {
  /** Where the provider is reached; also its issuer. Plain HTTP, as everything in the sandbox. */
  baseUrl: string;
  /** Where clients may be sent back to, e.g. the portal's `/api/auth/oidc/handler/frame`. */
  redirectUris: string[];
  /** Keeps the signing keys and who is signed in. */
  dataDir: string;
  /** Milliseconds since the epoch; for what is kept on disk. Tokens carry the machine's own time. */
  now: () => number;
  clientId?: string;
  clientSecret?: string;
  people?: Person[];
  teams?: Team[];
};

/**
 * The sandbox's identity provider: OpenID Connect by the `oidc-provider` library, with a page that offers the
 * sandbox's people by role.
 *
 * @public
 */
export async function createIdentity(
  options: IdentityOptions,
): Promise<{ handler: RequestListener }> {
  const people = options.people ?? seedPeople;
  const teams = options.teams ?? seedTeams;
  const issuer = options.baseUrl.replace(/\/$/, '');
  const portal = new URL(options.redirectUris[0]).origin;
  const keys = await loadSigningKeys(
    join(options.dataDir, 'identity-keys.json'),
  );
  const store = await SessionStore.open(
    join(options.dataDir, 'identity-sessions.json'),
    options.now,
  );
  // Cookies know no ports: two sandboxes on one machine must not take each other's.
  const cookie = (name: string) => `sandbox_${new URL(issuer).port}_${name}`;

  const configuration: Configuration = {
    adapter: model => store.adapter(model),
    clients: [
      {
        client_id: options.clientId ?? 'backstage',
        client_secret: options.clientSecret ?? 'sandbox-identity',
        redirect_uris: options.redirectUris,
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'RS256',
        scope: SCOPE,
      },
    ],
    jwks: keys.jwks,
    cookies: {
      keys: keys.cookieKeys,
      names: {
        interaction: cookie('interaction'),
        resume: cookie('resume'),
        session: cookie('session'),
      },
    },
    scopes: SCOPE.split(' '),
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username'],
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: false },
    },
    pkce: { required: () => false },
    // Backstage keeps people signed in by refreshing, and does not ask for offline_access to do so.
    issueRefreshToken: (_ctx, client) =>
      client.grantTypeAllowed('refresh_token'),
    // Every open tab refreshes on its own: a rotated token would sign the others out.
    rotateRefreshToken: false,
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      IdToken: HOUR,
      Interaction: HOUR,
      Grant: 30 * DAY,
      RefreshToken: 30 * DAY,
      Session: 14 * DAY,
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, id) => {
      const person = people.find(({ name }) => name === id);
      return person && { accountId: id, claims: () => claimsOf(person) };
    },
    loadExistingGrant: grantEverything,
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = problemPage({
        title: 'That did not work',
        sentence: `${out.error_description ?? out.error}.`,
        portal,
      });
    },
  };

  // The library is an ES module only; a dynamic import works wherever this file is compiled to.
  const { default: Provider } = await import('oidc-provider');
  const provider = new Provider(issuer, configuration);
  const answer = provider.callback();
  const interactions = createInteractions({
    provider,
    people,
    teams,
    portal,
    redirectOrigins: options.redirectUris.map(uri => new URL(uri).origin),
  });
  return {
    handler: (req: IncomingMessage, res: ServerResponse) =>
      req.url?.startsWith('/interaction/')
        ? interactions(req, res)
        : answer(req, res),
  };
}

/** Nobody has to consent: the portal may know what everybody's sandbox profile says. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, session, provider, account } = ctx.oidc;
  if (!client || !session?.accountId || !account) return undefined;
  const grantId = session.grantIdFor(client.clientId);
  const existing = grantId ? await provider.Grant.find(grantId) : undefined;
  if (existing && existing.accountId === session.accountId) return existing;
  const grant = new provider.Grant({
    clientId: client.clientId,
    accountId: session.accountId,
  });
  grant.addOIDCScope(SCOPE);
  grant.addOIDCClaims(['sub', 'email', 'email_verified', 'name']);
  await grant.save();
  return grant;
}

function claimsOf(person: Person) {
  return {
    sub: person.name,
    name: person.displayName,
    preferred_username: person.name,
    email: person.email,
    email_verified: true,
  };
}
