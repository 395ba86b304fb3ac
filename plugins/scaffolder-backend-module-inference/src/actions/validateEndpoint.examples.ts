import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Check what a template has just written, before it is published',
    example: stringify({
      steps: [
        {
          id: 'validate',
          action: 'inference:endpoint:validate',
          name: 'Check the repository',
        },
      ],
    }),
  },
  {
    description: 'Check a repository that was fetched into a folder',
    example: stringify({
      steps: [
        {
          id: 'validate',
          action: 'inference:endpoint:validate',
          name: 'Check the repository',
          input: { path: './endpoint' },
        },
      ],
    }),
  },
];
