import type {
  EndpointOverview,
  Fleet,
} from '@golden-path/plugin-inference-common';

export type { EndpointOverview, Fleet };

/** One row of the fleet; an overview carries the same fields. */
export type EndpointSummary = Fleet['items'][number];
export type Signals = EndpointSummary['signals'];
export type Signal = Signals[string];
export type Series = EndpointOverview['series'][string];
export type Phase = EndpointSummary['phase'];
export type PhaseName = Phase['name'];
export type Triage = EndpointSummary['triage'];
export type TriageVerdict = Triage['verdict'];
export type MatchedSymptom = Triage['symptoms'][number];
export type Cost = EndpointSummary['cost'];
export type Slo = NonNullable<EndpointSummary['slo']>;
export type SourceStatus = Fleet['source'];
export type Party = EndpointOverview['parties'][number];
export type PartyName = Party['party'];
export type OnCallAnswer = Party['onCall'];
export type OnCallLevel = NonNullable<OnCallAnswer['levels']>[number];
