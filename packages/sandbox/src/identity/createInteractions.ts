import express, {
  type NextFunction,
  type Request,
  type Response,
} from 'express';
import Router from 'express-promise-router';
import type Provider from 'oidc-provider';
import type { Person, Team } from '../seed/organisation';
import {
  IDENTITY_STYLE,
  problemPage,
  signInPage,
  STYLE_PATH,
} from './signInPage';

/** The pages between the portal's request to sign in and the answer to it. */
export function createInteractions(options: {
  provider: Provider;
  people: readonly Person[];
  teams: readonly Team[];
  portal: string;
  /** Origins that the form's answer may lead on to. */
  redirectOrigins: string[];
}) {
  const { provider, people, teams, portal } = options;
  const app = express();
  app.disable('x-powered-by');
  const router = Router();
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${[...new Set(options.redirectOrigins)].join(' ')}`,
  ].join('; ');

  router.use((_req, res, next) => {
    res.set({
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'same-origin',
    });
    next();
  });

  router.get(STYLE_PATH, (_req, res) => {
    res.set('Cache-Control', 'max-age=300').type('css').send(IDENTITY_STYLE);
  });

  router.get('/interaction/:uid', async (req: Request, res: Response) => {
    const { prompt, uid, session, grantId, params } =
      await provider.interactionDetails(req, res);
    if (prompt.name === 'login') {
      res
        .type('html')
        .send(signInPage({ action: `/interaction/${uid}`, people, teams }));
      return;
    }
    // Only an explicit prompt=consent comes here: say yes for the person who just signed in.
    const grant =
      (grantId ? await provider.Grant.find(grantId) : undefined) ??
      new provider.Grant({
        accountId: session?.accountId,
        clientId: String(params.client_id),
      });
    grant.addOIDCScope(String(params.scope));
    await provider.interactionFinished(
      req,
      res,
      { consent: { grantId: await grant.save() } },
      { mergeWithLastSubmission: true },
    );
  });

  router.post(
    '/interaction/:uid',
    express.urlencoded({ extended: false, limit: '10kb' }),
    async (req: Request, res: Response) => {
      const interaction = await provider.interactionDetails(req, res);
      const { uid, prompt } = interaction;
      const form: Record<string, unknown> = req.body ?? {};
      if (form.cancel === 'true') {
        await provider.interactionFinished(req, res, {
          error: 'access_denied',
          error_description: 'Nobody was chosen on the sign-in page',
        });
        return;
      }
      const person = people.find(({ name }) => name === form.person);
      if (!person || prompt.name !== 'login') {
        const problem =
          'There is nobody of that name here. Choose one of these.';
        res
          .status(400)
          .type('html')
          .send(
            signInPage({
              action: `/interaction/${uid}`,
              people,
              teams,
              problem,
            }),
          );
        return;
      }
      await leave(provider, interaction, person.name);
      await provider.interactionFinished(
        req,
        res,
        { login: { accountId: person.name, remember: true } },
        { mergeWithLastSubmission: false },
      );
    },
  );

  router.use((_req, res) => {
    res
      .status(404)
      .type('html')
      .send(
        problemPage({
          title: 'Not found',
          sentence: 'There is no such page here.',
          portal,
        }),
      );
  });
  router.use(
    (error: unknown, _req: Request, res: Response, next: NextFunction) => {
      if (!isClientError(error)) {
        next(error);
        return;
      }
      res
        .status(error.status)
        .type('html')
        .send(
          problemPage({
            title: 'This sign-in is over',
            sentence:
              'It has expired, was finished already, or began in another browser. Sign in from the portal again.',
            portal,
          }),
        );
    },
  );
  app.use(router);
  return app;
}

/**
 * Ends the browser's session when somebody else is chosen. The library would do so by a page that submits itself,
 * which needs its sign-out pages and scripts.
 */
async function leave(
  provider: Provider,
  interaction: Awaited<ReturnType<Provider['interactionDetails']>>,
  accountId: string,
): Promise<void> {
  const { session } = interaction;
  if (!session?.uid || session.accountId === accountId) return;
  const live = await provider.Session.findByUid(session.uid);
  await live?.destroy();
  interaction.session = undefined;
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
}

/** A lost interaction and a body that cannot be read carry a 4xx status. */
function isClientError(error: unknown): error is Error & { status: number } {
  return (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status >= 400 &&
    error.status < 500
  );
}
