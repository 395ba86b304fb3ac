import { InputError } from '@backstage/errors';
import type { AuditPosition } from '../database/AuditStore';

/** A page of events ends here: opaque to clients. */
export function encodeAuditCursor({ at, team, seq }: AuditPosition): string {
  return Buffer.from(`${at.toISOString()} ${seq} ${team}`).toString(
    'base64url',
  );
}

/** @throws InputError when the text is not a cursor of ours */
export function decodeAuditCursor(cursor: string): AuditPosition {
  const match = /^(\S{20,30}) (\d{1,10}) (\S+)$/.exec(
    Buffer.from(cursor, 'base64url').toString(),
  );
  const at = new Date(match?.[1] ?? NaN);
  const seq = Number(match?.[2]);
  if (!match || Number.isNaN(at.getTime()) || seq > 2_147_483_647) {
    throw new InputError(
      'cursor is not one this service gave out: start again without it',
    );
  }
  return { at, seq, team: match[3] };
}
