import type {
  Decision,
  Evidence,
  GrantState,
  RequestState,
  ReservationState,
  Stage,
} from '@golden-path/plugin-gpu-quota-common';

/** What a ledger row is about. */
export type LedgerKey = { team: string; acceleratorClass: string };

/** A ledger row to be made where it is missing, under the group that is above the team. */
export type NewLedgerKey = LedgerKey & { department: string | undefined };

/** Devices of one (team, class) and how far their enforcement is. */
export type LedgerEntry = LedgerKey & {
  /** The group above the team, as the catalog last said; left out where there is none. */
  department?: string;
  granted: number;
  reserved: number;
  /** Of `granted`, devices that reservations of siblings hold. */
  lent: number;
  /** Devices that the team's reservations hold out of what siblings are granted; not in `reserved`. */
  borrowed: number;
  /** What reservations may not exceed: `granted`, or `reserved` while the team is over its quota. */
  ceiling: number;
  version: number;
  appliedVersion: number;
  appliedAt?: Date;
  applyError?: string;
};

/** A decision as stored. */
export type StoredDecision = {
  requestId: number;
  stage: Decision['stage'];
  outcome: 'approved' | 'denied';
  grantedCount?: number;
  reason?: string;
  by: string;
  at: Date;
};

/** A question to a requester as stored; open until it has `answeredAt`. */
export type StoredQuestion = {
  requestId: number;
  stage: Stage;
  question: string;
  by: string;
  at: Date;
  answer?: string;
  answeredBy?: string;
  answeredAt?: Date;
};

/** What gave, gives or will give a team devices. */
export type StoredGrant = LedgerKey & {
  id: string;
  /** `request:<id>` or `initial:<team>:<class>`; one origin gives once. */
  origin: string;
  /** Devices it gave. */
  count: number;
  /** Devices of it that were not given back yet. */
  remaining: number;
  state: GrantState;
  startsAt: Date;
  /** Left out: never. */
  endsAt?: Date;
  endedAt?: Date;
  /** Days before its end of the last warning that was given. */
  warnedDays?: number;
  reason: string;
  grantedBy: string;
  createdAt: Date;
  /** The pending or approved request for it to go on; of an approved one the grant that it gave, and its devices. */
  renewal?: { id: number; state: RequestState; grant?: string; count?: number };
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
  /** The policy's rule that said which stages; none for requests from before there was a policy. */
  policyRule?: string;
  waitingOn?: Stage;
  /** When the devices go back; left out: never. */
  until?: Date;
  /** Id of the grant that goes on when it is approved. */
  renews?: string;
  /** When it is given up if nobody has decided. */
  expiresAt: Date;
  requestedBy: string;
  evidence: Evidence;
  createdAt: Date;
  updatedAt: Date;
  decisions: StoredDecision[];
  /** Oldest first; only the last can be open. */
  questions: StoredQuestion[];
};

/** A reservation as stored, with what is shown of the request it waits for. */
export type StoredReservation = LedgerKey & {
  id: string;
  count: number;
  endpoint: string;
  state: ReservationState;
  /** Whether it may hold devices that siblings leave idle, until their owner needs them. */
  interruptible: boolean;
  /** Of `count`, devices that it holds out of what siblings are granted. */
  borrowed: number;
  /** Since when it waits because what it borrowed was called back. */
  interruptedAt?: Date;
  /** Place among all reservations; smaller is older. */
  position: number;
  createdBy: string;
  createdAt: Date;
  heldAt?: Date;
  expiresAt?: Date;
  /** Since when the catalog has no such endpoint. */
  missingSince?: Date;
  /** Devices its endpoint needs, where that is more than it has. */
  wanted?: number;
  request?: {
    id: number;
    state: RequestState;
    waitingOn?: Stage;
    createdAt: Date;
  };
};

/** A reservation that is not in the database yet, and so has no place among others. */
export type NewStoredReservation = Omit<StoredReservation, 'position'>;

/** Leaves out what a database says as null. */
export function orUndefined<T>(value: T | null): T | undefined {
  return value === null ? undefined : value;
}
