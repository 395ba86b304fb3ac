import { createServer, type Server } from 'node:http';
import type { Random } from './Random';

/**
 * Takes in notifications as a service that is sometimes unwell: some are refused, and of some the sender never hears
 * that they arrived. What arrives again under the key of one that was applied changes nothing.
 */
export class Receiver {
  static async start(random: Random): Promise<Receiver> {
    const receiver = new Receiver(random);
    await new Promise<void>(resolve =>
      receiver.#server.listen(0, '127.0.0.1', resolve),
    );
    return receiver;
  }

  readonly #server: Server;
  /** By message key: how often it was delivered. */
  readonly deliveries = new Map<string, number>();
  /** Keys in the order in which they were applied. */
  readonly applied: string[] = [];
  refused = 0;
  unanswered = 0;

  private constructor(random: Random) {
    this.#server = createServer(async (request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('error', () => undefined);
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        if (random.chance(0.01)) {
          this.refused += 1;
          response.writeHead(500).end();
          return;
        }
        this.#take(String(JSON.parse(body).payload?.scope));
        if (random.chance(0.01)) {
          this.unanswered += 1;
          response.destroy();
          return;
        }
        response.writeHead(204).end();
      });
    });
  }

  get url(): string {
    const address = this.#server.address();
    return typeof address === 'object' && address
      ? `http://127.0.0.1:${address.port}`
      : '';
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #take(key: string): void {
    const before = this.deliveries.get(key) ?? 0;
    this.deliveries.set(key, before + 1);
    if (before === 0) this.applied.push(key);
  }
}
