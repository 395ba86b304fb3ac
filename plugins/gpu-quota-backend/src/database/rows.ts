import type {
  Evidence,
  RequestState,
  ReservationState,
  Stage,
} from '@golden-path/plugin-gpu-quota-common';

/** What a ledger row is about. */
export type LedgerKey = { team: string; acceleratorClass: string };

/** Devices of one (team, class) and how far their enforcement is. */
export type LedgerEntry = LedgerKey & {
  granted: number;
  reserved: number;
  version: number;
  appliedVersion: number;
  appliedAt?: Date;
  applyError?: string;
};

/** A decision as stored. */
export type StoredDecision = {
  requestId: number;
  stage: Stage;
  outcome: 'approved' | 'denied';
  grantedCount?: number;
  reason?: string;
  by: string;
  at: Date;
};

/** A request as stored. */
export type StoredRequest = LedgerKey & {
  id: number;
  version: number;
  count: number;
  grantedCount?: number;
  reason: string;
  endpoint?: string;
  state: RequestState;
  stages: Stage[];
  waitingOn?: Stage;
  requestedBy: string;
  evidence: Evidence;
  createdAt: Date;
  updatedAt: Date;
  decisions: StoredDecision[];
};

/** A reservation as stored, with what is shown of the request it waits for. */
export type StoredReservation = LedgerKey & {
  id: string;
  count: number;
  endpoint: string;
  state: ReservationState;
  createdBy: string;
  createdAt: Date;
  heldAt?: Date;
  expiresAt?: Date;
  request?: {
    id: number;
    state: RequestState;
    waitingOn?: Stage;
    createdAt: Date;
  };
};

/** Leaves out what a database says as null. */
export function orUndefined<T>(value: T | null): T | undefined {
  return value === null ? undefined : value;
}
