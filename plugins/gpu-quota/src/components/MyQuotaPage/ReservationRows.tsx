import type { Reservation } from '@golden-path/plugin-gpu-quota-common';
import { Quiet } from '../Quiet';
import { reservationStates } from '../../format/words';
import { ClassTitle, EntityTitle } from '../EntityTitle';
import { RelativeTime } from '../RelativeTime';
import { Rows, type RowsColumn } from '../Rows';
import { StateBadge } from '../StateBadge';
import { WaitingFor } from '../WaitingFor';

const columns: RowsColumn<Reservation>[] = [
  {
    id: 'endpoint',
    label: 'Endpoint',
    isRowHeader: true,
    cell: row => <EntityTitle entityRef={row.endpoint} />,
  },
  {
    id: 'class',
    label: 'Class',
    cell: row => <ClassTitle acceleratorClass={row.acceleratorClass} />,
  },
  { id: 'count', label: 'Devices', align: 'end', cell: row => row.count },
  {
    id: 'state',
    label: 'State',
    cell: row => (
      <span>
        <StateBadge tone={reservationStates[row.state].tone}>
          {reservationStates[row.state].label}
        </StateBadge>{' '}
        {row.interruptedAt && (
          <>
            interrupted <RelativeTime at={row.interruptedAt} />: what it had
            borrowed was called back. It goes on by itself{' '}
          </>
        )}
        {row.borrowed && <>{row.borrowed} borrowed </>}
        {row.wanted !== undefined && <>needs {row.wanted}: </>}
        {(row.state === 'waiting' || row.wanted !== undefined) &&
          row.request && <WaitingFor request={row.request} />}
        {row.state === 'active' && row.missingSince && (
          <>
            gone from the catalog <RelativeTime at={row.missingSince} />
          </>
        )}
        {row.state === 'held' && row.expiresAt && (
          <>
            expires <RelativeTime at={row.expiresAt} />
          </>
        )}
      </span>
    ),
  },
  {
    id: 'since',
    label: 'Made',
    cell: row => <RelativeTime at={row.createdAt} />,
  },
];

/** The endpoints that use a team's quota, or wait for it. */
export function ReservationRows(props: {
  team: string;
  reservations: Reservation[];
}) {
  const { team, reservations } = props;
  if (reservations.length === 0) {
    return (
      <Quiet>
        No endpoint of {team} reserves devices. A new inference endpoint makes
        its reservation by itself.
      </Quiet>
    );
  }
  return (
    <Rows
      caption={`Reservations of ${team}`}
      columns={columns}
      rows={reservations}
      rowKey={row => row.id}
    />
  );
}
