import { NotFoundError } from '@backstage/errors';
import { type Request } from 'express';

/** A pull request's number as an address has it. @throws NotFoundError */
export function pullIndexOf(req: Request): number {
  const text = req.params.index ?? '';
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new NotFoundError('There is no such pull request');
}
