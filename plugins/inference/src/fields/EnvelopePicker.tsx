import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormLabel from '@material-ui/core/FormLabel';
import Paper from '@material-ui/core/Paper';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { useQuery } from '@tanstack/react-query';
import { describeError } from '../data/describeError';
import { queryClient } from '../data/queryClient';
import { formatPerMonth } from '../format/format';
import { loadEnvelopes, type EnvelopeOffer } from './envelopes';

const useStyles = makeStyles(theme => ({
  cards: {
    display: 'grid',
    gap: theme.spacing(1.5),
    marginTop: theme.spacing(1),
  },
  card: {
    padding: theme.spacing(1, 2),
    '&[data-selected=true]': {
      borderColor: theme.palette.primary.main,
      boxShadow: `0 0 0 1px ${theme.palette.primary.main}`,
    },
  },
  name: { fontWeight: 'bold' },
  body: { paddingLeft: theme.spacing(4) },
  [theme.breakpoints.down('xs')]: { body: { paddingLeft: 0 } },
}));

function Offer(props: {
  id: string;
  offer: EnvelopeOffer;
  selected: boolean;
  disabled: boolean;
}) {
  const { id, offer, selected, disabled } = props;
  const { envelope, devices, cost, gone } = offer;
  const styles = useStyles();
  return (
    <Paper variant="outlined" className={styles.card} data-selected={selected}>
      <FormControlLabel
        value={envelope.entityRef}
        disabled={disabled || gone.length > 0}
        control={
          <Radio color="primary" inputProps={{ 'aria-describedby': id }} />
        }
        label={<span className={styles.name}>{envelope.title}</span>}
      />
      <div id={id} className={styles.body}>
        <Typography variant="body2">
          {devices.join(', ')}
          {gone.length > 0
            ? `; ${gone.join(
                ', ',
              )} is no longer in the catalog, so this cannot be asked for`
            : `: ${cost
                .map(formatPerMonth)
                .join(' + ')} at list price, if all of it is used`}
        </Typography>
        {envelope.description ? (
          <Typography variant="body2">{envelope.description}</Typography>
        ) : null}
      </div>
    </Paper>
  );
}

/** Offers what the platform team publishes for teams to begin with: devices and what they cost. */
export function EnvelopePicker(props: FieldExtensionComponentProps<string>) {
  const { formData, onChange, idSchema, required, disabled, rawErrors } = props;
  const styles = useStyles();
  const catalogApi = useApi(catalogApiRef);
  const { data, error } = useQuery(
    {
      queryKey: ['inference', 'quota-envelopes'],
      queryFn: () => loadEnvelopes(catalogApi),
    },
    queryClient,
  );
  const labelId = `${idSchema.$id}-label`;
  return (
    <FormControl
      component="fieldset"
      fullWidth
      margin="normal"
      required={required}
      error={Boolean(rawErrors?.length)}
    >
      <FormLabel component="legend" id={labelId}>
        {props.schema.title ?? 'Starter quota'}
      </FormLabel>
      {error && !data ? (
        <Typography variant="body2" role="alert">
          The offers could not be read from the catalog:{' '}
          {describeError(error).message}
        </Typography>
      ) : null}
      {data?.offers.length === 0 ? (
        <Typography variant="body2" role="alert">
          There is no offer in the catalog. The platform team adds them as
          Resources of type quota-envelope.
        </Typography>
      ) : null}
      <RadioGroup
        aria-labelledby={labelId}
        name={idSchema.$id}
        value={formData ?? ''}
        onChange={(_event, ref) => onChange(ref)}
        className={styles.cards}
      >
        {data?.offers.map(offer => (
          <Offer
            key={offer.envelope.entityRef}
            id={`${idSchema.$id}-${offer.envelope.name}`}
            offer={offer}
            selected={offer.envelope.entityRef === formData}
            disabled={disabled}
          />
        ))}
      </RadioGroup>
      {data?.broken.map(({ name, reason }) => (
        <Typography key={name} variant="body2">
          {name} is left out: its catalog entry is not valid ({reason}).
        </Typography>
      ))}
    </FormControl>
  );
}
