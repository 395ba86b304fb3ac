import { type RequestListener } from 'node:http';
import { listenOnLoopback } from './listen';

/** One address of the sandbox. It can go away and come back, as the real thing does. */
export class Part {
  readonly name: string;
  readonly url: string;
  readonly #handler: RequestListener;
  #listening: { close(): Promise<void> } | undefined;

  constructor(options: {
    name: string;
    url: string;
    handler: RequestListener;
  }) {
    this.name = options.name;
    this.url = options.url;
    this.#handler = options.handler;
  }

  get isUp(): boolean {
    return this.#listening !== undefined;
  }

  async start(): Promise<void> {
    this.#listening ??= await listenOnLoopback(this.#handler, this.url);
  }

  async stop(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    await listening?.close();
  }
}
