import { InputError } from '@backstage/errors';

export const FAULT_KINDS = [
  'gpu-xid',
  'slow-node',
  'image-pull-failure',
  'bad-build',
  'traffic-spike',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** What a fault strikes; the cluster chooses it when the endpoint has a scheduled pod. */
export type FaultTarget = {
  pod: string;
  node: string;
  /** The device's name on its node and its UUID. */
  device?: string;
  deviceId?: string;
};

export type Fault = {
  kind: FaultKind;
  /** Catalog namespace and name: `default/support-chat`. */
  endpoint: string;
  /** Milliseconds. */
  since: number;
  target?: FaultTarget;
};

/** A fault as it is asked for. */
export type FaultRequest = { kind: FaultKind; endpoint: string };

export function isFaultKind(value: unknown): value is FaultKind {
  return FAULT_KINDS.some(kind => kind === value);
}

function requireKind(kind: unknown): void {
  if (!isFaultKind(kind)) {
    throw new InputError(
      `Unknown fault "${kind}"; it is one of ${FAULT_KINDS.join(', ')}`,
    );
  }
}

/** The faults that are in force. */
export class FaultBoard {
  readonly #now: () => number;
  #faults: Fault[] = [];
  #revision = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Grows with every change. */
  get revision(): number {
    return this.#revision;
  }

  /** Puts a fault in force; one that is already in force stays as it is. */
  inject(request: FaultRequest): Fault {
    const { kind, endpoint } = request;
    requireKind(kind);
    const active = this.find(kind, endpoint);
    if (active) {
      return active;
    }
    const fault: Fault = { kind, endpoint, since: this.#now() };
    this.#set([...this.#faults, fault]);
    return fault;
  }

  /** Ends a fault; false when it was not in force. */
  clear(request: FaultRequest): boolean {
    const { kind, endpoint } = request;
    requireKind(kind);
    const fault = this.find(kind, endpoint);
    if (fault) {
      this.#set(this.#faults.filter(one => one !== fault));
    }
    return fault !== undefined;
  }

  aim(fault: Fault, target: FaultTarget): void {
    this.#set(
      this.#faults.map(one => (one === fault ? { ...one, target } : one)),
    );
  }

  find(kind: FaultKind, endpoint: string): Fault | undefined {
    return this.#faults.find(
      fault => fault.kind === kind && fault.endpoint === endpoint,
    );
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  restore(faults: Fault[]): void {
    this.#faults = faults;
  }

  #set(faults: Fault[]): void {
    this.#faults = faults;
    this.#revision += 1;
  }
}
