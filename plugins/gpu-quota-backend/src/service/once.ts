import { ConflictError } from '@backstage/errors';
import {
  canonicalJson,
  type CanonicalInput,
} from '@golden-path/plugin-gpu-quota-common';
import type { QuotaStores } from '../database/QuotaDatabase';
import { IdempotencyKeyReusedError } from '../errors';
import { sha256 } from './sha256';

/**
 * Does something once per key, in the caller's transaction, and gives what it answered then to whoever asks again.
 * Without a key it just does it.
 *
 * @throws ConflictError while the first call with the key runs
 * @throws IdempotencyKeyReusedError when the key was used with another body
 */
export async function once<T>(
  tx: QuotaStores,
  call: {
    caller: string;
    operation: string;
    key: string | undefined;
    body: CanonicalInput;
    at: Date;
  },
  work: () => Promise<T>,
): Promise<T> {
  const { caller, operation, key, at } = call;
  if (key === undefined) return await work();
  const id = { caller, operation, key };
  if (!(await tx.idempotency.tryLock(id))) {
    throw new ConflictError(
      `A call with Idempotency-Key "${key}" is running; send it again in a moment for its answer`,
    );
  }
  const bodyHash = sha256(canonicalJson(call.body));
  const first = await tx.idempotency.firstAnswer(id);
  if (first) {
    if (first.bodyHash !== bodyHash) {
      throw new IdempotencyKeyReusedError(
        `Idempotency-Key "${key}" was used with another body; send a new key with a new body`,
      );
    }
    return JSON.parse(first.answer);
  }
  const answer = await work();
  await tx.idempotency.keep(id, {
    bodyHash,
    answer: JSON.stringify(answer),
    at,
  });
  return answer;
}
