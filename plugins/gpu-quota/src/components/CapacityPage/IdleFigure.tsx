import type { ClassCapacity } from '@golden-path/plugin-gpu-quota-common';
import { formatMoney } from '@golden-path/plugin-inference-common';
import { Quiet } from '../Quiet';
import { RelativeTime } from '../RelativeTime';

function windowWords(hours: number): string {
  return hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
}

function teams(count: number): string {
  return count === 1 ? '1 team' : `${count} teams`;
}

/** What endpoints held without using it, and what that cost, with how much of it was measured. */
export function IdleFigure(props: { usage: ClassCapacity['usage'] }) {
  const { usage } = props;
  if (usage.state === 'unknown') {
    return (
      <>
        unknown
        <Quiet small>{usage.reason}</Quiet>
      </>
    );
  }
  if (usage.coveredHours === 0) {
    return (
      <>
        unknown
        <Quiet small>
          No samples in the last {windowWords(usage.windowHours)}
        </Quiet>
      </>
    );
  }
  const deviceHours = `${Math.round(usage.idleDeviceHours)} device-hours`;
  // Teams are covered for different spans, so that only whole coverage tells how many devices that is.
  const isComplete = usage.coveredHours >= usage.windowHours;
  return (
    <>
      {isComplete
        ? `${(usage.idleDeviceHours / usage.windowHours).toFixed(1)} devices`
        : deviceHours}
      {usage.idleCost && `, ${formatMoney(usage.idleCost)}`}
      <Quiet small>
        {isComplete && `${deviceHours} `}in the last{' '}
        {windowWords(usage.windowHours)}
        {!isComplete &&
          `, measured for ${Math.round(usage.coveredHours)} of ${
            usage.windowHours
          } h where least is known`}
        {usage.teamsWithoutData > 0 &&
          `, without ${teams(usage.teamsWithoutData)} that gave no data`}
        ; <RelativeTime at={usage.asOf} />
        {!usage.idleCost && '. No list price'}
      </Quiet>
    </>
  );
}
