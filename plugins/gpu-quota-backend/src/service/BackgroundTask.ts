import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';

/** Work that is done now and then, and right after something changed; never twice at a time in one process. */
export class BackgroundTask {
  readonly #name: string;
  readonly #work: () => Promise<void>;
  readonly #logger: LoggerService;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(options: {
    name: string;
    work: () => Promise<void>;
    logger: LoggerService;
  }) {
    this.#name = options.name;
    this.#work = options.work;
    this.#logger = options.logger;
  }

  /** Asks for a run that sees everything committed until now; does not wait for it. */
  trigger(): void {
    this.#again = true;
    if (this.#stopped) return;
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
    });
  }

  /** Waits until what was asked for is done. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Starts nothing more, and waits for what runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #loop(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        await this.#work();
      } catch (error) {
        // The schedule comes round again: a failure is told, and is no reason to stop.
        this.#logger.error(
          `${this.#name} failed`,
          new ForwardedError(`${this.#name} failed`, error),
        );
      }
    }
  }
}
