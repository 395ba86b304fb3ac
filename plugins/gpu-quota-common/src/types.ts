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
/** One change of state, with its place in its team's chain. @public */
export type AuditEvent = Schemas['AuditEvent'];
/** A page of audit events, newest first. @public */
export type AuditPage = Schemas['AuditPage'];
/** Whether a team's audit is as it was written. @public */
export type AuditVerification = Schemas['AuditVerification'];
