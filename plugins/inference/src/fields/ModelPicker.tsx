import { useState } from 'react';
import FormControl from '@material-ui/core/FormControl';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  KNOWN_MODELS,
  parseSafetensorsIndex,
} from '@golden-path/plugin-inference-common';
import { FileInput } from './FileInput';
import { readOptions, readOwner, type ModelValue } from './formData';
import { ModelSummary } from './ModelSummary';
import { useTeamToOnboard } from './tenancy';
import { TenancyNotice } from './TenancyNotice';
import { checkModelValue, isKnownValue, valueOfKnownModel } from './modelValue';
import { PredictiveModelPicker } from './PredictiveModelPicker';
import { useFieldStyles } from './useFieldStyles';

const NOTHING = '';
const OTHER = 'other';

/** Longest config.json that is read, and longest index: that of a trillion parameters has about 10 MB. */
const CONFIG_BYTES = 1_000_000;
const INDEX_BYTES = 50_000_000;

const useStyles = makeStyles({
  config: { fontFamily: 'monospace', fontSize: '0.8rem' },
});

/** What is served: a language model for vLLM, a predictive one for Triton. */
export function ModelPicker(props: FieldExtensionComponentProps<ModelValue>) {
  const { runtime } = readOptions(props.formContext?.formData);
  return runtime === 'triton' ? (
    <PredictiveModelPicker {...props} />
  ) : (
    <LanguageModelPicker {...props} />
  );
}

/** Picks a known model, or takes any other one by its id and its `config.json`. */
function LanguageModelPicker(props: FieldExtensionComponentProps<ModelValue>) {
  const {
    formData,
    onChange,
    idSchema,
    required,
    disabled,
    rawErrors,
    schema,
  } = props;
  const classes = { ...useFieldStyles(), ...useStyles() };
  const teamToOnboard = useTeamToOnboard(
    readOwner(props.formContext?.formData),
  );
  const value =
    formData?.id !== undefined || formData?.config !== undefined
      ? formData
      : undefined;
  const [custom, setCustom] = useState(
    () => value !== undefined && value.config !== '' && !isKnownValue(value),
  );
  // Nobody is told off for what they have not come to yet.
  const [left, setLeft] = useState({ id: false, config: false });
  const [indexProblem, setIndexProblem] = useState<string>();
  const problems = checkModelValue(
    value,
    readOptions(props.formContext?.formData),
  );
  const pasted = (value?.config ?? '') !== '';
  const showIdProblem =
    custom && (left.id || (rawErrors?.length ?? 0) > 0)
      ? problems.id
      : undefined;
  const showConfigProblems =
    custom && (pasted || left.config) ? problems.config : [];

  const select = (choice: string) => {
    setLeft({ id: false, config: false });
    setIndexProblem(undefined);
    setCustom(choice === OTHER);
    onChange(
      choice === OTHER ? { id: '', config: '' } : valueOfKnownModel(choice),
    );
  };
  const edit = (patch: Partial<ModelValue>) =>
    onChange({
      ...value,
      id: value?.id ?? '',
      config: value?.config ?? '',
      ...patch,
    });
  const { weightBytes: _inexact, ...withoutIndex } = {
    id: value?.id ?? '',
    config: value?.config ?? '',
    weightBytes: value?.weightBytes,
  };
  const readIndex = (text: string) => {
    const index = parseSafetensorsIndex(text);
    setIndexProblem(
      index.ok
        ? undefined
        : index.errors
            .map(({ path, message }) => `${path} ${message}`)
            .join('. '),
    );
    onChange(
      index.ok
        ? { ...withoutIndex, weightBytes: index.value.weightBytes }
        : withoutIndex,
    );
  };

  return (
    <FormControl
      fullWidth
      margin="normal"
      required={required}
      error={Boolean(rawErrors?.length)}
    >
      <div className={classes.fields}>
        {teamToOnboard ? <TenancyNotice team={teamToOnboard} /> : null}
        <TextField
          select
          id={idSchema.$id}
          label={schema.title ?? 'Model'}
          required={required}
          disabled={disabled}
          value={custom ? OTHER : value?.id ?? NOTHING}
          onChange={event => select(event.target.value)}
          helperText="Known models come with their config.json. Any other model works too: paste its own."
          SelectProps={{ native: true }}
          InputLabelProps={{ shrink: true, htmlFor: idSchema.$id }}
        >
          <option value={NOTHING} disabled>
            Choose a model
          </option>
          {KNOWN_MODELS.map(model => (
            <option key={model.id} value={model.id}>
              {model.title}
            </option>
          ))}
          <option value={OTHER}>Another model: paste its config.json</option>
        </TextField>
        {custom ? (
          <>
            <TextField
              id={`${idSchema.$id}-id`}
              label="Model id"
              placeholder="publisher/model"
              required={required}
              disabled={disabled}
              value={value?.id ?? ''}
              onChange={event => edit({ id: event.target.value })}
              onBlur={() => setLeft(current => ({ ...current, id: true }))}
              error={showIdProblem !== undefined}
              helperText={showIdProblem ?? 'As its publisher writes it.'}
              FormHelperTextProps={{ className: classes.problem }}
              InputLabelProps={{ shrink: true, className: classes.problem }}
            />
            <TextField
              id={`${idSchema.$id}-config`}
              label="config.json"
              required={required}
              disabled={disabled}
              multiline
              minRows={6}
              maxRows={16}
              variant="outlined"
              value={value?.config ?? ''}
              onChange={event => edit({ config: event.target.value })}
              onBlur={() => setLeft(current => ({ ...current, config: true }))}
              error={showConfigProblems.length > 0}
              helperText={
                showConfigProblems.length > 0
                  ? showConfigProblems.join('. ')
                  : 'The whole file, as published beside the weights.'
              }
              FormHelperTextProps={{
                className: classes.problem,
                role: showConfigProblems.length > 0 ? 'alert' : undefined,
              }}
              InputProps={{ classes: { input: classes.config } }}
              inputProps={{ spellCheck: false }}
              InputLabelProps={{ shrink: true, className: classes.problem }}
            />
            <FileInput
              id={`${idSchema.$id}-config-file`}
              label="Or upload the file"
              accept=".json,application/json"
              mostBytes={CONFIG_BYTES}
              disabled={disabled}
              onText={config => edit({ config })}
            />
            <FileInput
              id={`${idSchema.$id}-index-file`}
              label="Exact size: upload model.safetensors.index.json (optional)"
              accept=".json,application/json"
              mostBytes={INDEX_BYTES}
              disabled={disabled}
              problem={indexProblem ?? problems.index}
              hint="Lies beside the weights of a large model. Without it the size follows from config.json."
              onText={readIndex}
              onRemove={
                value?.weightBytes === undefined
                  ? undefined
                  : () => onChange(withoutIndex)
              }
            />
          </>
        ) : null}
        {problems.parsed ? (
          <ModelSummary
            model={problems.parsed}
            exact={value?.weightBytes !== undefined && !problems.index}
          />
        ) : null}
      </div>
    </FormControl>
  );
}
