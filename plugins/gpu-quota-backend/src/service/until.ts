import { InputError } from '@backstage/errors';
import type { StoredGrant } from '../database/rows';

/**
 * The end that somebody asks for.
 *
 * @param text - as the contract let it in; undefined for devices that are asked for for good
 * @param renewed - the grant that is to go on until then
 * @throws InputError when there is no such time or it is too early
 */
export function readUntil(
  text: string | undefined,
  options: { at: Date; renewed?: StoredGrant },
): Date | undefined {
  if (text === undefined) return undefined;
  const until = new Date(text);
  if (Number.isNaN(until.getTime())) {
    throw new InputError(`until is ${text}, which is no time of the calendar`);
  }
  if (until <= options.at) {
    throw new InputError(`until is ${text}, which has passed`);
  }
  const endsAt = options.renewed?.endsAt;
  if (endsAt && until <= endsAt) {
    throw new InputError(
      `until is ${text}, but the devices are the team's until ${endsAt.toISOString()} anyway; choose a later date`,
    );
  }
  return until;
}
