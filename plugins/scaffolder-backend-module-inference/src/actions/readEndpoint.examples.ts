import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Read what an endpoint was rendered from, to render it again',
    example: stringify({
      steps: [
        {
          id: 'read',
          action: 'inference:endpoint:read',
          name: 'Read what it was made from',
          input: { endpoint: 'component:default/support-chat' },
        },
      ],
    }),
  },
];
