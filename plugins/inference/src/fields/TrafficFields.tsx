import TextField from '@material-ui/core/TextField';
import { StepFields, type StepProps } from './StepFields';
import { presetOf, TRAFFIC_PRESETS } from './trafficPresets';

const OWN = 'own';

/** The fields of traffic and SLO, and before them what fills all of them in at once. */
export function TrafficFields(props: StepProps) {
  const { formData, onChange, idSchema, disabled } = props;
  const preset = presetOf({ ...formData });
  const id = `${idSchema.$id}-preset`;
  return (
    <StepFields
      {...props}
      lead={
        <TextField
          select
          fullWidth
          id={id}
          label="What it is used for"
          disabled={disabled}
          value={preset?.id ?? OWN}
          onChange={event => {
            const chosen = TRAFFIC_PRESETS.find(
              item => item.id === event.target.value,
            );
            if (chosen) {
              onChange({ ...formData, ...chosen.values });
            }
          }}
          helperText={`${
            preset?.reason ?? 'Your own figures.'
          } Fills in the figures below; change what you know better.`}
          SelectProps={{ native: true }}
          InputLabelProps={{ shrink: true, htmlFor: id }}
        >
          {TRAFFIC_PRESETS.map(({ id: value, title }) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
          {preset ? null : <option value={OWN}>Something else</option>}
        </TextField>
      }
    />
  );
}
