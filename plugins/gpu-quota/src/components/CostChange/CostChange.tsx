import type { Evidence } from '@golden-path/plugin-gpu-quota-common';
import { formatMoneyChange } from '../../format/formatMoneyChange';

/** What a request adds to a team's monthly bill. */
export function CostChange(props: { cost: Evidence['cost'] }) {
  const { cost } = props;
  const change = cost && formatMoneyChange(cost.monthlyNow, cost.monthlyAfter);
  return <>{change ?? 'no list price'}</>;
}
