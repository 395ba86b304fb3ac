import type { components } from './generated/openapi';

type Schemas = components['schemas'];

/** Devices of one accelerator class that a team holds, uses and waits for. @public */
export type Quota = Schemas['Quota'];
/** A team's request for more quota, as the API shows it to one caller. @public */
export type QuotaRequest = Schemas['Request'];
/** A request with the team's other requests and its quota now. @public */
export type QuotaRequestDetail = Schemas['RequestDetail'];
/** Where a request is in its life. @public */
export type RequestState = Schemas['RequestState'];
/** One step of an approval. @public */
export type Stage = Schemas['Stage'];
/** What is sent to ask for more quota. @public */
export type NewQuotaRequest = Schemas['NewRequest'];
/** One approver's answer at one stage. @public */
export type Decision = Schemas['Decision'];
/** What an approver wanted to know before deciding, and the answer. @public */
export type Question = Schemas['Question'];
/** What is changed in a pending request. @public */
export type RequestChange = Schemas['RequestChange'];
/** Devices that were given to a team, for good or until a date. @public */
export type Grant = Schemas['Grant'];
/** Where a grant is in its life. @public */
export type GrantState = Schemas['GrantState'];
/** What is sent to ask for a grant to go on. @public */
export type NewRenewal = Schemas['NewRenewal'];
/** What is sent to give quota back. @public */
export type NewReturn = Schemas['NewReturn'];
/** What is sent to decide. @public */
export type NewDecision = Schemas['NewDecision'];
/** What was true when a request was made. @public */
export type Evidence = Schemas['Evidence'];
/** Devices an endpoint takes out of its team's quota. @public */
export type Reservation = Schemas['Reservation'];
/** Where a reservation is in its life. @public */
export type ReservationState = Schemas['ReservationState'];
/** What is sent to reserve. @public */
export type NewReservation = Schemas['NewReservation'];
/** An amount in minor units (cents) of an ISO 4217 currency. @public */
export type Money = Schemas['Money'];
/** The caller's teams and what they may decide. @public */
export type MyTeams = {
  /** Group refs the caller is a member of. */
  teams: string[];
  /** Group refs of teams whose lead stage the caller may decide. */
  approves: string[];
  platformApprover: boolean;
};
/** A page of requests. @public */
export type QuotaRequestPage = {
  items: QuotaRequest[];
  totalItems: number;
  nextCursor?: string;
};
/** Devices that exist of a class and may be promised, or why that is not known. @public */
export type PoolCapacity = Schemas['PoolCapacity'];
/** What a request changes for all teams that share a class. @public */
export type PoolEvidence = Schemas['PoolEvidence'];
/** How well a team uses the devices its endpoints hold, or why that is not known. @public */
export type TeamUsage = Schemas['TeamUsage'];
/** How well a team uses the devices of one class. @public */
export type ClassUsage = Schemas['ClassUsage'];
/** How well all teams together use the devices of one class. @public */
export type PoolUsage = Schemas['PoolUsage'];
/** One accelerator class: what exists, what is promised, reserved, used and idle, and who holds it. @public */
export type ClassCapacity = Schemas['ClassCapacity'];
/** How enforcement differs from what was granted, and how the clusters last answered. @public */
export type DriftReport = Schemas['DriftReport'];
/** One difference. @public */
export type Drift = Schemas['Drift'];
/** What writing a team's quota again came to. @public */
export type DriftRepair = Schemas['DriftRepair'];
/** One change of state, with its place in its team's chain. @public */
export type AuditEvent = Schemas['AuditEvent'];
/** A page of audit events, newest first. @public */
export type AuditPage = Schemas['AuditPage'];
/** Whether a team's audit is as it was written. @public */
export type AuditVerification = Schemas['AuditVerification'];
