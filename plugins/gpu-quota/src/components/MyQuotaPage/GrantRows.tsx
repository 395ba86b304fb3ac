import { WARNING_DAYS, type Grant } from '@golden-path/plugin-gpu-quota-common';
import { Button } from '@backstage/ui';
import { useState } from 'react';
import { requestStates } from '../../format/words';
import { ClassTitle, classRef, useEntityTitle } from '../EntityTitle';
import { RenewDialog } from '../GrantDialogs';
import { Quiet } from '../Quiet';
import { RelativeTime, useNow } from '../RelativeTime';
import { RequestLink } from '../RequestLink';
import { Rows, type RowsColumn } from '../Rows';
import { StateBadge } from '../StateBadge';
import { Until } from '../Until';

const WARNED_MS = Math.max(...WARNING_DAYS) * 24 * 3_600_000;

/** A grant whose devices go back on a date. */
type Ending = Grant & { until: string };

const isEnding = (grant: Grant): grant is Ending => grant.until !== undefined;

const columns: RowsColumn<Ending>[] = [
  {
    id: 'class',
    label: 'Class',
    isRowHeader: true,
    cell: row => <ClassTitle acceleratorClass={row.acceleratorClass} />,
  },
  { id: 'count', label: 'Devices', align: 'end', cell: row => row.remaining },
  { id: 'until', label: 'Until', cell: row => <End grant={row} /> },
  {
    id: 'from',
    label: 'Granted with',
    cell: row =>
      row.request === undefined ? row.reason : <RequestLink id={row.request} />,
  },
];

function End(props: { grant: Ending }) {
  const { until, from, state } = props.grant;
  const now = useNow();
  const isSoon = Date.parse(until) - now <= WARNED_MS;
  return (
    <span>
      {state === 'scheduled' && (
        <>
          starts <RelativeTime at={from} />, until{' '}
        </>
      )}
      <Until at={until} />{' '}
      {isSoon && <StateBadge tone="warning">ends soon</StateBadge>}
    </span>
  );
}

/** What becomes of a grant afterwards: the request for it to go on, or the button for one. */
function Renewal(props: { grant: Ending; onRenew: () => void }) {
  const { grant, onRenew } = props;
  const title = useEntityTitle(classRef(grant.acceleratorClass));
  if (grant.renewal) {
    return (
      <span>
        <RequestLink id={grant.renewal.id} />,{' '}
        {requestStates[grant.renewal.state].label}
      </span>
    );
  }
  return grant.can.renew ? (
    <Button
      size="small"
      variant="secondary"
      aria-label={`Renew… ${grant.remaining} × ${title}`}
      onPress={onRenew}
    >
      Renew…
    </Button>
  ) : (
    <>not asked for</>
  );
}

/** The grants of a team that end by themselves, soonest first. */
export function GrantRows(props: { team: string; grants: Grant[] }) {
  const { team, grants } = props;
  const [renewing, setRenewing] = useState<Grant>();
  const ending = grants
    .filter(isEnding)
    .sort((a, b) => Date.parse(a.until) - Date.parse(b.until));
  if (ending.length === 0) {
    return <Quiet>What {team} holds has no end.</Quiet>;
  }
  return (
    <>
      <Rows
        caption={`Grants of ${team} that end`}
        columns={[
          ...columns,
          {
            id: 'renewal',
            label: 'Renewal',
            align: 'end',
            cell: row => (
              <Renewal grant={row} onRenew={() => setRenewing(row)} />
            ),
          },
        ]}
        rows={ending}
        rowKey={row => row.id}
      />
      {renewing && (
        <RenewDialog
          key={renewing.id}
          grant={renewing}
          onClose={() => setRenewing(undefined)}
        />
      )}
    </>
  );
}
