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
  // An average over the hours that were measured.
  const idleDevices = usage.idleDeviceHours / usage.coveredHours;
  return (
    <>
      {idleDevices.toFixed(1)} devices
      {usage.idleCost && `, ${formatMoney(usage.idleCost)}`}
      <Quiet small>
        {Math.round(usage.idleDeviceHours)} device-hours in the last{' '}
        {windowWords(usage.windowHours)}
        {usage.coveredHours < usage.windowHours &&
          `, of which ${Math.round(usage.coveredHours)} h were measured`}
        {usage.teamsWithoutData > 0 &&
          `, without ${teams(usage.teamsWithoutData)} that gave no data`}
        ; <RelativeTime at={usage.asOf} />
        {!usage.idleCost && '. No list price'}
      </Quiet>
    </>
  );
}
