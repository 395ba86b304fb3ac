import { createServer, type RequestListener, type Server } from 'node:http';

/** Serves on loopback only, on IPv4 and, where the machine has it, IPv6: `localhost` may mean either. */
export async function listenOnLoopback(
  handler: RequestListener,
  url: string,
): Promise<{ close(): Promise<void> }> {
  const port = Number(new URL(url).port);
  const servers: Server[] = [];
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer(handler);
    try {
      await new Promise<void>((done, fail) => {
        server.once('error', fail);
        server.listen(port, host, () => done());
      });
      servers.push(server);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const noIpv6 = host === '::1' && code !== 'EADDRINUSE';
      if (!noIpv6) throw error;
    }
  }
  return {
    async close() {
      await Promise.all(
        servers.map(
          server =>
            new Promise<void>(done => {
              server.close(() => done());
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}
