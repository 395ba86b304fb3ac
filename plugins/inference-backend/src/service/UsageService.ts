import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  usageOf,
  type InferenceEndpoint,
  type Usage,
  type UsageReport,
} from '@golden-path/plugin-inference-common';
import type {
  SignalRange,
  SignalSource,
} from '@golden-path/plugin-inference-node';
import { createHash } from 'node:crypto';
import type { AcceleratorClasses, EndpointCatalog } from './EndpointCatalog';
import { LastGoodCache } from './LastGoodCache';
import { seriesWindow, type SeriesWindow } from './seriesWindow';
import { SIGNALS_NOT_CONFIGURED, statusOf } from './SignalService';

/** The figures change by one step in an hour; a source that failed is worth asking again sooner. */
const REFRESH_MS = 60_000;
/** Teams whose figures are kept. */
const MAX_REPORTS = 200;

type Options = {
  catalog: EndpointCatalog;
  source: SignalSource | undefined;
  logger: LoggerService;
  now: () => number;
  answerWithinMs: number;
};

/** How well teams use the devices that their endpoints hold, over the last seven days. */
export class UsageService {
  readonly #options: Options;
  readonly #items: LastGoodCache<Usage[]>;

  static create(options: Options): UsageService {
    return new UsageService(options);
  }

  private constructor(options: Options) {
    const { now, logger, answerWithinMs } = options;
    this.#options = options;
    this.#items = LastGoodCache.create({
      now,
      deadlineMs: answerWithinMs,
      maxEntries: MAX_REPORTS,
      onError: (_key, error) =>
        logger.warn(`Signal source gave no usage: ${error.message}`),
    });
  }

  /**
   * One row per team and class of the endpoints the caller sees. A source that fails leaves what it last said, or rows
   * without figures.
   */
  async getUsage(
    query: { team?: string },
    credentials: BackstageCredentials,
  ): Promise<UsageReport> {
    const { catalog, source, now } = this.#options;
    const window = seriesWindow('7d', now());
    const endpoints = (
      await catalog.listEndpoints(credentials, {
        owner: query.team?.toLocaleLowerCase('en-US'),
      })
    ).sort((a, b) => (a.label < b.label ? -1 : 1));
    const classes = catalog.classesAmong(
      await catalog.getEntities(
        endpoints.map(endpoint => endpoint.acceleratorClassRef),
        credentials,
      ),
    );
    const itemsFrom = (ranges: Map<string, SignalRange>) =>
      toItems({ endpoints, classes, ranges, window });
    const report = {
      window: {
        start: new Date(window.start).toISOString(),
        end: new Date(window.end).toISOString(),
        hours: (window.end - window.start) / 3_600_000,
        stepSeconds: window.stepSeconds,
      },
    };
    if (source === undefined) {
      return {
        ...report,
        items: itemsFrom(new Map()),
        source: SIGNALS_NOT_CONFIGURED,
      };
    }
    const answer = await this.#items.get(
      keyOf(endpoints),
      Math.floor(now() / REFRESH_MS),
      async abort =>
        itemsFrom(
          await source.ranges(
            {
              ...window,
              endpoints: endpoints.map(({ label }) => label),
              signals: ['accelerators', 'gpuUtilization'],
            },
            abort,
          ),
        ),
    );
    const known = answer.state === 'ok' ? answer : answer.lastGood;
    return {
      ...report,
      items: known?.value ?? itemsFrom(new Map()),
      source: statusOf(answer),
    };
  }
}

/** The same for the same endpoints: what one caller sees is never shown to another who sees something else. */
function keyOf(endpoints: InferenceEndpoint[]): string {
  const hash = createHash('sha256');
  for (const { label, owner, acceleratorClassRef } of endpoints) {
    hash.update(`${label} ${owner} ${acceleratorClassRef}\n`);
  }
  return hash.digest('hex');
}

function toItems(options: {
  endpoints: InferenceEndpoint[];
  classes: AcceleratorClasses;
  ranges: Map<string, SignalRange>;
  window: SeriesWindow;
}): Usage[] {
  const { classes, ranges, window } = options;
  const { stepSeconds } = window;
  const groups = new Map<string, InferenceEndpoint[]>();
  for (const endpoint of options.endpoints) {
    const key = `${endpoint.owner} ${endpoint.acceleratorClass}`;
    groups.set(key, [...(groups.get(key) ?? []), endpoint]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => {
      const [{ owner, acceleratorClass, acceleratorClassRef }] = members;
      return usageOf({
        team: owner,
        acceleratorClass,
        pricePerDeviceHour:
          classes.get(acceleratorClassRef)?.pricePerDeviceHour,
        window: {
          steps: (window.end - window.start) / (stepSeconds * 1000),
          stepSeconds,
        },
        endpoints: members.map(({ label }) => ranges.get(label) ?? {}),
      });
    });
}
