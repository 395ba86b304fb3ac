import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import {
  scaffolderApiRef,
  type ScaffolderApi,
} from '@backstage/plugin-scaffolder-react';
import { createApiMockOf } from './createApiMockOf';

const number = (title: string, initial: number) => ({
  type: 'number',
  title,
  default: initial,
});

const manifest: Awaited<
  ReturnType<ScaffolderApi['getTemplateParameterSchema']>
> = {
  title: 'Inference endpoint',
  steps: [
    {
      title: 'Model',
      schema: {
        type: 'object',
        required: ['model'],
        properties: {
          model: {
            type: 'object',
            title: 'Model',
            'ui:field': 'ModelPicker',
            properties: { id: { type: 'string' }, config: { type: 'string' } },
          },
          precision: {
            type: 'string',
            title: 'Precision',
            enum: ['auto', 'bf16', 'fp8'],
            default: 'auto',
          },
          maxModelLength: number('Context length', 8192),
        },
      },
    },
    {
      title: 'Traffic',
      schema: {
        type: 'object',
        properties: {
          requestsPerSecond: number('Requests per second', 2),
          promptTokens: number('Prompt tokens', 1000),
          outputTokens: number('Output tokens', 200),
          ttftP95Ms: number('Time to first token p95, ms', 1000),
          minReplicas: number('Minimum replicas', 1),
          maxReplicas: number('Maximum replicas', 2),
        },
      },
    },
    {
      title: 'Accelerator',
      schema: {
        type: 'object',
        required: ['acceleratorClass'],
        properties: {
          acceleratorClass: {
            type: 'string',
            title: 'Accelerator class',
            'ui:field': 'AcceleratorPicker',
          },
        },
      },
    },
  ],
};

/** The scaffolder with one template whose form uses our fields; it creates nothing. */
export const scaffolderFixtures = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: scaffolderApiRef,
          deps: {},
          factory: () =>
            createApiMockOf<ScaffolderApi>({
              getTemplateParameterSchema: async () => manifest,
            }),
        }),
    }),
  ],
});
