import { useEffect } from 'react';
import Button from '@material-ui/core/Button';
import FormControl from '@material-ui/core/FormControl';
import FormLabel from '@material-ui/core/FormLabel';
import RadioGroup from '@material-ui/core/RadioGroup';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { formatPerMonth } from '../format/format';
import { ClassChoice } from './ClassChoice';
import type { Choice } from './choices';
import { readOwner } from './formData';
import { useTeamToOnboard } from './tenancy';
import { TenancyNotice } from './TenancyNotice';
import { useChoices, type PickerView } from './useChoices';

const useStyles = makeStyles(theme => ({
  cards: {
    display: 'grid',
    gap: theme.spacing(1.5),
    marginTop: theme.spacing(1),
  },
  loading: { minHeight: 480 },
}));

/** What it means to have chosen something else than what is recommended. */
function consequence(
  selected: Choice | undefined,
  view: Extract<PickerView, { state: 'ready' }>,
): string {
  const { recommendation } = view;
  if (recommendation.state === 'none') {
    return recommendation.sentence;
  }
  if (!selected || selected.recommended) {
    return `Recommended: ${recommendation.sentence}`;
  }
  const cost = selected.difference?.amountMinor ?? 0;
  const name = selected.acceleratorClass.title;
  const best =
    view.choices.find(choice => choice.recommended)?.acceleratorClass.title ??
    recommendation.acceleratorClass;
  if (!selected.difference || cost === 0) {
    return `You chose ${name} instead of the recommended ${best}.`;
  }
  const amount = formatPerMonth({
    ...selected.difference,
    amountMinor: Math.abs(cost),
  });
  return `You chose ${name}: ${amount} ${
    cost > 0 ? 'more' : 'less'
  } than the recommended ${best}.`;
}

/** Offers every accelerator class as a card, sized for what the earlier steps ask for; the best is chosen already. */
export function AcceleratorPicker(props: FieldExtensionComponentProps<string>) {
  const {
    formData,
    onChange,
    idSchema,
    required,
    disabled,
    rawErrors,
    schema,
  } = props;
  const styles = useStyles();
  const view = useChoices(props.formContext?.formData);
  const teamToOnboard = useTeamToOnboard(
    readOwner(props.formContext?.formData),
  );
  const recommended =
    view.state === 'ready' && view.recommendation.state === 'recommended'
      ? view.recommendation.acceleratorClass
      : undefined;

  useEffect(() => {
    if (!formData && recommended !== undefined) {
      onChange(recommended);
    }
  }, [formData, recommended, onChange]);

  const labelId = `${idSchema.$id}-label`;
  const selected =
    view.state === 'ready'
      ? view.choices.find(choice => choice.acceleratorClass.name === formData)
      : undefined;
  const gone = view.state === 'ready' && Boolean(formData) && !selected;
  return (
    <FormControl
      component="fieldset"
      fullWidth
      margin="normal"
      required={required}
      error={Boolean(rawErrors?.length)}
    >
      <FormLabel component="legend" id={labelId}>
        {schema.title ?? 'Accelerator class'}
      </FormLabel>
      {teamToOnboard ? <TenancyNotice team={teamToOnboard} /> : null}
      {view.state === 'loading' ? (
        <Typography variant="body2" role="status" className={styles.loading}>
          Sizing the model for each accelerator class…
        </Typography>
      ) : null}
      {view.state === 'blocked' ? (
        <>
          <Typography variant="body2" role="alert">
            {view.sentence}
          </Typography>
          {view.retry ? (
            <div>
              <Button variant="outlined" onClick={view.retry}>
                Try again
              </Button>
            </div>
          ) : null}
        </>
      ) : null}
      {view.state === 'ready' ? (
        <>
          <Typography variant="body2" role="status">
            {gone
              ? `${formData} is no longer in the catalog; choose another class. `
              : ''}
            {selected && !selected.plan
              ? `${selected.acceleratorClass.title} no longer fits; choose another class. `
              : ''}
            {consequence(selected, view)}
          </Typography>
          {view.headroom.state === 'unknown' ? (
            <Typography variant="body2">{view.headroom.sentence}</Typography>
          ) : null}
          <RadioGroup
            aria-labelledby={labelId}
            name={idSchema.$id}
            value={formData ?? ''}
            onChange={(_event, name) => onChange(name)}
            className={styles.cards}
          >
            {view.choices.map(choice => (
              <ClassChoice
                key={choice.acceleratorClass.name}
                id={`${idSchema.$id}-${choice.acceleratorClass.name}`}
                choice={choice}
                selected={choice === selected}
                disabled={disabled}
                headroom={view.headroom}
                scaling={view.scaling}
                classes={view.classes}
              />
            ))}
          </RadioGroup>
          {view.broken.map(({ name, reason }) => (
            <Typography key={name} variant="body2">
              {name} is left out: its catalog entry is not valid ({reason}).
            </Typography>
          ))}
        </>
      ) : null}
    </FormControl>
  );
}
