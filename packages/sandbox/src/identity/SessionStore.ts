import { rename, writeFile } from 'node:fs/promises';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { z } from 'zod';
import { parseFile, readIfThere } from './SigningKeys';

/** What must survive a restart for people to stay signed in. */
const LASTING = new Set(['Session', 'Grant', 'RefreshToken']);

const storedRecord = z.object({
  model: z.string(),
  id: z.string(),
  payload: z.custom<AdapterPayload>(
    value => typeof value === 'object' && value !== null,
  ),
  expiresAt: z.number().optional(),
});
type StoredRecord = z.infer<typeof storedRecord>;

/**
 * The provider's memory. Sessions, grants and refresh tokens are written to a file at each change; the rest is gone
 * when the process ends.
 */
export class SessionStore {
  readonly #file: string;
  readonly #now: () => number;
  readonly #records: Map<string, StoredRecord>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    file: string,
    now: () => number,
    records: StoredRecord[],
  ) {
    this.#file = file;
    this.#now = now;
    this.#records = new Map(
      records.map(record => [keyOf(record.model, record.id), record]),
    );
  }

  static async open(file: string, now: () => number): Promise<SessionStore> {
    const text = await readIfThere(file);
    const records =
      text === undefined ? [] : parseFile(file, text, z.array(storedRecord));
    return new SessionStore(file, now, records);
  }

  /** The provider asks for one adapter for each kind of thing it keeps. */
  adapter(model: string): Adapter {
    const get = (id: string) => this.#get(keyOf(model, id))?.payload;
    const find = (matches: (payload: AdapterPayload) => boolean) =>
      [...this.#records.values()].find(
        record => record.model === model && matches(record.payload),
      )?.id;
    return {
      upsert: async (id, payload, expiresIn) => {
        this.#records.set(keyOf(model, id), {
          model,
          id,
          payload,
          expiresAt:
            expiresIn === undefined
              ? undefined
              : this.#now() + expiresIn * 1000,
        });
        await this.#changed(model);
      },
      find: async id => get(id),
      findByUid: async uid => {
        const id = find(payload => payload.uid === uid);
        return id === undefined ? undefined : get(id);
      },
      findByUserCode: async userCode => {
        const id = find(payload => payload.userCode === userCode);
        return id === undefined ? undefined : get(id);
      },
      consume: async id => {
        const payload = get(id);
        if (payload) payload.consumed = Math.floor(this.#now() / 1000);
        await this.#changed(model);
      },
      destroy: async id => {
        this.#records.delete(keyOf(model, id));
        await this.#changed(model);
      },
      revokeByGrantId: async grantId => {
        for (const [key, record] of this.#records) {
          if (record.model === model && record.payload.grantId === grantId) {
            this.#records.delete(key);
          }
        }
        await this.#changed(model);
      },
    };
  }

  #get(key: string): StoredRecord | undefined {
    const record = this.#records.get(key);
    if (!record || this.#isLive(record)) return record;
    this.#records.delete(key);
    return undefined;
  }

  #isLive({ expiresAt }: StoredRecord): boolean {
    return expiresAt === undefined || expiresAt > this.#now();
  }

  #changed(model: string): Promise<void> {
    if (!LASTING.has(model)) return Promise.resolve();
    const write = async () => {
      for (const [key, record] of this.#records) {
        if (!this.#isLive(record)) this.#records.delete(key);
      }
      const lasting = [...this.#records.values()].filter(record =>
        LASTING.has(record.model),
      );
      const beside = `${this.#file}.new`;
      await writeFile(beside, JSON.stringify(lasting), { mode: 0o600 });
      await rename(beside, this.#file);
    };
    // One after the other; a failed write fails its own request and not the next one.
    const written = this.#writing.then(write, write);
    this.#writing = written;
    return written;
  }
}

function keyOf(model: string, id: string): string {
  return `${model}:${id}`;
}
