import type { ClassCapacity } from '@golden-path/plugin-gpu-quota-common';
import { EntityTitle } from '../EntityTitle';
import { Rows, type RowsColumn } from '../Rows';
import { StateBadge } from '../StateBadge';

type Department = ClassCapacity['departments'][number];

function Room(props: { department: Department }) {
  const { cap, promised, room } = props.department;
  if (cap === undefined) return <>no cap</>;
  return promised > cap ? (
    <StateBadge tone="negative">over by {promised - cap}</StateBadge>
  ) : (
    <>{room}</>
  );
}

const columns: RowsColumn<Department>[] = [
  {
    id: 'department',
    label: 'Department',
    isRowHeader: true,
    cell: row => <EntityTitle entityRef={row.department} />,
  },
  { id: 'cap', label: 'Cap', align: 'end', cell: row => row.cap ?? '–' },
  {
    id: 'promised',
    label: 'Promised',
    align: 'end',
    cell: row => row.promised,
  },
  {
    id: 'room',
    label: 'Room',
    align: 'end',
    cell: row => <Room department={row} />,
  },
  {
    id: 'reserved',
    label: 'Reserved',
    align: 'end',
    cell: row => row.reserved,
  },
  { id: 'lent', label: 'Lent', align: 'end', cell: row => row.lent },
];

/** What departments may hold of a class, where any has a cap or lends. */
export function DepartmentRows(props: { row: ClassCapacity }) {
  const { title, departments } = props.row;
  const shown = departments.filter(
    ({ cap, lent }) => cap !== undefined || lent > 0,
  );
  if (shown.length === 0) return null;
  return (
    <Rows
      caption={`What departments may hold of ${title}, in devices`}
      columns={columns}
      rows={shown}
      rowKey={row => row.department}
    />
  );
}
