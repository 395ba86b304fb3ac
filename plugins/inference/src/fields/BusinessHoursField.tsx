import Checkbox from '@material-ui/core/Checkbox';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormHelperText from '@material-ui/core/FormHelperText';
import FormLabel from '@material-ui/core/FormLabel';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  checkBusinessHours,
  checkHoursReplicas,
  defaultHoursReplicas,
  type BusinessHours,
} from '@golden-path/plugin-inference-common';
import { readBounds } from './formData';
import { toSentence } from './toSentence';
import { useFieldStyles } from './useFieldStyles';

const useStyles = makeStyles(theme => ({
  parts: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(140px, 1fr))',
    marginTop: theme.spacing(1),
  },
}));

export const REPLICAS_LABEL = 'Replicas in these hours';

/** The reader's own zone, because they are most likely at work there. */
function defaultHours(replicas: number): BusinessHours {
  return {
    start: '08:00',
    end: '18:00',
    timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    replicas,
  };
}

const PARTS = [
  { part: 'start', label: 'From', type: 'time' },
  { part: 'end', label: 'Until', type: 'time' },
  { part: 'timezone', label: 'Time zone', type: 'text' },
] as const;

/** Hours in which replicas are kept up although nobody asks, and how many. */
export function BusinessHoursField(
  props: FieldExtensionComponentProps<BusinessHours>,
) {
  const { formData, onChange, idSchema, disabled, schema } = props;
  const styles = useStyles();
  const classes = useFieldStyles();
  const bounds = readBounds(props.formContext?.formData);
  const problems = formData
    ? [...checkBusinessHours(formData), ...checkHoursReplicas(formData, bounds)]
    : [];
  const problemOf = (part: string) =>
    problems.find(({ path }) => path === `businessHours.${part}`);
  const replicasProblem = problemOf('replicas');
  const id = idSchema.$id;
  return (
    <FormControl component="fieldset" fullWidth error={problems.length > 0}>
      <FormLabel component="legend" className={classes.problem}>
        {schema.title ?? 'Business hours'}
      </FormLabel>
      <FormControlLabel
        control={
          <Checkbox
            id={id}
            color="primary"
            checked={formData !== undefined}
            disabled={disabled}
            onChange={(_event, checked) =>
              onChange(
                checked
                  ? defaultHours(defaultHoursReplicas(bounds))
                  : undefined,
              )
            }
            inputProps={{ 'aria-describedby': `${id}-help` }}
          />
        }
        label="Keep replicas running in business hours"
      />
      <FormHelperText id={`${id}-help`} className={classes.problem}>
        From Monday to Friday, although nobody asks: nobody waits for a model to
        load while people are at work. Replicas start one after the other, so
        let the hours begin early enough.
      </FormHelperText>
      {formData ? (
        <div className={styles.parts}>
          {PARTS.map(({ part, label, type }) => {
            const problem = problemOf(part);
            return (
              <TextField
                key={part}
                id={`${id}-${part}`}
                label={label}
                type={type}
                required
                disabled={disabled}
                value={formData[part]}
                onChange={event =>
                  onChange({ ...formData, [part]: event.target.value })
                }
                error={problem !== undefined}
                helperText={problem && toSentence(problem.message)}
                FormHelperTextProps={{ className: classes.problem }}
                InputLabelProps={{ shrink: true, className: classes.problem }}
              />
            );
          })}
          <TextField
            id={`${id}-replicas`}
            label={REPLICAS_LABEL}
            type="number"
            required
            disabled={disabled}
            value={formData.replicas ?? ''}
            onChange={event =>
              onChange({
                ...formData,
                replicas:
                  event.target.value === ''
                    ? undefined
                    : Number(event.target.value),
              })
            }
            error={replicasProblem !== undefined}
            helperText={replicasProblem && toSentence(replicasProblem.message)}
            FormHelperTextProps={{ className: classes.problem }}
            InputLabelProps={{ shrink: true, className: classes.problem }}
            inputProps={{ min: bounds.minReplicas, max: bounds.maxReplicas }}
          />
        </div>
      ) : null}
    </FormControl>
  );
}
