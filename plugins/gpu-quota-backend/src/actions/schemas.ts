import type { QuotaRequest } from '@golden-path/plugin-gpu-quota-common';
import type { z as zod } from 'zod/v3';

type Zod = typeof zod;

// What actions take crosses a border like the API's parameters do: the same shapes as in schema/openapi.yaml.

/** A team. */
export function groupRef(z: Zod) {
  return z
    .string()
    .max(200)
    .regex(
      /^group:[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/,
      'must be a full group ref such as group:default/support-assist',
    );
}

/** An endpoint. */
export function componentRef(z: Zod) {
  return z
    .string()
    .max(200)
    .regex(
      /^component:[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/,
      'must be a full component ref such as component:default/support-chat',
    );
}

/** An accelerator class. */
export function className(z: Zod) {
  return z
    .string()
    .max(63)
    .regex(
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
      'must be the name of an accelerator class such as h100-80g',
    );
}

/** Devices. */
export function count(z: Zod) {
  return z.number().int().min(1).max(10_000);
}

/** Why, in a person's words. */
export function reason(z: Zod, options: { minLength: number }) {
  return z
    .string()
    .min(options.minLength)
    .max(2_000)
    .refine(text => !text.includes('\u0000'), 'must not hold NUL characters');
}

/** Number of a request. */
export function requestId(z: Zod) {
  return z.number().int().min(1).max(2_147_483_647);
}

/** A request in few words. */
export function brief(z: Zod) {
  return z.object({
    id: z.number(),
    version: z.number().describe('What a decision has to name'),
    team: z.string(),
    acceleratorClass: z.string(),
    count: z.number(),
    grantedCount: z.number().optional(),
    reason: z.string(),
    endpoint: z.string().optional(),
    state: z.string(),
    waitingOn: z.string().optional().describe('The stage that decides next'),
    requestedBy: z.string(),
    createdAt: z.string(),
  });
}

/** What {@link brief} shows of a request. */
export function briefRequest(request: QuotaRequest) {
  return {
    id: request.id,
    version: request.version,
    team: request.team,
    acceleratorClass: request.acceleratorClass,
    count: request.count,
    grantedCount: request.grantedCount,
    reason: request.reason,
    endpoint: request.endpoint,
    state: request.state,
    waitingOn: request.waitingOn,
    requestedBy: request.requestedBy,
    createdAt: request.createdAt,
  };
}
