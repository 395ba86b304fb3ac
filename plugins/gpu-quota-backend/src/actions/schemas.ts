import {
  explainRequest,
  type QuotaRequest,
} from '@golden-path/plugin-gpu-quota-common';
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

/** When devices go back. */
export function until(z: Zod) {
  return z.string().datetime({
    offset: true,
    message: 'must be a date and time such as 2026-12-31T18:00:00Z',
  });
}

/** What a request says now, so that nobody changes what they have not seen. */
export function version(z: Zod) {
  return z.number().int().min(1).max(2_147_483_647);
}

/** Number of a request. */
export function requestId(z: Zod) {
  return z.number().int().min(1).max(2_147_483_647);
}

/** A request in few words. */
export function brief(z: Zod) {
  return z.object({
    id: z.number(),
    version: z.number().describe('What a change or a decision has to name'),
    team: z.string(),
    acceleratorClass: z.string(),
    count: z.number(),
    grantedCount: z.number().optional(),
    reason: z.string(),
    until: z.string().optional().describe('For good where left out'),
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
    until: request.until,
    endpoint: request.endpoint,
    state: request.state,
    waitingOn: request.waitingOn,
    requestedBy: request.requestedBy,
    createdAt: request.createdAt,
  };
}

/** A request in few words, and in sentences. */
export function explained(z: Zod) {
  return z.object({ request: brief(z), explanation: z.string() });
}

/** What {@link explained} shows of a request. */
export function explainedRequest(request: QuotaRequest) {
  return {
    output: {
      request: briefRequest(request),
      explanation: explainRequest(request),
    },
  };
}

/** What a team holds of a class. */
export function quotaRow(z: Zod) {
  return z.object({
    team: z.string(),
    acceleratorClass: z.string(),
    granted: z.number().describe('Devices the team may hold'),
    reserved: z.number().describe('Devices its endpoints take'),
    waiting: z.number().describe('Devices that wait for quota'),
    available: z.number().describe('Devices that are left'),
  });
}
