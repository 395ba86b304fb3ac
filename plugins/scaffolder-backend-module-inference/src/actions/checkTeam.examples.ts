import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Check a team before it is onboarded',
    example: stringify({
      steps: [
        {
          id: 'check',
          action: 'gpu-quota:team:check',
          name: 'Check the team',
          input: {
            team: 'group:default/voice-analytics',
            envelope: 'resource:default/gpu-starter',
            costCentre: 'CC-5230',
            monthlyBudget: 4000,
            currency: 'USD',
            repoUrl: 'github.com?owner=example&repo=voice-analytics-gpu',
          },
        },
      ],
    }),
  },
];
