import { configApiRef } from '@backstage/core-plugin-api';
import {
  makeFieldSchema,
  type CustomFieldValidator,
} from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { repositoryHosts } from './repositoryHosts';
import { RepositoryPicker } from './RepositoryPicker';
import { checkRepositoryPlace, parseRepositoryUrl } from './repositoryUrl';

/** Refuses a place where no repository can be created, with everything that is wrong. */
export const validateRepository: CustomFieldValidator<string> = (
  value,
  field,
  { apiHolder },
) => {
  const config = apiHolder.get(configApiRef);
  const hosts = config ? repositoryHosts(config) : [];
  const problems = checkRepositoryPlace(parseRepositoryUrl(value), hosts);
  for (const problem of Object.values(problems)) {
    if (problem) field.addError(problem);
  }
};

export const repositoryPickerField = createFormField({
  name: 'RepositoryPicker',
  component: RepositoryPicker,
  schema: makeFieldSchema({ output: z => z.string() }),
  validation: validateRepository,
});
