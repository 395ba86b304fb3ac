import type { InitialGrant } from '../readGpuQuotaConfig';
import { settleQuota } from './settleQuota';
import type { ServiceContext } from './ServiceContext';

/** Gives teams the quota that config says they start with. An entry gives once, however often the portal starts. */
export async function applyInitialGrants(
  context: Pick<
    ServiceContext,
    'database' | 'now' | 'newId' | 'changed' | 'reservationLeaseMs'
  >,
  grants: (InitialGrant & { department: string | undefined })[],
): Promise<void> {
  for (const grant of grants) {
    const at = context.now();
    const id = context.newId();
    const given = await context.database.transaction(async tx => {
      await tx.ledger.lockDepartment({
        team: grant.team,
        acceleratorClass: grant.acceleratorClass,
        department: grant.department,
      });
      const written = await tx.grants.insert({
        ...grant,
        id,
        origin: `initial:${grant.team}:${grant.acceleratorClass}`,
        state: 'live',
        startsAt: at,
        grantedBy: 'system',
        createdAt: at,
      });
      if (!written) return false;
      const ledger = await tx.ledger.grant(grant, grant.count);
      await tx.audit.append({
        team: grant.team,
        at,
        actor: 'system',
        action: 'quota.granted',
        subject: `grant:${id}`,
        data: {
          acceleratorClass: grant.acceleratorClass,
          count: grant.count,
          reason: grant.reason,
        },
      });
      await settleQuota(tx, context, { ledger, actor: 'system', at });
      return true;
    });
    if (given) context.changed(grant.team);
  }
}
