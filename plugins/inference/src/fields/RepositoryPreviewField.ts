import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { RepositoryPreview } from './RepositoryPreview';

export const repositoryPreviewField = createFormField({
  name: 'RepositoryPreview',
  component: RepositoryPreview,
  schema: makeFieldSchema({
    output: z => z.undefined(),
    uiOptions: z => z.object({ template: z.string().optional() }),
  }),
});
