import {
  costChange,
  stagesFor,
  type Evidence,
  type LedgerFigures,
  type Stage,
} from '@golden-path/plugin-gpu-quota-common';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import type { StoredGrant, StoredRequest } from '../database/rows';
import { toEvidence, type Findings } from './evidence';
import type { Organisation } from './Organisation';
import type { ServiceContext } from './ServiceContext';

/** What is asked for, and how things stand. */
export type Asked = {
  team: string;
  acceleratorClass: AcceleratorClass;
  count: number;
  until?: Date;
  /** The grant that is to go on. */
  renewed?: StoredGrant;
  sizing?: Evidence['sizing'];
  /** What was found out before the transaction began. */
  findings: Findings;
  at: Date;
  /** The ledger as locked, and the devices that wait. */
  figures: LedgerFigures;
  waiting: number;
  organisation: Organisation;
};

/** Evidence for a request, which rule of the policy it falls under, and what that makes of it. */
export function weighRequest(
  context: Pick<ServiceContext, 'policy' | 'requestExpiryMs'>,
  asked: Asked,
): Pick<
  StoredRequest,
  | 'state'
  | 'stages'
  | 'policyRule'
  | 'waitingOn'
  | 'grantedCount'
  | 'evidence'
  | 'expiresAt'
> {
  const { acceleratorClass, count, until, at, figures } = asked;
  const replaced = asked.renewed?.remaining ?? 0;
  const { rule, stages: wanted } = stagesFor(context.policy, {
    teamLine: asked.organisation.lineOf(asked.team),
    acceleratorClass: acceleratorClass.name,
    tier: acceleratorClass.tier,
    count,
    heldAfter: figures.granted - replaced + count,
    sizing: sizingOf(asked),
    utilisation: utilisationOf(asked),
    timeBoundMs: until && until.getTime() - at.getTime(),
  });
  const stages = withRoom(wanted, asked.findings, count - replaced);
  const expiry = at.getTime() + context.requestExpiryMs;
  const [waitingOn] = stages;
  return {
    ...(waitingOn
      ? { state: 'pending', waitingOn }
      : { state: 'approved', grantedCount: count }),
    stages,
    policyRule: rule,
    evidence: {
      quota: {
        granted: figures.granted,
        reserved: figures.reserved,
        waiting: asked.waiting,
      },
      cost: costChange({
        pricePerDeviceHour: acceleratorClass.pricePerDeviceHour,
        granted: figures.granted,
        count,
        replaced,
      }),
      ...(asked.sizing && { sizing: asked.sizing }),
      ...toEvidence(asked.findings, count - replaced),
    },
    // Nobody needs to decide on what would have ended already.
    expiresAt: new Date(Math.min(expiry, until?.getTime() ?? expiry)),
  };
}

/** The verdict, where it is of as many devices as are asked for: the rest may be of anything. */
function sizingOf({ sizing, count }: Asked) {
  return sizing && count <= (sizing.count ?? 0) ? sizing.verdict : undefined;
}

/** What the policy would grant at once needs a person where the class or the department has no room for it. */
function withRoom(stages: Stage[], { pool }: Findings, more: number): Stage[] {
  const { capacity, department } = pool;
  const room = Math.min(
    capacity.state === 'known' ? capacity.room : Infinity,
    department?.room ?? Infinity,
  );
  return stages.length === 0 && room < more ? ['lead'] : stages;
}

function utilisationOf(asked: Asked): number | undefined {
  const { usage } = asked.findings;
  if (usage.state !== 'known') return undefined;
  const ofClass = usage.items.find(
    item => item.acceleratorClass === asked.acceleratorClass.name,
  );
  return ofClass && ofClass.state !== 'no-data'
    ? ofClass.gpuUtilization?.mean
    : undefined;
}
