import { useEffect, useState } from 'react';
import FormControl from '@material-ui/core/FormControl';
import TextField from '@material-ui/core/TextField';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { readName } from './formData';
import { repositoryHosts } from './repositoryHosts';
import {
  checkRepositoryPlace,
  formatRepositoryUrl,
  parseRepositoryUrl,
  type RepositoryPlace,
} from './repositoryUrl';
import { useFieldStyles } from './useFieldStyles';

/**
 * Where a repository is created: one of the configured hosts, an owner and a name, which follows the endpoint's until
 * somebody types another one. With `ui:options`, it follows the entity or text in the field `follows`, with `suffix`.
 */
export function RepositoryPicker(props: FieldExtensionComponentProps<string>) {
  const { formData, onChange, idSchema, required, disabled, rawErrors } = props;
  const { uiSchema } = props;
  const classes = useFieldStyles();
  const config = useApi(configApiRef);
  const hosts = repositoryHosts(config);
  const proposed = config.getOptionalString('inference.repositoryOwner') ?? '';
  const place: RepositoryPlace = formData
    ? parseRepositoryUrl(formData)
    : { host: hosts[0] ?? '', owner: proposed, name: '' };
  const [left, setLeft] = useState({ owner: false, name: false });
  const problems = checkRepositoryPlace(place, hosts);
  const submitted = (rawErrors?.length ?? 0) > 0;

  const { follows: field = 'name', suffix = '' } = uiSchema['ui:options'] ?? {};
  const endpointName = readName(props.formContext?.formData, {
    field: String(field),
    suffix: String(suffix),
  });
  const [follows, setFollows] = useState(
    place.name === '' || place.name === endpointName,
  );
  const proposal = formatRepositoryUrl(
    follows ? { ...place, name: endpointName } : place,
  );
  useEffect(() => {
    if (proposal !== formData) onChange(proposal);
  }, [proposal, formData, onChange]);

  const edit = (patch: Partial<RepositoryPlace>) =>
    onChange(formatRepositoryUrl({ ...place, ...patch }));
  const text = (part: 'owner' | 'name', label: string, hint: string) => {
    const problem = left[part] || submitted ? problems[part] : undefined;
    return (
      <TextField
        id={`${idSchema.$id}-${part}`}
        label={label}
        required={required}
        disabled={disabled}
        value={place[part]}
        onChange={event => {
          if (part === 'name') setFollows(false);
          edit({ [part]: event.target.value });
        }}
        onBlur={() => setLeft(current => ({ ...current, [part]: true }))}
        error={problem !== undefined}
        helperText={problem ?? hint}
        FormHelperTextProps={{ className: classes.problem }}
        InputLabelProps={{ shrink: true, className: classes.problem }}
      />
    );
  };

  return (
    <FormControl fullWidth margin="normal" error={submitted}>
      <div className={classes.fields}>
        <TextField
          select
          id={idSchema.$id}
          label="Repository host"
          required={required}
          disabled={disabled}
          value={hosts.includes(place.host) ? place.host : ''}
          onChange={event => edit({ host: event.target.value })}
          error={problems.host !== undefined}
          helperText={problems.host}
          SelectProps={{ native: true }}
          FormHelperTextProps={{ className: classes.problem }}
          InputLabelProps={{ shrink: true, htmlFor: idSchema.$id }}
        >
          {!hosts.includes(place.host) && (
            <option value="">Choose a host</option>
          )}
          {hosts.map(host => (
            <option key={host} value={host}>
              {host}
            </option>
          ))}
        </TextField>
        {text(
          'owner',
          'Repository owner',
          'The organisation or group it is created in.',
        )}
        {text(
          'name',
          'Repository name',
          'Follows from the form, unless you choose another.',
        )}
      </div>
    </FormControl>
  );
}
