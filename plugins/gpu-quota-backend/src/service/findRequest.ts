import { NotFoundError } from '@backstage/errors';
import type { StoredRequest } from '../database/rows';
import type { Authority } from './Authority';
import type { Caller } from './Caller';
import type { DirectorySnapshot } from './CatalogDirectory';
import { authorityOf, type ServiceContext } from './ServiceContext';

/**
 * A request the caller may see.
 *
 * @throws NotFoundError when there is none, or none as far as the caller can tell
 */
export async function findRequest(
  context: ServiceContext,
  caller: Caller,
  id: number,
): Promise<{
  authority: Authority;
  snapshot: DirectorySnapshot;
  request: StoredRequest;
}> {
  const [{ authority, snapshot }, request] = await Promise.all([
    authorityOf(context, caller),
    context.database.read.requests.get(id),
  ]);
  if (!request || !authority.mayReadRequest(request)) {
    throw new NotFoundError(`There is no request ${id} that you may see`);
  }
  return { authority, snapshot, request };
}
