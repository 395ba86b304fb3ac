import { Link } from '@backstage/ui';
import type { OnCallAnswer, OnCallLevel, Party } from '../api/types';
import { EntityLink } from '../components/EntityLink';
import { StatusBadge } from '../components/StatusBadge';
import { TimeAgo } from '../components/TimeAgo';
import { useNow } from '../data/clock';
import { formatAbsolute, formatMoment, formatRelative } from '../format/format';
import styles from './PartyOnCall.module.css';

type Rota = Pick<
  OnCallAnswer,
  'levels' | 'nextLevel' | 'nextFrom' | 'asOf' | 'link'
> & { state: 'ok' | 'gap' };

const ERRORS: Record<NonNullable<OnCallAnswer['kind']>, string> = {
  unauthorized: 'it refuses the portal’s credentials',
  forbidden: 'the portal may not read this rota',
  'not-found': 'it does not know this service',
  'rate-limited': 'it asks the portal to slow down',
  timeout: 'it did not answer in time',
  upstream: 'it failed to answer',
};

/** The rota to show: the answer itself, or the last good one when the source is down. */
function rotaOf(answer: OnCallAnswer): Rota | undefined {
  if (answer.state === 'ok' || answer.state === 'gap') {
    return { ...answer, state: answer.state };
  }
  return answer.lastGood ? { ...answer.lastGood } : undefined;
}

function Until(props: { until: string | null | undefined }) {
  const now = useNow();
  if (props.until === null) {
    return <>always</>;
  }
  if (props.until === undefined) {
    return null;
  }
  return (
    <time dateTime={props.until} title={formatAbsolute(props.until)}>
      until {formatMoment(props.until, now)} ({formatRelative(props.until, now)}
      )
    </time>
  );
}

function Targets(props: { level: OnCallLevel }) {
  return (
    <>
      {props.level.targets.map((target, index) => (
        <span key={target.id}>
          {index > 0 ? ', ' : ''}
          {target.email ? (
            <Link href={`mailto:${target.email}`} weight="bold">
              {target.name}
            </Link>
          ) : (
            <strong>{target.name}</strong>
          )}{' '}
          <span className={styles.muted}>
            <Until until={target.until} />
          </span>
        </span>
      ))}
    </>
  );
}

/** `then level 2, Lena Fischer, after 15 min` for each level above the first. */
function Escalation(props: { levels: OnCallLevel[] }) {
  return (
    <>
      {props.levels.map((level, index) => {
        const next = props.levels[index + 1];
        if (!next || level.escalateAfterSeconds === undefined) {
          return null;
        }
        const names =
          next.targets.map(target => target.name).join(', ') || 'nobody';
        return (
          <div key={next.level} className={styles.muted}>
            then level {next.level}, {names}, after{' '}
            {Math.round(level.escalateAfterSeconds / 60)} min
          </div>
        );
      })}
    </>
  );
}

function RotaLines(props: { rota: Rota }) {
  const { rota } = props;
  const levels = rota.levels ?? [];
  const first = levels[0];
  if (rota.state === 'ok' && first) {
    return (
      <>
        <div>
          <Targets level={first} />{' '}
          <span className={styles.muted}>· level {first.level}</span>
        </div>
        <Escalation levels={levels} />
      </>
    );
  }
  return (
    <>
      <div>
        <StatusBadge tone="warning">Nobody on call at level 1</StatusBadge>
        {rota.nextFrom ? (
          <span className={styles.muted}>
            {' '}
            next shift <TimeAgo at={rota.nextFrom} />
          </span>
        ) : null}
      </div>
      {rota.nextLevel ? (
        <div>
          <span className={styles.muted}>
            level {rota.nextLevel.level} now:
          </span>{' '}
          <Targets level={rota.nextLevel} />
        </div>
      ) : (
        <div className={styles.muted}>
          and nobody above it: pages for this party reach no one.
        </div>
      )}
    </>
  );
}

/** One party of the operating model: who is on call, until when, who is next; or why that is not known. */
export function PartyOnCall(props: { party: Party; pageFirst: boolean }) {
  const { title, ownerRef, onCall } = props.party;
  const rota = rotaOf(onCall);
  const provider = onCall.provider ?? 'The on-call source';
  const link = rota?.link ?? onCall.link;
  return (
    <li className={styles.party}>
      <div className={styles.heading}>
        <strong>{title}</strong>
        {ownerRef ? (
          <EntityLink entityRef={ownerRef} defaultKind="group" />
        ) : null}
        {props.pageFirst ? (
          <StatusBadge tone="announcement" plain>
            Page first
          </StatusBadge>
        ) : null}
      </div>
      {onCall.state === 'none' ? (
        <div className={styles.muted}>
          No on-call target is set.{' '}
          {ownerRef
            ? 'Add one to its group in the catalog; until then, ask the group.'
            : ''}
        </div>
      ) : null}
      {onCall.state === 'error' ? (
        <div>
          <StatusBadge tone="warning">
            {rota ? 'Last known' : 'Not known'}
          </StatusBadge>{' '}
          <span className={styles.muted}>
            {rota?.asOf ? (
              <>
                from <TimeAgo at={rota.asOf} />:{' '}
              </>
            ) : null}
            {provider}:{' '}
            {onCall.kind ? ERRORS[onCall.kind] : onCall.message ?? 'no answer'}
          </span>
        </div>
      ) : null}
      {rota ? <RotaLines rota={rota} /> : null}
      {onCall.state === 'none' ? null : (
        <div className={styles.muted}>
          {link ? (
            <Link href={link} aria-label={`${provider}: ${title}`}>
              {provider}
            </Link>
          ) : (
            provider
          )}
          {onCall.state !== 'error' && onCall.asOf ? (
            <>
              {' '}
              · checked <TimeAgo at={onCall.asOf} />
            </>
          ) : null}
        </div>
      )}
    </li>
  );
}
