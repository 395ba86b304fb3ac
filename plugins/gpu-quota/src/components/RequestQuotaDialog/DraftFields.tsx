import { Alert, NumberField, Select, TextAreaField } from '@backstage/ui';
import { Quiet } from '../Quiet';
import { monthlyCost } from '@golden-path/plugin-gpu-quota-common';
import { formatMoney } from '@golden-path/plugin-inference-common';
import { describeError } from '../../api/describeError';
import { useAcceleratorClasses } from '../../api/useAcceleratorClasses';
import { DateField } from '../DateField';
import { useTitles } from '../EntityTitle';
import { MAX_COUNT, type Draft, type DraftProblems } from './draft';

export type DraftFieldsProps = {
  teams: string[];
  draft: Draft;
  problems: DraftProblems;
  onChange: (change: Partial<Draft>) => void;
};

/** The fields of a quota request, each with what is wrong with it. */
export function DraftFields(props: DraftFieldsProps) {
  const { teams, draft, problems, onChange } = props;
  const classes = useAcceleratorClasses();
  const teamTitles = useTitles(teams);
  const chosen = classes.data?.find(
    option => option.name === draft.acceleratorClass,
  );
  return (
    <>
      <Select
        label="Team"
        isRequired
        placeholder="Choose a team"
        options={teams.map((team, index) => ({
          value: team,
          label: teamTitles[index] ?? team,
        }))}
        value={draft.team || null}
        onChange={key => onChange({ team: key === null ? '' : String(key) })}
        // Nothing chosen is not validated by the field itself, so what is wrong stands in its description.
        isInvalid={problems.team !== undefined}
        description={problems.team}
      />
      <Select
        label="Accelerator class"
        isRequired
        placeholder={classes.isPending ? 'Loading…' : 'Choose a class'}
        options={(classes.data ?? []).map(option => ({
          value: option.name,
          label: option.title,
        }))}
        value={draft.acceleratorClass || null}
        onChange={key =>
          onChange({ acceleratorClass: key === null ? '' : String(key) })
        }
        // Nothing chosen is not validated by the field itself, so what is wrong stands in its description.
        isInvalid={problems.acceleratorClass !== undefined}
        description={problems.acceleratorClass}
      />
      {classes.error && (
        <Alert
          role="alert"
          status="danger"
          icon
          title="Could not load the accelerator classes"
          description={describeError(classes.error)}
        />
      )}
      {classes.data?.length === 0 && (
        <Alert
          status="info"
          icon
          title="The catalog has no accelerator classes"
          description="The platform team adds them; nothing can be asked for before."
        />
      )}
      <NumberField
        label="Devices"
        isRequired
        minValue={1}
        maxValue={MAX_COUNT}
        value={draft.count}
        onChange={count => onChange({ count })}
        validate={() => problems.count ?? null}
        validationBehavior="aria"
      />
      <DateField
        label="Until"
        description="The last day the devices are needed; empty asks for them for good."
        value={draft.until}
        onChange={until => onChange({ until })}
        problem={problems.until}
      />
      <TextAreaField
        label="Reason"
        isRequired
        description="What it is for, and why this class and number."
        rows={4}
        value={draft.reason}
        onChange={reason => onChange({ reason })}
        validate={() => problems.reason ?? null}
        validationBehavior="aria"
      />
      {chosen && Number.isInteger(draft.count) && draft.count > 0 && (
        <Quiet>
          Up to{' '}
          {formatMoney(monthlyCost(chosen.pricePerDeviceHour, draft.count))}{' '}
          more per month, accelerators only, at list price.
        </Quiet>
      )}
    </>
  );
}
