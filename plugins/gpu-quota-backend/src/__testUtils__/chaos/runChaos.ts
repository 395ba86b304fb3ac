import { randomUUID } from 'node:crypto';
import knexFactory, { type Knex } from 'knex';
import { BackendProcess } from './BackendProcess';
import { Random } from './Random';
import { Receiver } from './Receiver';
import { gpuQuotaConfig } from './scene';
import { Storm, type ChaosOptions, type ChaosReport } from './Storm';
import { installWitness } from './witness';

/** Many clients, a backend that is killed and loses its connections, and a look at the books afterwards. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const prefix = `chaos_${randomUUID().slice(0, 8)}_`;
  const connect = (database?: string): Knex =>
    knexFactory({
      client: 'pg',
      connection: {
        ...parseConnection(options.connection),
        application_name: 'chaos',
        ...(database && { database }),
      },
      pool: { min: 0, max: 8 },
    });
  const admin = connect();
  const receiver = await Receiver.start(new Random(options.seed + 1));
  const config = {
    backend: {
      database: {
        client: 'pg',
        connection: parseConnection(options.connection),
        prefix,
      },
    },
    gpuQuota: gpuQuotaConfig,
  };
  const backends: BackendProcess[] = [];
  while (backends.length < options.backends) {
    backends.push(
      await BackendProcess.create({ receiverUrl: receiver.url, config }),
    );
  }
  const knex = connect(`${prefix}gpu-quota`);
  try {
    for (const backend of backends) await backend.start();
    await installWitness(knex);
    return await new Storm({
      ...options,
      admin,
      knex,
      prefix,
      receiver,
      processes: backends,
    }).run();
  } finally {
    await Promise.all(backends.map(backend => backend.stop()));
    await receiver.stop();
    await knex.destroy();
    const { rows } = await admin.raw<{ rows: { datname: string }[] }>(
      'select datname from pg_database where starts_with(datname, ?)',
      [prefix],
    );
    for (const { datname } of rows) {
      await admin.raw('drop database ?? with (force)', [datname]);
    }
    await admin.destroy();
  }
}

/** Without the database: Backstage makes one for each plugin. */
function parseConnection(connection: string) {
  const url = new URL(connection);
  return {
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}
