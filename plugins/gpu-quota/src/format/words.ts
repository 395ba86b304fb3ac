import type {
  Evidence,
  QuotaRequest,
  RequestState,
  ReservationState,
  Stage,
} from '@golden-path/plugin-gpu-quota-common';

export type Tone = 'neutral' | 'positive' | 'negative' | 'warning';

/** Who decides a stage, as it reads after "with". */
export const stageOwner: Record<Stage, string> = {
  lead: 'the team lead',
  platform: 'the platform team',
};

export const requestStates: Record<
  RequestState,
  { label: string; tone: Tone }
> = {
  pending: { label: 'pending', tone: 'warning' },
  approved: { label: 'approved', tone: 'positive' },
  'partially-approved': { label: 'approved in part', tone: 'positive' },
  denied: { label: 'denied', tone: 'negative' },
  withdrawn: { label: 'withdrawn', tone: 'neutral' },
  expired: { label: 'expired', tone: 'neutral' },
};

export const reservationStates: Record<
  ReservationState,
  { label: string; tone: Tone }
> = {
  waiting: { label: 'waiting for quota', tone: 'warning' },
  held: { label: 'held', tone: 'neutral' },
  active: { label: 'active', tone: 'positive' },
  released: { label: 'released', tone: 'neutral' },
  expired: { label: 'expired', tone: 'neutral' },
};

export const sizingVerdicts: Record<
  NonNullable<Evidence['sizing']>['verdict'],
  { label: string; tone: Tone }
> = {
  fits: { label: 'fits', tone: 'positive' },
  oversized: { label: 'oversized', tone: 'warning' },
  'too-small': { label: 'too small', tone: 'negative' },
  'not-modelled': { label: 'not modelled', tone: 'neutral' },
};

/** `1 device`, `4 devices`. */
export function devices(count: number): string {
  return `${count} ${count === 1 ? 'device' : 'devices'}`;
}

/** The stages a pending request still has before it, after the one it waits on. */
export function stagesAfter(request: QuotaRequest): Stage[] {
  const current = request.waitingOn
    ? request.stages.indexOf(request.waitingOn)
    : -1;
  return current < 0 ? [] : request.stages.slice(current + 1);
}
