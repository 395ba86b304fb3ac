import type { ClassCapacity } from '@golden-path/plugin-gpu-quota-common';
import { EntityTitle } from '../EntityTitle';
import { Quiet } from '../Quiet';
import { Rows, type RowsColumn } from '../Rows';

type Holder = ClassCapacity['teams'][number];

function utilization(usage: Holder['usage']): string {
  if (!usage) {
    return 'unknown';
  }
  if (usage.state === 'no-data' || !usage.gpuUtilization) {
    return usage.endpoints === 0 ? 'no endpoint' : 'no data';
  }
  const percent = `${Math.round(usage.gpuUtilization.mean * 100)} %`;
  return usage.state === 'partial'
    ? `${percent} of ${Math.round(usage.coveredHours)} h`
    : percent;
}

const columns: RowsColumn<Holder>[] = [
  {
    id: 'team',
    label: 'Team',
    isRowHeader: true,
    cell: row => <EntityTitle entityRef={row.team} />,
  },
  { id: 'granted', label: 'Granted', align: 'end', cell: row => row.granted },
  {
    id: 'reserved',
    label: 'Reserved',
    align: 'end',
    cell: row => row.reserved,
  },
  { id: 'waiting', label: 'Waiting', align: 'end', cell: row => row.waiting },
  {
    id: 'utilization',
    label: 'Mean utilisation',
    align: 'end',
    cell: row => utilization(row.usage),
  },
];

function hiddenSentence(count: number): string {
  return count === 1
    ? '1 more team holds some, which you may not see.'
    : `${count} more teams hold some, which you may not see.`;
}

/** Who holds a class, most granted first. */
export function HolderRows(props: { row: ClassCapacity }) {
  const { title, teams, hiddenTeams } = props.row;
  if (teams.length === 0 && hiddenTeams === 0) {
    return <Quiet>No team holds any.</Quiet>;
  }
  return (
    <>
      {teams.length > 0 && (
        <Rows
          caption={`Who holds ${title}, in devices`}
          columns={columns}
          rows={teams}
          rowKey={holder => holder.team}
        />
      )}
      {hiddenTeams > 0 && <Quiet>{hiddenSentence(hiddenTeams)}</Quiet>}
    </>
  );
}
