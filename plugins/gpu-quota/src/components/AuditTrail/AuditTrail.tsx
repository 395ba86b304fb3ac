import type { AuditEvent } from '@golden-path/plugin-gpu-quota-common';
import { useAuditEvents, type AuditFilter } from '../../api/useAuditEvents';
import { ClassTitle, EntityTitle } from '../EntityTitle';
import { QueryView } from '../QueryView';
import { Quiet } from '../Quiet';
import { RelativeTime } from '../RelativeTime';
import { RequestLink } from '../RequestLink';
import { Rows, type RowsColumn } from '../Rows';
import { ShowMore } from '../ShowMore';
import { actionWords, detailsOf } from './auditWords';
import { VerifyAudit } from './VerifyAudit';

export type AuditTrailProps = AuditFilter & {
  /** What the trail is of, as it reads after "the history of": "request 12". */
  what: string;
  /** The text where nothing happened. */
  empty?: string;
};

function Actor(props: { actor: string }) {
  const { actor } = props;
  if (actor.startsWith('user:')) {
    return <EntityTitle entityRef={actor} />;
  }
  return <>{actor === 'system' ? 'The portal' : actor}</>;
}

function Subject(props: { event: AuditEvent }) {
  const { subject, team } = props.event;
  const request = /^request:(\d+)$/.exec(subject);
  return (
    <span>
      {request ? (
        <RequestLink id={Number(request[1])} />
      ) : (
        <span title={subject}>{subject.slice(0, subject.indexOf(':'))}</span>
      )}{' '}
      of <EntityTitle entityRef={team} />
    </span>
  );
}

function What(props: { event: AuditEvent }) {
  const { acceleratorClass, count, outcome, endpoint, text } = detailsOf(
    props.event,
  );
  return (
    <div>
      {actionWords(props.event.action)}
      {outcome && ` (${outcome})`}
      {acceleratorClass && (
        <>
          : {count !== undefined && `${count} × `}
          <ClassTitle acceleratorClass={acceleratorClass} />
        </>
      )}
      {endpoint && (
        <>
          {' '}
          for <EntityTitle entityRef={endpoint} />
        </>
      )}
      {text && <Quiet small>“{text}”</Quiet>}
    </div>
  );
}

const columns: RowsColumn<AuditEvent>[] = [
  {
    id: 'who',
    label: 'Who',
    isRowHeader: true,
    cell: row => <Actor actor={row.actor} />,
  },
  { id: 'what', label: 'What', cell: row => <What event={row} /> },
  { id: 'of', label: 'Of', cell: row => <Subject event={row} /> },
  {
    id: 'when',
    label: 'When',
    align: 'end',
    cell: row => <RelativeTime at={row.at} />,
  },
];

/** What happened to a team's quota or to one request, newest first, and for a team whether that was tampered with. */
export function AuditTrail(props: AuditTrailProps) {
  const { what, empty = 'Nothing happened yet.', ...filter } = props;
  const events = useAuditEvents(filter);
  return (
    <>
      {/* Another team is another question. */}
      {filter.team && <VerifyAudit key={filter.team} team={filter.team} />}
      <QueryView query={events} what={`history of ${what}`} lines={4}>
        {rows =>
          rows.length === 0 ? (
            <Quiet>{empty}</Quiet>
          ) : (
            <>
              <Rows
                caption={`History of ${what}, newest first`}
                columns={columns}
                rows={rows}
                rowKey={row => `${row.team} ${row.seq}`}
              />
              <ShowMore pages={events} />
            </>
          )
        }
      </QueryView>
    </>
  );
}
