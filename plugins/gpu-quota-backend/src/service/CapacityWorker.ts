import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type {
  CapacityAnswer,
  CapacityQuestion,
  QuotaSink,
} from '@golden-path/plugin-gpu-quota-node';
import type { CapacityObservation } from '../database/PoolStore';
import type { QuotaDatabase } from '../database/QuotaDatabase';
import type { ClassCapacityConfig } from '../readCapacityConfig';
import type { CatalogDirectory } from './CatalogDirectory';

type Options = {
  database: QuotaDatabase;
  directory: Pick<CatalogDirectory, 'get'>;
  sinks: readonly QuotaSink[];
  capacity: ReadonlyMap<string, ClassCapacityConfig>;
  logger: LoggerService;
  now: () => Date;
};

/** Devices of one class over all places. */
type Told = { devices: number; used: number };

/** What all places together said: figures by class, or that one of them could not be asked. */
type Answers =
  | { state: 'told'; classes: ReadonlyMap<string, Told> }
  | { state: 'failed' };

const ASK_EVERY_MS = 60_000;

/** Keeps count of the devices that exist: what the clusters say, else what config says. */
export class CapacityWorker {
  readonly #options: Options;
  #asked = { at: 0, classes: new Set<string>() };

  constructor(options: Options) {
    this.#options = options;
  }

  /** Counts when a minute has passed, or the catalog has a class that was not counted yet. */
  async runWhenDue(): Promise<void> {
    const { directory, now } = this.#options;
    const { classes } = await directory.get();
    const { at, classes: counted } = this.#asked;
    const isNew = [...classes.keys()].some(name => !counted.has(name));
    if (isNew || now().getTime() - at >= ASK_EVERY_MS) await this.run();
  }

  async run(): Promise<void> {
    const { database, directory, now } = this.#options;
    const { classes } = await directory.get();
    const at = now().getTime();
    const answers = await this.#ask(
      [...classes.values()].map(each => ({
        acceleratorClass: each.name,
        deviceClassName: each.deviceClassName,
      })),
    );
    for (const name of classes.keys()) {
      await database.read.pools.observe({
        acceleratorClass: name,
        overcommit: this.#options.capacity.get(name)?.overcommit ?? 1,
        capacity: await this.#capacityOf(name, answers),
      });
    }
    this.#asked = { at, classes: new Set(classes.keys()) };
  }

  async #capacityOf(
    name: string,
    answers: Answers,
  ): Promise<CapacityObservation['capacity']> {
    const { capacity, database, now } = this.#options;
    if (answers.state === 'failed') {
      const before = await database.read.pools.get(name);
      if (before?.capacity?.source === 'cluster') return 'kept';
    } else {
      const told = answers.classes.get(name);
      if (told) return { ...told, source: 'cluster', asOf: now() };
    }
    const devices = capacity.get(name)?.devices;
    return devices === undefined
      ? 'unknown'
      : { devices, source: 'config', asOf: now() };
  }

  /** The devices of all places. A class counts only when each of them can tell: part of a sum would look like a loss. */
  async #ask(classes: CapacityQuestion[]): Promise<Answers> {
    const { sinks, logger } = this.#options;
    const told = new Map<string, Told>();
    if (sinks.length === 0) return { state: 'told', classes: told };
    let answers: ReadonlyMap<string, CapacityAnswer>[];
    try {
      answers = await Promise.all(sinks.map(sink => askSink(sink, classes)));
    } catch (error) {
      logger.warn(
        'The capacity of the clusters could not be read; what they said before stays',
        new ForwardedError('Reading capacity failed', error),
      );
      return { state: 'failed' };
    }
    for (const { acceleratorClass } of classes) {
      const figures = answers.flatMap(
        answer => answer.get(acceleratorClass) ?? [],
      );
      if (figures.length < sinks.length) continue;
      told.set(acceleratorClass, {
        devices: figures.reduce((sum, each) => sum + each.devices, 0),
        used: figures.reduce((sum, each) => sum + each.used, 0),
      });
    }
    return { state: 'told', classes: told };
  }
}

async function askSink(
  sink: QuotaSink,
  classes: CapacityQuestion[],
): Promise<ReadonlyMap<string, CapacityAnswer>> {
  try {
    const answers = (await sink.capacity?.(classes)) ?? [];
    const wrong = answers.find(
      ({ devices, used }) => !isCount(devices) || !isCount(used),
    );
    if (wrong) {
      throw new Error(
        `it has ${wrong.devices} ${wrong.acceleratorClass}, ${wrong.used} used`,
      );
    }
    return new Map(answers.map(each => [each.acceleratorClass, each]));
  } catch (error) {
    throw new ForwardedError(`${sink.id} did not tell its capacity`, error);
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
