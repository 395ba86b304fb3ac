import express from 'express';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCluster } from './cluster';
import { createControl } from './createControl';
import { publishDocs } from './docs/publishDocs';
import { faultsOf } from './faults';
import { createForge } from './forge';
import { createIdentity } from './identity';
import { createPager } from './pager';
import { Part } from './Part';
import { PostgresServer } from './postgres/PostgresServer';
import { addressesFrom } from './seed/addresses';
import { endpoints, nodes } from './seed/endpoints';
import { teams } from './seed/organisation';
import { seedPortal } from './seed/portal';
import { seedRepositories } from './seed/repositories';
import { createClock, settle } from './settle';
import { createTelemetry } from './telemetry';

/** Credentials of the sandbox's parts; app-config.yaml has the same ones. */
const CREDENTIALS = {
  forge: { username: 'portal', password: 'sandbox-forge' },
  clusterToken: 'sandbox-cluster',
  pagerToken: 'sandbox-pager',
  identity: { clientId: 'backstage', clientSecret: 'sandbox-identity' },
};

/** Telemetry's random numbers follow from this. */
const SEED = 20_261;
const COLD_START_EVERY_MS = 30 * 60_000;

/** Options of {@link startSandbox}. */
export type SandboxOptions = {
  portBase: number;
  /** Base URL of the portal, which the identity provider sends people back to. */
  portal: string;
  dataDir: string;
  /** How much faster than the clock pods start; 1 is real time. */
  timeScale: number;
};

/** Starts every part of the sandbox; what it gives back stops them. */
export async function startSandbox(
  options: SandboxOptions,
): Promise<() => Promise<void>> {
  const { portBase, portal, dataDir, timeScale } = options;
  const addresses = addressesFrom(portBase);
  const clock = createClock();
  const onError = (error: unknown) => {
    process.stderr.write(
      `sandbox: ${error instanceof Error ? error.stack : error}\n`,
    );
  };
  await mkdir(dataDir, { recursive: true });

  const database = await PostgresServer.start({
    port: addresses.postgresPort,
    dataDir: join(dataDir, 'postgres'),
  });
  const stops: (() => Promise<void>)[] = [() => database.stop()];
  const stop = async () => {
    for (const next of stops.splice(0).reverse()) await next();
  };

  try {
    const cluster = createCluster({
      dataDir,
      now: clock.now,
      timeScale,
      seedNodes: nodes,
      token: CREDENTIALS.clusterToken,
      namespaces: teams
        .filter(team => team.tenancy !== undefined)
        .map(team => team.name),
      onError,
    });
    const forge = await createForge({
      dataDir,
      baseUrl: addresses.forge,
      now: clock.now,
      credentials: CREDENTIALS.forge,
      onError,
      // What GitOps and CI do in production: the cluster follows the main branch, documentation is built.
      async onPush({ owner, repo, branch, commit, files }) {
        if (branch !== 'main') return;
        await cluster.applyRepository({ owner, repo, commit, files });
        await publishDocs({
          directory: join(dataDir, 'docs'),
          files,
          now: clock.now(),
        });
      },
    });

    const parts: Part[] = [];
    const open = async (
      name: string,
      url: string,
      handler: ConstructorParameters<typeof Part>[0]['handler'],
    ) => {
      const part = new Part({ name, url, handler });
      await part.start();
      parts.push(part);
      stops.push(() => part.stop());
    };
    const app = (router: express.RequestHandler) =>
      express().disable('x-powered-by').use(router);

    await open('cluster', addresses.cluster, app(cluster.router));
    const settled = join(dataDir, 'settled');
    if (!existsSync(settled)) {
      await settle({
        clock,
        forge,
        cluster,
        clusterApi: { url: addresses.cluster, token: CREDENTIALS.clusterToken },
        repositories: seedRepositories({ addresses }),
        endpoints,
      });
      await writeFile(settled, new Date(clock.now()).toISOString());
    }
    const restartColdStarters = () => {
      for (const endpoint of endpoints) {
        if (endpoint.condition === 'cold-starting') {
          cluster.restartEndpoint(endpoint.name).catch(onError);
        }
      }
    };
    restartColdStarters();
    const coldStarts = setInterval(restartColdStarters, COLD_START_EVERY_MS);
    stops.push(async () => clearInterval(coldStarts));
    cluster.start();
    stops.push(() => cluster.stop());

    const telemetry = createTelemetry({
      seed: SEED,
      now: clock.now,
      observe: () => cluster.observe(),
      onError,
    });

    const pager = createPager({
      now: clock.now,
      baseUrl: addresses.pager,
      token: CREDENTIALS.pagerToken,
    });
    const identity = await createIdentity({
      dataDir,
      now: clock.now,
      baseUrl: addresses.identity,
      redirectUris: [`${portal}/api/auth/oidc/handler/frame`],
      ...CREDENTIALS.identity,
    });

    await open('forge', addresses.forge, app(forge.router));
    await open('prometheus', addresses.prometheus, app(telemetry.router));
    await open('pager', addresses.pager, app(pager.router));
    await open('identity', addresses.identity, identity.handler);
    await open(
      'control',
      addresses.control,
      app(
        createControl({
          parts: [...parts],
          ...faultsOf(cluster, telemetry),
          tellStory: () => seedPortal(portal, addresses.forge),
        }),
      ),
    );
    // Writing a week of telemetry takes a second. Who asks in it waits; whoever waits for the sandbox need not.
    const begin = setImmediate(() => telemetry.start());
    stops.push(async () => {
      clearImmediate(begin);
      telemetry.stop();
    });
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
