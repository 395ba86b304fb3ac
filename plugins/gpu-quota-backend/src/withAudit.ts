import type { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Request } from 'express';

/** What is told to the portal's auditor about one call. */
export type AuditedCall = {
  eventId: string;
  severityLevel: 'low' | 'medium';
  /** The HTTP request; absent when the call came another way. */
  request?: Request;
  meta?: JsonObject;
};

/** Runs a call and tells the portal's auditor how it ended. */
export async function withAudit<T>(
  auditor: AuditorService,
  call: AuditedCall,
  run: () => Promise<T>,
): Promise<T> {
  const event = await auditor.createEvent(call);
  try {
    const result = await run();
    await event.success();
    return result;
  } catch (error) {
    const cause = toError(error);
    await event.fail({
      error: error instanceof Error ? error : new Error(cause.message),
    });
    throw error;
  }
}
