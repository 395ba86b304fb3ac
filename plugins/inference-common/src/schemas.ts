import type { components, operations } from './generated/openapi';

type Schemas = components['schemas'];

/**
 * Query of the fleet list. Everything is optional.
 *
 * @public
 */
export type ListEndpointsQuery = NonNullable<
  operations['listEndpoints']['parameters']['query']
>;

/**
 * How far back the series of an endpoint's page reach.
 *
 * @public
 */
export type Range = Schemas['Range'];

/** @public */
export type Fleet = Schemas['Fleet'];
/** @public */
export type FleetTotals = Fleet['totals'];
/** @public */
export type EndpointSummary = Schemas['EndpointSummary'];
/** @public */
export type EndpointOverview = Schemas['EndpointOverview'];
/**
 * What the portal says about the accelerator an endpoint runs on.
 *
 * @public
 */
export type EndpointAccelerator = Schemas['Accelerator'];
/** @public */
export type Slo = Schemas['Slo'];
/** @public */
export type Phase = Schemas['Phase'];
/** @public */
export type PhaseName = Schemas['PhaseName'];
/** @public */
export type Signal = Schemas['Signal'];
/** @public */
export type SignalState = Schemas['SignalState'];
/** @public */
export type Series = Schemas['Series'];
/** @public */
export type SourceStatus = Schemas['SourceStatus'];
/** @public */
export type Cost = Schemas['Cost'];
/** @public */
export type Triage = Schemas['Triage'];
/**
 * Whose incident it is, as far as the figures tell.
 *
 * @public
 */
export type TriageVerdict = Schemas['Verdict'];
/** @public */
export type MatchedSymptom = Schemas['MatchedSymptom'];
/** @public */
export type Evidence = Schemas['Evidence'];
/**
 * One of the two sides of the operating model.
 *
 * @public
 */
export type PartyId = Schemas['Party']['party'];
/**
 * A party as an endpoint's page shows it: who it is and who is on call for it.
 *
 * @public
 */
export type Party = Schemas['Party'];
/** @public */
export type OperatingModel = Schemas['OperatingModel'];
/**
 * How well teams use the devices that their endpoints hold, over the last seven days.
 *
 * @public
 */
export type UsageReport = Schemas['UsageReport'];
/**
 * What a team's endpoints hold of one accelerator class, and how busy it is.
 *
 * @public
 */
export type Usage = Schemas['Usage'];

/** What a repository would be created with. @public */
export type PreviewRequest = Schemas['PreviewRequest'];

/** The files of a repository before it is created. @public */
export type RepositoryPreview = Schemas['RepositoryPreview'];

/**
 * An endpoint beside the golden path: its version, what has changed since, and what it lacks.
 *
 * @public
 */
export type GoldenPath = Schemas['GoldenPath'];
/**
 * Whether an endpoint's repository could be read, and when.
 *
 * @public
 */
export type RepositoryStatus = Schemas['RepositoryStatus'];
