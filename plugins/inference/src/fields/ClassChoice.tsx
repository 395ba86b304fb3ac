import FormControlLabel from '@material-ui/core/FormControlLabel';
import Paper from '@material-ui/core/Paper';
import Radio from '@material-ui/core/Radio';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import {
  formatMoney,
  scalingCosts,
  type AcceleratorClass,
  type CostCase,
  type ScalingCost,
  type Scaling,
} from '@golden-path/plugin-inference-common';
import { StatusBadge } from '../components/StatusBadge';
import { formatCount, formatPerMonth } from '../format/format';
import { ClassHeadroom } from './ClassHeadroom';
import { VERDICT_WORDS, type Choice } from './choices';
import type { HeadroomView } from './useChoices';

const useStyles = makeStyles(theme => ({
  card: {
    padding: theme.spacing(1, 2),
    display: 'grid',
    gap: theme.spacing(0.5),
    '&[data-selected=true]': {
      borderColor: theme.palette.primary.main,
      boxShadow: `0 0 0 1px ${theme.palette.primary.main}`,
    },
  },
  heading: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1),
  },
  label: { marginRight: theme.spacing(1) },
  name: { fontWeight: 'bold' },
  body: {
    display: 'grid',
    gap: theme.spacing(0.5),
    paddingLeft: theme.spacing(4),
  },
  figures: {
    margin: 0,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 3),
  },
  value: { margin: 0, fontWeight: 'bold' },
  term: { fontSize: '0.75rem' },
  [theme.breakpoints.down('xs')]: { body: { paddingLeft: 0 } },
}));

/** `+$1,204/month` and `−$310/month` against the recommended class. */
function formatDifference(
  difference: NonNullable<Choice['difference']>,
): string {
  const sign = difference.amountMinor < 0 ? '−' : '+';
  return `${sign}${formatPerMonth({
    ...difference,
    amountMinor: Math.abs(difference.amountMinor),
  })}`;
}

/** What each cost is called; a bound names its replicas. */
const COST_TERMS: Record<CostCase, (cost: ScalingCost) => string> = {
  planned: ({ replicasInHours }) =>
    replicasInHours ? `Cost (in business hours ${replicasInHours})` : 'Cost',
  idle: () => 'Nobody asking',
  minimum: ({ replicas, replicasInHours }) =>
    replicasInHours
      ? `At the minimum (${replicas}, in business hours ${replicasInHours})`
      : `At the minimum (${replicas})`,
  maximum: ({ replicas }) => `At the maximum (${replicas})`,
};

/** What a plan takes and costs, as the card lists it; no amount of money twice. */
function figuresOf(
  choice: Choice,
  scaling: Scaling,
): { term: string; value: string }[] {
  const { plan, difference, verdict } = choice;
  if (!plan) {
    return [];
  }
  const { maxReplicas } = scaling;
  return [
    { term: 'Devices per replica', value: String(plan.devicesPerReplica) },
    ...(plan.tensorParallel === undefined
      ? []
      : [
          {
            term: 'Tensor parallel',
            value:
              plan.tensorParallel === 1 ? 'no' : `${plan.tensorParallel} ways`,
          },
        ]),
    {
      term: 'Replicas',
      value:
        plan.replicas === maxReplicas
          ? `${maxReplicas}`
          : `${plan.replicas}, up to ${maxReplicas}`,
    },
    ...(plan.maxConcurrency === undefined
      ? []
      : [
          {
            term: 'Full-length requests at once',
            value: formatCount(plan.maxConcurrency * plan.replicas),
          },
        ]),
    ...(plan.kvTokens === undefined
      ? []
      : [
          { term: 'Tokens in its KV cache', value: formatCount(plan.kvTokens) },
        ]),
    ...scalingCosts(plan, scaling).map(cost => ({
      term: COST_TERMS[cost.case](cost),
      value: formatPerMonth(cost.monthly),
    })),
    ...(difference && difference.amountMinor !== verdict.saves?.amountMinor
      ? [{ term: 'Against recommended', value: formatDifference(difference) }]
      : []),
    ...(verdict.saves
      ? [
          {
            term: 'Saved with a cheaper class',
            value: formatPerMonth(verdict.saves),
          },
        ]
      : []),
  ];
}

/** One class as a card with a radio button: whether it fits, what it takes, what it costs. */
export function ClassChoice(props: {
  id: string;
  choice: Choice;
  selected: boolean;
  disabled: boolean;
  headroom: HeadroomView;
  scaling: Scaling;
  classes: AcceleratorClass[];
}) {
  const { id, choice, selected, scaling } = props;
  const { acceleratorClass, verdict, plan } = choice;
  const styles = useStyles();
  const word = VERDICT_WORDS[verdict.verdict];
  return (
    <Paper variant="outlined" className={styles.card} data-selected={selected}>
      <div className={styles.heading}>
        <FormControlLabel
          className={styles.label}
          value={acceleratorClass.name}
          disabled={props.disabled || !plan}
          control={
            <Radio
              color="primary"
              inputProps={{ 'aria-describedby': `${id}-reason` }}
            />
          }
          label={<span className={styles.name}>{acceleratorClass.title}</span>}
        />
        <StatusBadge tone={word.tone}>{word.title}</StatusBadge>
        {choice.recommended ? (
          <StatusBadge tone="announcement" plain>
            Recommended
          </StatusBadge>
        ) : null}
        {acceleratorClass.tier === 'scarce' ? (
          <StatusBadge tone="neutral" plain>
            Scarce
          </StatusBadge>
        ) : null}
      </div>
      <div className={styles.body} id={`${id}-reason`}>
        <Typography variant="body2">{verdict.sentence}</Typography>
        {plan ? (
          <dl className={styles.figures}>
            {figuresOf(choice, scaling).map(({ term, value }) => (
              <div key={term}>
                <dt className={styles.term}>{term}</dt>
                <dd className={styles.value}>{value}</dd>
              </div>
            ))}
          </dl>
        ) : (
          <>
            {choice.remedies.length > 0 ? (
              <Typography variant="body2">
                What would help:{' '}
                {choice.remedies.map(({ sentence }) => sentence).join(' ')}
              </Typography>
            ) : null}
            <Typography variant="body2">
              {formatMoney(acceleratorClass.pricePerDeviceHour)} per device and
              hour
            </Typography>
          </>
        )}
        <ClassHeadroom
          choice={choice}
          headroom={props.headroom}
          maxReplicas={scaling.maxReplicas}
          classes={props.classes}
        />
      </div>
    </Paper>
  );
}
