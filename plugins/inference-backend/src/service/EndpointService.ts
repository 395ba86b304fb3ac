import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import {
  SIGNALS,
  type EndpointOverview,
  type EndpointSummary,
  type Fleet,
  type InferenceEndpoint,
  type ListEndpointsQuery,
  type OperatingModelDocument,
  type Party,
  type PartyOnCall,
  type Range,
  type ResolvedSignals,
  type SignalId,
  type SourceStatus,
} from '@golden-path/plugin-inference-common';
import type { EndpointCatalog } from './EndpointCatalog';
import type { OnCallService } from './OnCallService';
import { filterFleet, pageFleet, totalsOf } from './pageFleet';
import type { SeriesView, SignalService, SnapshotView } from './SignalService';
import { summarizeEndpoint, type SummaryContext } from './summarizeEndpoint';

/** Figures a row of the fleet shows. */
const FLEET_SIGNALS: SignalId[] = [
  'gpuUtilization',
  'accelerators',
  'replicasReady',
  'replicasDesired',
  'requestsSucceeded',
  'requestsFailed',
  'requestsWaiting',
  'ttftP95',
  'latencyP95',
  'queueP95',
  'kvCacheUsed',
  'deviceErrors',
];

const DEFAULT_RANGE: Range = '3h';

type Options = {
  catalog: EndpointCatalog;
  signals: SignalService;
  onCall: OnCallService;
  operatingModel: OperatingModelDocument;
  now: () => number;
  refreshMs: number;
};

function signalsStatus(
  snapshot: SnapshotView,
  series: SeriesView,
): SourceStatus {
  return snapshot.status.state === 'ok' ? series.status : snapshot.status;
}

/** What the API answers about endpoints. */
export class EndpointService {
  readonly #options: Options;

  static create(options: Options): EndpointService {
    return new EndpointService(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Everything the page of one endpoint shows. Sources that are down leave their last known answers in it.
   *
   * @throws NotFoundError when the caller sees no such endpoint
   */
  async getOverview(
    name: { namespace: string; name: string },
    range: Range = DEFAULT_RANGE,
    credentials: BackstageCredentials,
  ): Promise<EndpointOverview> {
    const { catalog, signals, operatingModel, refreshMs } = this.#options;
    const { entity, endpoint } = await catalog.getEndpoint(name, credentials);
    const ownerRefs = operatingModel.parties.flatMap(({ ownerRef }) =>
      ownerRef ? [ownerRef] : [],
    );
    const [[entities, parties], snapshot, series] = await Promise.all([
      catalog
        .getEntities(
          [endpoint.acceleratorClassRef, endpoint.owner, ...ownerRefs],
          credentials,
        )
        .then(
          async found =>
            [found, await this.#parties(entity, endpoint, found)] as const,
        ),
      signals.snapshot(),
      signals.series(endpoint.label, range),
    ]);
    const summary = summarizeEndpoint(
      {
        endpoint,
        acceleratorClass: catalog
          .classesAmong(entities)
          .get(endpoint.acceleratorClassRef),
        reading: snapshot.readingOf(endpoint.label),
        history: snapshot.historyOf(endpoint.label),
        series: series.series,
      },
      this.#context(),
    );
    return {
      ...summary,
      signals: this.#withQueries(endpoint.label, summary.signals),
      range,
      series: Object.fromEntries(
        Object.entries(series.series).filter(([, value]) => value),
      ),
      parties,
      sources: {
        signals: signalsStatus(snapshot, series),
        onCall: this.#onCallStatus(parties),
      },
      refreshSeconds: refreshMs / 1000,
    };
  }

  /** One page of the endpoints the caller sees. */
  async listEndpoints(
    query: ListEndpointsQuery,
    credentials: BackstageCredentials,
  ): Promise<Fleet> {
    const { catalog, signals } = this.#options;
    const [endpoints, snapshot] = await Promise.all([
      catalog.listEndpoints(credentials),
      signals.snapshot(),
    ]);
    const classes = catalog.classesAmong(
      await catalog.getEntities(
        endpoints.map(endpoint => endpoint.acceleratorClassRef),
        credentials,
      ),
    );
    const context = this.#context();
    const summaries = endpoints.map(endpoint =>
      summarizeEndpoint(
        {
          endpoint,
          acceleratorClass: classes.get(endpoint.acceleratorClassRef),
          reading: snapshot.readingOf(endpoint.label),
          history: snapshot.historyOf(endpoint.label),
        },
        context,
      ),
    );
    const matching = filterFleet(summaries, query);
    const page = pageFleet(matching, query);
    return {
      ...page,
      items: page.items.map(item => ({
        ...item,
        signals: Object.fromEntries(
          FLEET_SIGNALS.map(id => [id, item.signals[id]]),
        ),
      })),
      totals: totalsOf(matching, snapshot.status.state === 'ok'),
      source: snapshot.status,
    };
  }

  #context(): SummaryContext {
    const { now, refreshMs, operatingModel } = this.#options;
    return { now: now(), refreshMs, operatingModel };
  }

  #withQueries(
    label: string,
    resolved: ResolvedSignals,
  ): EndpointSummary['signals'] {
    const ids = Object.keys(SIGNALS) as SignalId[];
    return Object.fromEntries(
      ids.map(id => {
        const query = this.#options.signals.queryFor(label, id);
        return [id, { ...resolved[id], ...(query && { query }) }];
      }),
    );
  }

  /** Both parties with who is on call for them. */
  async #parties(
    entity: Entity,
    endpoint: InferenceEndpoint,
    found: Map<string, Entity>,
  ): Promise<Party[]> {
    const { onCall, operatingModel } = this.#options;
    const rows = operatingModel.parties.map(({ party, title, ownerRef }) => {
      const ref =
        party === 'model-team' ? endpoint.owner : ownerRef ?? undefined;
      const group = ref === undefined ? undefined : found.get(ref);
      const named = party === 'model-team' ? [entity, group] : [group];
      return { party, title, ownerRef: ref, target: onCall.targetOf(named) };
    });
    const answers = await onCall.getOnCall(
      rows.flatMap(({ target }) => (target ? [target] : [])),
    );
    return rows.map(({ target, ...row }) => ({
      ...row,
      onCall: (target && answers.shift()) ?? this.#nobodyNamed(row.ownerRef),
    }));
  }

  #nobodyNamed(ownerRef: string | undefined): PartyOnCall {
    if (!this.#options.onCall.isConfigured) {
      return { state: 'none', message: 'No on-call source is installed.' };
    }
    return {
      state: 'none',
      message: ownerRef
        ? `Nothing says who is on call: ${ownerRef} has no on-call annotation.`
        : 'Nothing says who is on call: the operating model names no owner.',
    };
  }

  #onCallStatus(parties: Party[]): SourceStatus {
    if (!this.#options.onCall.isConfigured) {
      return {
        state: 'not-configured',
        message: 'No on-call source is installed.',
      };
    }
    const failed = parties.find(({ onCall }) => onCall.state === 'error');
    const asOf = parties
      .flatMap(({ onCall }) => onCall.asOf ?? onCall.lastGood?.asOf ?? [])
      .sort()[0];
    return {
      state: failed ? 'error' : 'ok',
      ...(asOf && { asOf }),
      ...(failed?.onCall.message && { message: failed.onCall.message }),
    };
  }
}
