import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Ask for what a checked envelope offers',
    example: stringify({
      steps: [
        {
          id: 'request',
          action: 'gpu-quota:request',
          name: 'Ask for the starter quota',
          input: {
            team: '${{ steps.check.output.team }}',
            devices: '${{ steps.check.output.devices }}',
            reason: 'Starter quota',
          },
        },
      ],
    }),
  },
];
