import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ForwardedError } from '@backstage/errors';

/** One JSON document on disk: a reader sees the old one or the new one, never half of it. */
export class SnapshotFile<T> {
  readonly #path: string;
  readonly #validate: (value: unknown) => T;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, validate: (value: unknown) => T) {
    this.#path = path;
    this.#validate = validate;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** The stored document; undefined when there is none yet. */
  read(): T | undefined {
    if (!existsSync(this.#path)) {
      return undefined;
    }
    const text = readFileSync(this.#path, 'utf8');
    try {
      return this.#validate(JSON.parse(text));
    } catch (error) {
      throw new ForwardedError(
        `${this.#path} cannot be used: remove it, or start the sandbox anew`,
        error,
      );
    }
  }

  /** Writes a document; writes happen one after the other. */
  write(value: T): Promise<void> {
    const text = JSON.stringify(value);
    const write = this.#writing.then(() => this.#replace(text));
    this.#writing = write.catch(() => undefined);
    return write;
  }

  async #replace(text: string): Promise<void> {
    const temporary = `${this.#path}.tmp`;
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path);
  }
}
