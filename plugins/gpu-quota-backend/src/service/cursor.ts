import { InputError } from '@backstage/errors';

/** A page ends here: opaque to clients, an id to us. */
export function encodeCursor(id: number): string {
  return Buffer.from(`after:${id}`).toString('base64url');
}

/** @throws InputError when the text is not a cursor of ours */
export function decodeCursor(cursor: string): number {
  const match = /^after:(\d{1,10})$/.exec(
    Buffer.from(cursor, 'base64url').toString(),
  );
  const id = Number(match?.[1]);
  if (!match || id > 2_147_483_647) {
    throw new InputError(
      'cursor is not one this service gave out: start again without it',
    );
  }
  return id;
}
