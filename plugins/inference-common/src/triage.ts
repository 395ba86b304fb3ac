import type { OperatingModelDocument, Symptom } from './operatingModel';
import type { ResolvedSignals } from './resolveSignals';
import type {
  MatchedSymptom,
  PartyId,
  Phase,
  Slo,
  Triage,
  TriageVerdict,
} from './schemas';
import { SIGNALS, type SignalId } from './signals';
import { evaluateCondition } from './triageCondition';

/** How many missing figures a sentence names before it only counts. */
const NAMED_FIGURES = 3;

function matchedSymptom(
  symptom: Symptom,
  evidence: MatchedSymptom['evidence'],
): MatchedSymptom {
  const { when, ...shown } = symptom;
  return { ...shown, evidence };
}

function verdictOf(symptoms: MatchedSymptom[]): TriageVerdict {
  const parties = new Set(symptoms.map(symptom => symptom.first));
  if (parties.size > 1) return 'both';
  return parties.has('platform') ? 'platform' : 'model-team';
}

function sentenceOf(
  symptoms: MatchedSymptom[],
  titleOf: (party: PartyId) => string,
): string {
  const [top] = symptoms;
  const evidence = top.evidence[0] ? ` (${top.evidence[0].sentence})` : '';
  const other = symptoms.find(symptom => symptom.first !== top.first);
  return [
    `${titleOf(top.first)} first: ${top.title}${evidence}.`,
    other ? `${titleOf(other.first)} as well: ${other.title}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function undeterminedSentence(missing: SignalId[], platform: string): string {
  const titles = missing.map(id =>
    SIGNALS[id].title.toLocaleLowerCase('en-US'),
  );
  const named = titles.slice(0, NAMED_FIGURES).join('; ');
  const rest = titles.length - NAMED_FIGURES;
  const figures = rest > 0 ? `${named}; and ${rest} more` : named;
  const why = figures
    ? `no fresh figure for ${figures}`
    : 'the phase of the endpoint is not known';
  return `Undetermined: ${why}. Page ${platform} first.`;
}

function quietSentence(phase: Phase): string {
  if (phase.name === 'starting') {
    return 'Nothing wrong so far: the first start is within the expected time.';
  }
  if (phase.name === 'absent') return 'Nothing wrong: no replica is wanted.';
  return 'Nothing wrong: every figure is fresh and no symptom is seen.';
}

/**
 * Whose incident it is, if any: the symptoms seen, each with its evidence, and one verdict.
 *
 * @remarks
 * Symptoms come in the order of their severity, then of the document. When none is seen the verdict is
 * `nothing-wrong` only if every figure that any symptom looks at is fresh; a stale or missing one makes it
 * `undetermined`, and the platform is paged first.
 *
 * @public
 */
export function triage(
  signals: ResolvedSignals,
  slo: Slo,
  phase: Phase,
  operatingModel: OperatingModelDocument,
): Triage {
  const titleOf = (party: PartyId) =>
    operatingModel.parties.find(row => row.party === party)?.title ?? party;
  const rankOf = (symptom: MatchedSymptom) =>
    operatingModel.severities.findIndex(row => row.id === symptom.severity);

  const judged = operatingModel.symptoms.map(symptom => ({
    symptom,
    ...evaluateCondition(symptom.when, { signals, slo, phase }),
  }));
  const symptoms = judged
    .filter(row => row.outcome === 'yes')
    .map(row => matchedSymptom(row.symptom, row.evidence))
    .sort((left, right) => rankOf(left) - rankOf(right));

  if (symptoms.length > 0) {
    return {
      verdict: verdictOf(symptoms),
      pageFirst: symptoms[0].first,
      sentence: sentenceOf(symptoms, titleOf),
      symptoms,
    };
  }
  const missing = [...new Set(judged.flatMap(row => row.missing))];
  const open = judged.some(row => row.outcome === 'unknown');
  if (missing.length > 0 || open || phase.name === 'unknown') {
    return {
      verdict: 'undetermined',
      pageFirst: 'platform',
      sentence: undeterminedSentence(missing, titleOf('platform')),
      symptoms,
    };
  }
  return {
    verdict: 'nothing-wrong',
    pageFirst: 'nobody',
    sentence: quietSentence(phase),
    symptoms,
  };
}
