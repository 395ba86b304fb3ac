import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fetchApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import type {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { parse } from 'yaml';
import { classEntities } from '../__testUtils__/classFixtures';
import { queryClient } from '../data/queryClient';
import { AcceleratorPicker } from './AcceleratorPicker';
import { validateAccelerator } from './AcceleratorPickerField';
import { BusinessHoursField } from './BusinessHoursField';
import { HubTokenField } from './HubTokenField';
import { ModelLoadingPicker } from './ModelLoadingPicker';
import { ModelPicker } from './ModelPicker';
import { validateModel } from './ModelPickerField';
import { ModelUriField } from './ModelUriField';
import {
  validateBusinessHours,
  validateModelLoading,
  validateScaleToZero,
} from './optionFields';
import { RepositoryPicker } from './RepositoryPicker';
import { validateRepository } from './RepositoryPickerField';
import { RepositoryPreview } from './RepositoryPreview';
import { ScaleToZeroField } from './ScaleToZeroField';
import { StepFields } from './StepFields';
import { TrafficFields } from './TrafficFields';

/** The form of the template that the repository ships, in the scaffolder's own stepper. */
const template: {
  spec: { parameters: { title: string; description: string }[] };
} = parse(
  readFileSync(
    resolve(
      __dirname,
      '../../../../templates/inference-endpoint/template.yaml',
    ),
    'utf8',
  ),
);
const manifest = {
  title: 'Inference endpoint',
  steps: template.spec.parameters.map(schema => ({
    title: schema.title,
    description: schema.description,
    schema,
  })),
};

/** The scaffolder's own field, which needs a signed-in person. */
function TeamField(props: FieldExtensionComponentProps<string>) {
  return (
    <input
      aria-label="Team"
      value={props.formData ?? ''}
      onChange={event => props.onChange(event.target.value)}
    />
  );
}

const field = (
  name: string,
  component: unknown,
  validation?: CustomFieldValidator<never>,
) => ({ name, component, ...(validation && { validation }) });

const extensions = [
  field('MyGroupsPicker', TeamField),
  field('StepFields', StepFields),
  field('TrafficFields', TrafficFields),
  field('ModelPicker', ModelPicker, validateModel as never),
  field('ModelLoading', ModelLoadingPicker, validateModelLoading as never),
  field('ModelUri', ModelUriField),
  field('HubToken', HubTokenField),
  field('ScaleToZero', ScaleToZeroField, validateScaleToZero as never),
  field('BusinessHours', BusinessHoursField, validateBusinessHours as never),
  field('AcceleratorPicker', AcceleratorPicker, validateAccelerator as never),
  field('RepositoryPicker', RepositoryPicker, validateRepository as never),
  field('RepositoryPreview', RepositoryPreview),
];

const user = userEvent.setup({ delay: null });

async function open() {
  const onCreate = jest.fn(async () => {});
  await renderInTestApp(
    <Stepper
      manifest={manifest as never}
      extensions={extensions as never}
      onCreate={onCreate}
    />,
    {
      apis: [
        [catalogApiRef, catalogApiMock({ entities: classEntities })],
        [
          fetchApiRef,
          {
            fetch: async () =>
              Response.json({
                items: [],
                teams: [],
                approves: [],
                platformApprover: false,
              }),
          },
        ],
      ],
      config: {
        integrations: { gitea: [{ host: 'git.example' }] },
        inference: { repositoryOwner: 'meridian' },
      },
    },
  );
  return onCreate;
}

const next = () => user.click(screen.getByRole('button', { name: 'Next' }));
const more = () =>
  user.click(screen.getByRole('button', { name: /More options/ }));
const labelled = (label: RegExp) => screen.findByLabelText(label);

async function enter(label: RegExp, text: string) {
  const input = await labelled(label);
  await user.clear(input);
  await user.type(input, text);
}

async function chooseIn(label: RegExp, option: string) {
  await user.click(await labelled(label));
  const list = await screen.findByRole('listbox');
  await user.click(within(list).getByText(option));
}

async function fillModel() {
  await user.type(await labelled(/^Team/), 'group:default/support-assist');
  await user.selectOptions(
    screen.getByRole('combobox', { name: 'Model' }),
    'Qwen/Qwen2.5-7B-Instruct',
  );
}

afterEach(() => queryClient.clear());

describe('the form of the template', () => {
  it('asks a newcomer four short steps and creates with the parameters of the plan', async () => {
    const onCreate = await open();
    expect(screen.queryByLabelText(/^Precision/)).not.toBeInTheDocument();
    await fillModel();
    await next();

    expect(await labelled(/^What it is used for/)).toHaveValue('chat');
    expect(screen.queryByLabelText(/^Business hours/)).not.toBeInTheDocument();
    await next();

    expect(await screen.findByText('Recommended')).toBeInTheDocument();
    await next();

    await enter(/^Name/, 'first-chat');
    await user.click(screen.getByRole('button', { name: 'Review' }));
    await user.click(await screen.findByRole('button', { name: 'Create' }));

    expect(onCreate).toHaveBeenCalledTimes(1);
    const [[values]] = onCreate.mock.calls as unknown as [[object]];
    expect(JSON.parse(JSON.stringify(values))).toEqual({
      owner: 'group:default/support-assist',
      environment: 'dev',
      model: {
        id: 'Qwen/Qwen2.5-7B-Instruct',
        config: expect.stringContaining('Qwen2ForCausalLM'),
      },
      precision: 'auto',
      kvPrecision: 'auto',
      maxModelLength: 8192,
      runtime: 'vllm',
      modelLoading: 'hub',
      requestsPerSecond: 1,
      promptTokens: 600,
      outputTokens: 200,
      ttftP95Ms: 1000,
      tpotP95Ms: 100,
      minReplicas: 1,
      maxReplicas: 1,
      latencyProfile: 'interactive',
      availabilityTarget: 0.99,
      scaleToZero: false,
      interruptible: false,
      acceleratorClass: 'l4-24g',
      name: 'first-chat',
      repoUrl: 'git.example?owner=meridian&repo=first-chat',
    });
  });

  it('fills in traffic and targets from a preset, each still to be changed', async () => {
    await open();
    await fillModel();
    await next();

    const preset = await labelled(/^What it is used for/);
    await user.selectOptions(preset, 'rag');
    expect(screen.getByLabelText(/^Prompt tokens/)).toHaveValue(2500);
    expect(screen.getByLabelText(/^Time to first token/)).toHaveValue(2000);
    await enter(/^Replicas, maximum/, '3');

    await user.selectOptions(preset, 'batch');
    expect(screen.getByLabelText(/^Time to first token/)).toHaveValue(null);
    expect(screen.getByLabelText(/^Replicas, maximum/)).toHaveValue(3);
    await more();
    expect(await labelled(/^Who waits for an answer/)).toHaveTextContent(
      'Nobody (batch)',
    );

    await enter(/^Output tokens/, '90');
    expect(preset).toHaveDisplayValue('Something else');
    expect(screen.getByLabelText(/^Prompt tokens/)).toHaveValue(2000);
  });

  it('keeps what belongs together, and shows what is wrong where it was folded away', async () => {
    await open();
    await fillModel();
    await chooseIn(/^Environment/, 'Production');
    await more();
    await user.selectOptions(await labelled(/^Weights/), 'oci');
    await more();
    await next();
    expect(
      await screen.findByText(/^Image with the weights must be an image/),
    ).toBeInTheDocument();
    await enter(/^Image with the weights/, 's3://elsewhere');
    expect(screen.getByLabelText(/^Image with the weights/)).toBeInvalid();
    await enter(/^Image with the weights/, 'oci://registry.example/chat:1');
    await next();

    await labelled(/^What it is used for/);
    await more();
    expect(await labelled(/^Scale to zero/)).toBeDisabled();
    expect(screen.getByText(/^Must be off in production/)).toBeInTheDocument();
    await enter(/^Replicas, maximum/, '2');
    await user.click(screen.getByLabelText(/^Keep replicas running/));
    await enter(/^Time zone/, 'Mars/Olympus');
    await next();
    expect(
      (await screen.findAllByText(/Must be a time zone/)).length,
    ).toBeGreaterThan(0);
    await enter(/^Time zone/, 'Europe/Berlin');
    await next();
    expect(await screen.findByText('Recommended')).toBeInTheDocument();
  });

  it('takes a predictive model by its size, and forgets the language model', async () => {
    const onCreate = await open();
    await fillModel();
    await more();
    await chooseIn(/^Server/, 'Triton');
    expect(
      screen.queryByRole('combobox', { name: 'Model' }),
    ).not.toBeInTheDocument();
    await enter(/^Model id/, 'acme/fraud-score');
    await enter(/^Size of its files/, 'large');
    expect(screen.getByLabelText(/^Size of its files/)).toBeInvalid();
    await enter(/^Size of its files/, '12');
    await next();
    await labelled(/^What it is used for/);
    await next();
    expect(
      await screen.findByText(
        /NVIDIA L40S 48 GB is the cheapest that holds the model/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/3\.5 GiB of memory are missing/),
    ).toBeInTheDocument();
    await next();
    await enter(/^Name/, 'fraud-score');
    await user.click(screen.getByRole('button', { name: 'Review' }));
    await user.click(await screen.findByRole('button', { name: 'Create' }));
    expect(onCreate).toHaveBeenCalledWith(
      expect.objectContaining({
        runtime: 'triton',
        model: { id: 'acme/fraud-score', config: '{"weightsGiB":12}' },
        acceleratorClass: 'l40s-48g',
      }),
    );
  });
});
