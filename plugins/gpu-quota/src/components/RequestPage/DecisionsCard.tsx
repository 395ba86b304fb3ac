import type {
  Decision,
  Question,
  QuotaRequestDetail,
} from '@golden-path/plugin-gpu-quota-common';
import { Quiet } from '../Quiet';
import { stageOwner } from '../../format/words';
import { EntityTitle } from '../EntityTitle';
import { RelativeTime } from '../RelativeTime';
import { StateBadge } from '../StateBadge';
import { Until } from '../Until';
import { SectionCard } from './SectionCard';
import styles from './List.module.css';

/** What has been decided, by whom and why, and whose turn it is. */
export function DecisionsCard(props: { request: QuotaRequestDetail }) {
  const { request } = props;
  return (
    <SectionCard title="Decisions">
      <Terms request={request} />
      <ul className={styles.list}>
        {request.decisions.map(decision => (
          <li key={decision.stage}>
            <DecisionLine decision={decision} asked={request.count} />
          </li>
        ))}
        {request.questions.map(question => (
          <li key={question.at}>
            <QuestionLine question={question} />
          </li>
        ))}
        {request.waitingOn && request.awaitingRequester && (
          <li>
            Now with <EntityTitle entityRef={request.requestedBy} />, for an
            answer; then with {stageOwner[request.waitingOn]}
          </li>
        )}
        {request.waitingOn && !request.awaitingRequester && (
          <li>
            Now with {stageOwner[request.waitingOn]}
            <Approvers approvers={request.approvers ?? []} />
          </li>
        )}
      </ul>
      {request.decisions.length === 0 && !request.waitingOn && (
        <Quiet>
          {request.state === 'approved'
            ? 'Approved by policy: it needed nobody’s decision.'
            : 'Nobody decided on it.'}
        </Quiet>
      )}
    </SectionCard>
  );
}

/** Which rule of the policy holds, and what happens when nobody decides. */
function Terms(props: { request: QuotaRequestDetail }) {
  const { policyRule, stages, expiresAt } = props.request;
  if (!policyRule && !expiresAt) {
    return null;
  }
  return (
    <Quiet small>
      {policyRule && (
        <>
          Policy rule <strong>{policyRule}</strong>:{' '}
          {stages.length === 0
            ? 'granted at once'
            : stages.map(stage => stageOwner[stage]).join(', then ')}
          .{' '}
        </>
      )}
      {expiresAt && (
        <>
          Given up if nobody decides until <Until at={expiresAt} />.
        </>
      )}
    </Quiet>
  );
}

function DecisionLine(props: { decision: Decision; asked: number }) {
  const { decision, asked } = props;
  const { stage, outcome, by, at, reason, grantedCount = asked } = decision;
  return (
    <>
      <strong>{stage}</strong>{' '}
      <StateBadge tone={outcome === 'approved' ? 'positive' : 'negative'}>
        {outcome === 'approved' && grantedCount < asked
          ? `approved ${grantedCount} of ${asked}`
          : outcome}
      </StateBadge>{' '}
      by <EntityTitle entityRef={by} />, <RelativeTime at={at} />
      {reason && <>: “{reason}”</>}
    </>
  );
}

function QuestionLine(props: { question: Question }) {
  const { stage, question, by, at, answer, answeredBy, answeredAt } =
    props.question;
  return (
    <>
      <strong>{stage}</strong> asked by <EntityTitle entityRef={by} />,{' '}
      <RelativeTime at={at} />: “{question}”
      {answeredAt && (
        <>
          {' — '}
          {answer === undefined ? 'request edited' : 'answered'}
          {answeredBy && (
            <>
              {' by '}
              <EntityTitle entityRef={answeredBy} />
            </>
          )}
          , <RelativeTime at={answeredAt} />
          {answer !== undefined && <>: “{answer}”</>}
        </>
      )}
    </>
  );
}

function Approvers(props: { approvers: string[] }) {
  const { approvers } = props;
  if (approvers.length === 0) {
    return null;
  }
  return (
    <>
      :{' '}
      {approvers.map((approver, index) => (
        <span key={approver}>
          {index > 0 && ', '}
          <EntityTitle entityRef={approver} />
        </span>
      ))}
    </>
  );
}
