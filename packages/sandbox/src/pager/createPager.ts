import { timingSafeEqual, createHash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import Router from 'express-promise-router';
import {
  onCall as seedOnCall,
  people as seedPeople,
  type OnCallSchedule,
  type Person,
} from '../seed/organisation';
import { Directory } from './Directory';
import { listOncalls } from './listOncalls';
import {
  policyObject,
  scheduleObject,
  serviceObject,
  userObject,
} from './objects';
import {
  missingPage,
  PAGER_STYLE,
  schedulePage,
  servicePage,
  userPage,
} from './pages';
import { InvalidParameters, Parameters } from './parameters';

const TWO_WEEKS_MS = 14 * 86_400_000;

/** @public */
export type PagerOptions = {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Where the pager is reached; `self` and `html_url` of every object begin with it. */
  baseUrl: string;
  /** The API key that callers must present. */
  token?: string;
  onCall?: OnCallSchedule[];
  people?: Person[];
};

class NotFound extends Error {
  override name = 'NotFound';
}

/**
 * The part of PagerDuty's REST API v2 that answers who is on call.
 *
 * @public
 */
export function createPager(options: PagerOptions): {
  router: ReturnType<typeof Router>;
} {
  const { now } = options;
  const directory = new Directory({
    onCall: options.onCall ?? seedOnCall,
    people: options.people ?? seedPeople,
    baseUrl: options.baseUrl,
  });
  const router = Router();
  router.use('/ui', createPages(directory, now));
  router.use(authenticate(options.token ?? 'sandbox-pager'), negotiate);

  router.get('/oncalls', (req: Request, res: Response) => {
    const parameters = parametersOf(req);
    const { limit, offset, total } = parameters.paging();
    const query = {
      ...parameters.range(now(), 0),
      timeZone: parameters.timeZone(),
      include: parameters.include([
        'escalation_policies',
        'users',
        'schedules',
      ]),
      policyIds: parameters.list('escalation_policy_ids'),
      scheduleIds: parameters.list('schedule_ids'),
      userIds: parameters.list('user_ids'),
      earliest: parameters.flag('earliest'),
    };
    parameters.check();
    const rows = listOncalls(directory, query);
    res.json({
      oncalls: rows.slice(offset, offset + limit),
      limit,
      offset,
      more: offset + limit < rows.length,
      total: total ? rows.length : null,
    });
  });

  router.get('/services/:id', (req: Request, res: Response) => {
    const parameters = parametersOf(req);
    const include = parameters.include([
      'escalation_policies',
      'teams',
      'integrations',
      'auto_pause_notifications_parameters',
    ]);
    parameters.check();
    const service = found(directory.findService(req.params.id));
    res.json({ service: serviceObject(directory, service, include) });
  });

  router.get('/escalation_policies/:id', (req: Request, res: Response) => {
    const parameters = parametersOf(req);
    const include = parameters.include(['services', 'teams', 'targets']);
    parameters.check();
    const service = found(directory.findPolicy(req.params.id));
    res.json({ escalation_policy: policyObject(directory, service, include) });
  });

  router.get('/schedules/:id', (req: Request, res: Response) => {
    const parameters = parametersOf(req);
    const range = {
      ...parameters.range(now(), TWO_WEEKS_MS),
      overflow: parameters.flag('overflow'),
      timeZone: parameters.timeZone(),
    };
    parameters.check();
    const { service, level } = found(directory.findSchedule(req.params.id));
    res.json({ schedule: scheduleObject(directory, service, level, range) });
  });

  router.get('/users/:id', (req: Request, res: Response) => {
    const parameters = parametersOf(req);
    parameters.include([
      'contact_methods',
      'notification_rules',
      'teams',
      'subdomains',
    ]);
    parameters.check();
    const user = found(directory.findUser(req.params.id));
    res.json({ user: userObject(directory, user) });
  });

  router.use(() => {
    throw new NotFound();
  });
  router.use(answerError);
  return { router };
}

function parametersOf(req: Request): Parameters {
  const at = req.originalUrl.indexOf('?');
  return new Parameters(at < 0 ? '' : req.originalUrl.slice(at + 1));
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new NotFound();
  return value;
}

/** Lets through only those with the API key. The refusal is not JSON, at PagerDuty neither. */
function authenticate(token: string) {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return (req: Request, res: Response, next: NextFunction) => {
    const given = /^Token token="?([^"\s]+)"?$/.exec(
      req.headers.authorization ?? '',
    )?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) {
      next();
      return;
    }
    res
      .status(401)
      .set('WWW-Authenticate', 'Token realm="Application"')
      .type('text/plain')
      .send('HTTP Token: Access denied.\n');
  };
}

/** Only version 2 of the API is spoken. */
function negotiate(req: Request, res: Response, next: NextFunction): void {
  const accept = req.headers.accept ?? '*/*';
  const speaks = accept
    .split(',')
    .map(part => part.replace(/\s/g, '').toLowerCase())
    .some(part => {
      const [type, ...rest] = part.split(';');
      if (type !== 'application/vnd.pagerduty+json') {
        return ['*/*', 'application/*', 'application/json'].includes(type);
      }
      const version = rest.find(p => p.startsWith('version='));
      return version === undefined || version === 'version=2';
    });
  if (speaks) {
    next();
    return;
  }
  res.status(406).json({
    error: {
      message:
        'Ask for Accept: application/vnd.pagerduty+json;version=2; nothing else is spoken here.',
      code: 2001,
    },
  });
}

function answerError(
  error: unknown,
  _req: Request,
  res: Response,
  next: NextFunction,
): void {
  if (error instanceof InvalidParameters) {
    res.status(400).json({
      error: {
        message: 'Invalid Input Provided',
        code: 2001,
        errors: error.sentences,
      },
    });
  } else if (error instanceof NotFound || error instanceof URIError) {
    res.status(404).json({ error: { message: 'Not Found', code: 2100 } });
  } else {
    next(error);
  }
}

/** What people see who follow an object's `html_url`. */
function createPages(directory: Directory, now: () => number) {
  const pages = Router();
  const send = (res: Response, markup: string | undefined, what: string) =>
    res
      .status(markup === undefined ? 404 : 200)
      .set(
        'Content-Security-Policy',
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      .type('html')
      .send(markup ?? missingPage(`There is no such ${what}.`));

  pages.get('/pager.css', (_req, res) => {
    res.type('css').send(PAGER_STYLE);
  });
  for (const path of ['/service-directory/:id', '/escalation_policies/:id']) {
    pages.get(path, (req: Request, res: Response) => {
      const { id } = req.params;
      const service = directory.findService(id) ?? directory.findPolicy(id);
      send(res, service && servicePage(directory, service, now()), 'service');
    });
  }
  pages.get('/schedules/:id', (req: Request, res: Response) => {
    const schedule = directory.findSchedule(req.params.id);
    send(
      res,
      schedule &&
        schedulePage(directory, schedule.service, schedule.level, now()),
      'schedule',
    );
  });
  pages.get('/users/:id', (req: Request, res: Response) => {
    const user = directory.findUser(req.params.id);
    send(res, user && userPage(directory, user), 'person');
  });
  return pages;
}
