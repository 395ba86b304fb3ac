import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Merge what the skeleton writes today into the repository of an endpoint, by a pull request',
    example: stringify({
      steps: [
        {
          id: 'upgrade',
          action: 'inference:endpoint:upgrade',
          name: 'Open a pull request',
          input: {
            name: 'support-chat',
            repoUrl: 'github.com?owner=example&repo=support-chat',
            branch: 'main',
            sourcePath: './rendering',
            fromVersion: '1.0.0',
            version: '1.1.0',
            changes: ['Adds a disruption budget.'],
          },
        },
      ],
    }),
  },
];
