import { Link } from '@backstage/ui';
import type { MatchedSymptom, PartyName, TriageVerdict } from '../api/types';
import { TimeAgo } from '../components/TimeAgo';
import { formatPlural } from '../format/format';
import styles from './SymptomList.module.css';

const PARTIES: Record<PartyName, string> = {
  platform: 'platform',
  'model-team': 'the model team',
};

/** A runbook is followed only where it leads to a web page; anything else is shown as text. */
function isWebLink(runbook: string): boolean {
  return /^https?:\/\//.test(runbook) || /^\/(?!\/)/.test(runbook);
}

function Runbook(props: { symptom: MatchedSymptom }) {
  const { runbook, title } = props.symptom;
  if (!runbook) {
    return null;
  }
  return isWebLink(runbook) ? (
    <Link href={runbook} aria-label={`Runbook: ${title}`}>
      Runbook
    </Link>
  ) : (
    <span>Runbook: {runbook}</span>
  );
}

function escalation({ first, then, afterMinutes }: MatchedSymptom): string {
  const start = `First ${PARTIES[first]}`;
  if (!then) {
    return start;
  }
  return `${start}, then ${PARTIES[then]}${
    afterMinutes === undefined ? '' : ` after ${afterMinutes} min`
  }`;
}

/** The symptoms that led to the verdict, each with what was seen and how long ago. */
export function SymptomList(props: {
  symptoms: MatchedSymptom[];
  verdict: TriageVerdict;
}) {
  if (props.symptoms.length === 0) {
    return (
      <p className={styles.none}>
        {props.verdict === 'undetermined'
          ? 'No symptom could be ruled in or out: signals are missing or too old.'
          : 'No symptom of the operating model matches.'}
      </p>
    );
  }
  return (
    <ul
      className={styles.list}
      aria-label={formatPlural(props.symptoms.length, 'matched symptom')}
    >
      {props.symptoms.map(symptom => (
        <li key={symptom.id} className={styles.symptom}>
          <div className={styles.title}>{symptom.title}</div>
          <ul className={styles.evidence}>
            {symptom.evidence.map(evidence => (
              <li key={`${evidence.signal} ${evidence.sentence}`}>
                {evidence.sentence}
                {evidence.at ? (
                  <span className={styles.muted}>
                    {' '}
                    · <TimeAgo at={evidence.at} />
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
          <div className={styles.muted}>{symptom.why}</div>
          <div className={styles.muted}>
            {escalation(symptom)}
            {symptom.runbook ? ' · ' : ''}
            <Runbook symptom={symptom} />
          </div>
        </li>
      ))}
    </ul>
  );
}
