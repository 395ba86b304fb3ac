import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Plan an endpoint for a known model and reserve what it needs',
    example: stringify({
      steps: [
        {
          id: 'plan',
          action: 'inference:endpoint:plan',
          name: 'Size the endpoint',
          input: {
            name: 'support-chat',
            owner: 'group:default/support-assist',
            environment: 'prod',
            model: { id: 'Qwen/Qwen2.5-7B-Instruct' },
            precision: 'auto',
            maxModelLength: 8192,
            requestsPerSecond: 1,
            promptTokens: 600,
            outputTokens: 200,
            minReplicas: 1,
            maxReplicas: 2,
            acceleratorClass: 'l4-24g',
            repoUrl: 'github.com?owner=example&repo=support-chat',
          },
        },
      ],
    }),
  },
  {
    description: 'Plan an endpoint for any model from its config.json',
    example: stringify({
      steps: [
        {
          id: 'plan',
          action: 'inference:endpoint:plan',
          name: 'Size the endpoint',
          input: {
            name: 'phi-mini',
            title: 'Phi mini',
            owner: 'group:default/search-ranking',
            environment: 'dev',
            model: {
              id: 'microsoft/Phi-4-mini-instruct',
              config: {
                architectures: ['Phi3ForCausalLM'],
                hidden_size: 3072,
                intermediate_size: 8192,
                max_position_embeddings: 131072,
                num_attention_heads: 24,
                num_hidden_layers: 32,
                num_key_value_heads: 8,
                tie_word_embeddings: true,
                vocab_size: 200064,
              },
            },
            precision: 'fp8',
            maxModelLength: 16384,
            requestsPerSecond: 2,
            promptTokens: 2000,
            outputTokens: 100,
            ttftP95Ms: 1500,
            minReplicas: 1,
            maxReplicas: 1,
            acceleratorClass: 'l4-24g',
            repoUrl: 'gitlab.example?owner=search&repo=phi-mini',
          },
        },
      ],
    }),
  },
  {
    description:
      'Plan a predictive model from a bucket, which scales to zero outside business hours',
    example: stringify({
      steps: [
        {
          id: 'plan',
          action: 'inference:endpoint:plan',
          name: 'Size the endpoint',
          input: {
            name: 'fraud-score',
            owner: 'group:default/support-assist',
            environment: 'dev',
            runtime: 'triton',
            model: { id: 'meridian/fraud-score', config: { weightsGiB: 0.4 } },
            modelLoading: 'object-storage',
            modelUri: 's3://models/fraud-score/v3',
            latencyProfile: 'interactive',
            availabilityTarget: 0.995,
            scaleToZero: true,
            businessHours: {
              start: '07:30',
              end: '19:00',
              timezone: 'Europe/Berlin',
            },
            maxModelLength: 256,
            requestsPerSecond: 20,
            promptTokens: 1,
            outputTokens: 1,
            ttftP95Ms: 80,
            minReplicas: 1,
            maxReplicas: 2,
            acceleratorClass: 'l4-24g',
            repoUrl: 'github.com?owner=example&repo=fraud-score',
          },
        },
      ],
    }),
  },
];
