import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Give back what was reserved when a later step fails',
    example: stringify({
      steps: [
        {
          id: 'release',
          if: '${{ failure() and steps.reserve.output.reservationId }}',
          action: 'gpu-quota:release',
          name: 'Give the accelerators back',
          input: {
            reservationId: '${{ steps.reserve.output.reservationId }}',
          },
        },
      ],
    }),
  },
];
