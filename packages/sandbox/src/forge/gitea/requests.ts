import { AuthenticationError, InputError } from '@backstage/errors';
import express, { type Request, type RequestHandler } from 'express';
import { z } from 'zod';

/** More than this is not read. */
export const MAX_BODY = '64kb';

const pageSchema = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  limit: z.coerce.number().int().min(1).max(50).default(30),
});

/** Thrown for a body that can be read but not accepted; Gitea answers 422. */
export class Unprocessable extends Error {
  readonly name = 'Unprocessable';
  readonly status = 422;
}

/** What is wrong, field by field, in one sentence. */
export function sentence(error: z.ZodError): string {
  return error.issues
    .map(issue => `${issue.path.join('.') || 'body'}: ${issue.message}`)
    .join('; ');
}

/** The page that a list is asked for. @throws InputError */
export function pageOf(req: Request) {
  const page = pageSchema.safeParse({
    page: req.query.page,
    limit: req.query.limit,
  });
  if (!page.success) throw new InputError(sentence(page.error));
  return page.data;
}

/** The body of a request. @throws Unprocessable */
export function bodyOf<T>(req: Request, schema: z.ZodType<T>): T {
  const body = schema.safeParse(req.body);
  if (body.success) return body.data;
  throw new Unprocessable(sentence(body.error));
}

/** Handlers in front of one that writes: who may not write need not send a body. */
export function writing(what: string): RequestHandler[] {
  return [
    (_req, res, next) => {
      if (res.locals.known !== true) {
        throw new AuthenticationError(
          `${what} needs a user name and a password`,
        );
      }
      next();
    },
    express.json({ limit: MAX_BODY }),
  ];
}
