import { type Cluster } from './cluster';
import { type Forge } from './forge';
import { type SeedEndpoint } from './seed/endpoints';
import { type SeedRepository } from './seed/repositories';

/** How long before its first start the sandbox pretends to have been running. */
const HISTORY_MS = 3 * 24 * 3_600_000;
const STEP_MS = 30_000;
const MAX_STEPS = 120;

/** A clock that can be set back while the past is being made. */
export type Clock = { now(): number; setOffset(ms: number): void };

/** A clock that follows the machine's, give or take an offset. */
export function createClock(): Clock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    setOffset(ms) {
      offset = ms;
    },
  };
}

/** What each namespace's ResourceQuota must allow for the endpoints that run already. */
function quotasOf(endpoints: readonly SeedEndpoint[]) {
  const hard = new Map<string, Record<string, string>>();
  for (const endpoint of endpoints) {
    if (endpoint.condition === 'waiting-for-quota') continue;
    const key = `${endpoint.acceleratorClass}.deviceclass.resource.k8s.io/devices`;
    const own = hard.get(endpoint.team) ?? {};
    hard.set(endpoint.team, own);
    own[key] = String(
      Number(own[key] ?? 0) +
        endpoint.minReplicas * endpoint.acceleratorsPerReplica,
    );
  }
  return hard;
}

async function applyQuota(
  cluster: { url: string; token: string },
  namespace: string,
  hard: Record<string, string>,
) {
  const name = 'golden-path-gpu-quota';
  const response = await fetch(
    `${cluster.url}/api/v1/namespaces/${namespace}/resourcequotas/${name}?fieldManager=golden-path&force=true`,
    {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${cluster.token}`,
        'content-type': 'application/apply-patch+yaml',
      },
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name, namespace },
        spec: { hard },
      }),
    },
  );
  if (!response.ok) {
    throw new Error(
      `The quota of ${namespace} was refused: ${await response.text()}`,
    );
  }
}

/**
 * Makes the past of a new sandbox: repositories pushed, quotas applied and models loaded, three days ago.
 *
 * @remarks
 * Everything goes through the same doors as later on; only the clock is set back meanwhile.
 */
export async function settle(options: {
  clock: Clock;
  forge: Forge;
  cluster: Cluster;
  clusterApi: { url: string; token: string };
  repositories: readonly SeedRepository[];
  endpoints: readonly SeedEndpoint[];
}): Promise<void> {
  const { clock, forge, cluster, repositories, endpoints } = options;
  let offset = -HISTORY_MS;
  clock.setOffset(offset);
  try {
    for (const repository of repositories) {
      const { owner, name, files, description, message, author } = repository;
      await forge.createRepository(owner, name, files, {
        description,
        message,
        author,
      });
    }
    for (const [namespace, hard] of quotasOf(endpoints)) {
      await applyQuota(options.clusterApi, namespace, hard);
    }
    const shouldRun = new Set(
      endpoints
        .filter(endpoint => endpoint.condition !== 'waiting-for-quota')
        .map(endpoint => endpoint.name),
    );
    for (let step = 0; step < MAX_STEPS; step += 1) {
      await cluster.tick();
      const starting = cluster
        .observe()
        .filter(
          workload =>
            shouldRun.has(workload.entityName) &&
            (workload.replicas.length < workload.desired ||
              workload.replicas.some(replica => !replica.ready)),
        );
      if (starting.length === 0) return;
      offset += STEP_MS;
      clock.setOffset(offset);
    }
    throw new Error('The seed endpoints did not all become ready');
  } finally {
    clock.setOffset(0);
  }
}
