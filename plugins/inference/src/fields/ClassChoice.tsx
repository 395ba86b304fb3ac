import FormControlLabel from '@material-ui/core/FormControlLabel';
import Paper from '@material-ui/core/Paper';
import Radio from '@material-ui/core/Radio';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import { StatusBadge } from '../components/StatusBadge';
import { formatMoney, formatPerMonth, formatPlural } from '../format/format';
import {
  devicesToReserve,
  headroomOf,
  VERDICT_WORDS,
  type Choice,
} from './choices';
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

function TeamTitle(props: { team: string }) {
  return <>{useEntityPresentation(props.team).primaryTitle}</>;
}

function Headroom(props: {
  choice: Choice;
  headroom: HeadroomView;
  maxReplicas: number;
}) {
  const { choice, headroom, maxReplicas } = props;
  if (headroom.state !== 'known' || !choice.plan) {
    return null;
  }
  const needed = devicesToReserve(choice.plan, maxReplicas);
  return (
    <>
      {headroomOf(headroom.teams, choice.acceleratorClass.name).map(
        ({ team, granted, available }) => (
          <Typography key={team} variant="body2">
            <TeamTitle team={team} />: {available} of{' '}
            {formatPlural(granted, 'device')} free,{' '}
            {needed <= available
              ? `enough for the ${needed} this needs`
              : `this needs ${needed}; a quota request will be filed and the endpoint waits for it`}
          </Typography>
        ),
      )}
    </>
  );
}

/** One class as a card with a radio button: whether it fits, what it takes, what it costs. */
export function ClassChoice(props: {
  id: string;
  choice: Choice;
  selected: boolean;
  disabled: boolean;
  headroom: HeadroomView;
  maxReplicas: number;
}) {
  const { id, choice, selected, maxReplicas } = props;
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
            {[
              {
                term: 'Devices per replica',
                value: String(plan.devicesPerReplica),
              },
              {
                term: 'Replicas',
                value:
                  plan.replicas === maxReplicas
                    ? `${maxReplicas}`
                    : `${plan.replicas}, up to ${maxReplicas}`,
              },
              {
                term: 'Full-length requests at once',
                value: String(plan.maxConcurrency * plan.replicas),
              },
              { term: 'Cost', value: formatPerMonth(plan.monthlyCost) },
              ...(plan.monthlyCostAtMost.amountMinor >
              plan.monthlyCost.amountMinor
                ? [
                    {
                      term: 'With all replicas',
                      value: formatPerMonth(plan.monthlyCostAtMost),
                    },
                  ]
                : []),
              ...(choice.difference
                ? [
                    {
                      term: 'Against recommended',
                      value: formatDifference(choice.difference),
                    },
                  ]
                : []),
            ].map(({ term, value }) => (
              <div key={term}>
                <dt className={styles.term}>{term}</dt>
                <dd className={styles.value}>{value}</dd>
              </div>
            ))}
          </dl>
        ) : (
          <Typography variant="body2">
            {formatMoney(acceleratorClass.pricePerDeviceHour)} per device and
            hour
          </Typography>
        )}
        <Headroom
          choice={choice}
          headroom={props.headroom}
          maxReplicas={maxReplicas}
        />
      </div>
    </Paper>
  );
}
