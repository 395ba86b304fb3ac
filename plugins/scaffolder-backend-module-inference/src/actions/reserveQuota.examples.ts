import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Reserve what a plan says an endpoint needs',
    example: stringify({
      steps: [
        {
          id: 'reserve',
          action: 'gpu-quota:reserve',
          name: 'Reserve accelerators',
          input: {
            owner: '${{ steps.plan.output.owner }}',
            acceleratorClass: '${{ steps.plan.output.acceleratorClass }}',
            devices: '${{ steps.plan.output.reservedDevices }}',
            endpointRef: '${{ steps.plan.output.endpointRef }}',
            sizing: '${{ steps.plan.output.sizing }}',
          },
        },
      ],
    }),
  },
];
