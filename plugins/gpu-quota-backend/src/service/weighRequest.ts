import {
  costChange,
  stagesFor,
  type Evidence,
  type LedgerFigures,
} from '@golden-path/plugin-gpu-quota-common';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import type { StoredGrant, StoredRequest } from '../database/rows';
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
  /** Mean utilisation of what the team holds of the class, 0 to 1; undefined when not known. */
  utilisation?: number;
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
  const { rule, stages } = stagesFor(context.policy, {
    teamLine: asked.organisation.lineOf(asked.team),
    acceleratorClass: acceleratorClass.name,
    tier: acceleratorClass.tier,
    count,
    heldAfter: figures.granted - replaced + count,
    sizing: asked.sizing?.verdict,
    utilisation: asked.utilisation,
    timeBoundMs: until && until.getTime() - at.getTime(),
  });
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
    },
    // Nobody needs to decide on what would have ended already.
    expiresAt: new Date(Math.min(expiry, until?.getTime() ?? expiry)),
  };
}
