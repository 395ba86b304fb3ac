/** Where each part of the sandbox listens. Loopback only. */
export type Addresses = {
  control: string;
  forge: string;
  cluster: string;
  prometheus: string;
  pager: string;
  identity: string;
  postgresPort: number;
};

/** Ports follow from one base, so that two sandboxes can run side by side. */
export const DEFAULT_PORT_BASE = 7020;

export function addressesFrom(portBase: number = DEFAULT_PORT_BASE): Addresses {
  const at = (offset: number) => `http://localhost:${portBase + offset}`;
  return {
    control: at(0),
    forge: at(1),
    cluster: at(2),
    prometheus: at(3),
    pager: at(4),
    identity: at(5),
    postgresPort: portBase + 6,
  };
}
