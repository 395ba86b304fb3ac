import type {
  AuditorService,
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { Permission } from '@backstage/plugin-permission-common';
import type { Caller, CallerResolver } from '../service/Caller';
import { withAudit } from '../withAudit';

/** What actions run with. */
export type RunAsOptions = {
  auth: AuthService;
  auditor: AuditorService;
  callers: CallerResolver;
};

/** Runs a use case as the one whose credentials came with an action, and never as the portal itself. */
export type RunAs = <T>(
  call: {
    /** Name of the action, for the auditor. */
    action: string;
    credentials: BackstageCredentials;
    permission: Permission;
    /** What else the answer says they can do. */
    also?: Permission[];
  },
  run: (caller: Caller) => Promise<T>,
) => Promise<T>;

/** The same question and the same record as for a route of the API. */
export function createRunAs(options: RunAsOptions): RunAs {
  const { auth, auditor, callers } = options;
  return async ({ action, credentials, permission, also }, run) =>
    await withAudit(
      auditor,
      {
        eventId: 'action-invoke',
        severityLevel:
          permission.attributes.action === 'read' ? 'low' : 'medium',
        meta: { action },
      },
      async () => {
        if (
          !auth.isPrincipal(credentials, 'user') &&
          !auth.isPrincipal(credentials, 'service')
        ) {
          throw new NotAllowedError('Sign in to use GPU quota');
        }
        return await run(await callers.resolve(credentials, permission, also));
      },
    );
}
