import { NotFoundError } from '@backstage/errors';
import { type Cluster } from './cluster';
import { type Fault } from './createControl';
import { type Telemetry } from './telemetry';

/** Which part of the sandbox acts out a fault; some show in the cluster, some in the figures, some in both. */
export function faultsOf(cluster: Cluster, telemetry: Telemetry) {
  const nodeOf = (endpoint: string) => {
    const node = cluster
      .observe()
      .find(workload => workload.entityName === endpoint)
      ?.replicas.find(replica => replica.node)?.node;
    if (!node) {
      throw new NotFoundError(`No replica of ${endpoint} is on a node`);
    }
    return node;
  };

  return {
    injectFault({ kind, endpoint }: Fault): void {
      const ref = `default/${endpoint}`;
      cluster.injectFault({ kind, endpoint: ref });
      if (kind === 'slow-node') {
        telemetry.injectFault({ kind, node: nodeOf(endpoint) });
      } else if (kind !== 'image-pull-failure') {
        telemetry.injectFault({ kind, endpoint: ref });
      }
    },
    clearFault({ kind, endpoint }: Fault): void {
      const ref = `default/${endpoint}`;
      cluster.clearFault({ kind, endpoint: ref });
      for (const fault of telemetry.faults()) {
        const concerns =
          fault.kind === 'slow-node'
            ? fault.node === nodeOf(endpoint)
            : fault.endpoint === ref;
        if (fault.kind === kind && concerns) telemetry.clearFault(fault.id);
      }
    },
  };
}
