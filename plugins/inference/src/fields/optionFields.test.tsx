import { useState, type ReactNode } from 'react';
import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import type {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import type {
  BusinessHours,
  ModelLoading,
} from '@golden-path/plugin-inference-common';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fieldProps, validationContext } from '../__testUtils__/fieldProps';
import { BusinessHoursField } from './BusinessHoursField';
import { HubTokenField } from './HubTokenField';
import { ModelLoadingPicker } from './ModelLoadingPicker';
import { ModelUriField } from './ModelUriField';
import {
  validateBusinessHours,
  validateModelLoading,
  validateScaleToZero,
} from './optionFields';
import { ScaleToZeroField } from './ScaleToZeroField';

async function errorsOf<T>(
  validate: CustomFieldValidator<T>,
  value: T,
  form: Record<string, string | number> = {},
) {
  const field = createFieldValidation();
  await validate(value, field, validationContext(form));
  return field.__errors ?? [];
}

/** A field in a form, with its value beside it. */
function Form<T>(props: {
  renderField: (props: FieldExtensionComponentProps<T>) => ReactNode;
  title: string;
  initial?: T;
  form?: Record<string, unknown>;
}) {
  const { title, form } = props;
  const [value, setValue] = useState(props.initial);
  return (
    <>
      {props.renderField(
        fieldProps<T>({
          id: 'root_field',
          title,
          formData: value,
          onChange: setValue,
          form,
        }),
      )}
      <output>{JSON.stringify(value) ?? 'nothing'}</output>
    </>
  );
}

describe('scaling to zero', () => {
  const show = (environment: string, initial = false) =>
    render(
      <Form<boolean>
        renderField={props => <ScaleToZeroField {...props} />}
        title="Scale to zero"
        initial={initial}
        form={{ environment }}
      />,
    );
  const box = () => screen.getByRole('checkbox', { name: 'Scale to zero' });

  it('is offered in development, with what it means, by keyboard too', async () => {
    show('dev');
    expect(box()).toHaveAccessibleDescription(
      /The first request then waits until the model is loaded/,
    );
    await userEvent.tab();
    await userEvent.keyboard(' ');
    expect(screen.getByText('true')).toBeInTheDocument();
  });

  it('is refused in production, and can be taken back there', async () => {
    show('prod', true);
    expect(box()).toHaveAccessibleDescription(/^Must be off in production/);
    expect(
      await errorsOf(validateScaleToZero, true, { environment: 'prod' }),
    ).toEqual([expect.stringMatching(/^Must be off in production/)]);
    await userEvent.click(box());
    expect(box()).toBeDisabled();
    expect(
      await errorsOf(validateScaleToZero, true, { environment: 'dev' }),
    ).toEqual([]);
  });
});

describe('business hours', () => {
  const show = () =>
    render(
      <Form<BusinessHours>
        renderField={props => <BusinessHoursField {...props} />}
        title="Business hours"
        form={{ minReplicas: 1, maxReplicas: 3 }}
      />,
    );

  it('are none until asked for, and none again', async () => {
    show();
    const box = screen.getByRole('checkbox', {
      name: /^Keep replicas running/,
    });
    await userEvent.click(box);
    expect(screen.getByLabelText(/^From/)).toHaveValue('08:00');
    expect(screen.getByLabelText(/^Until/)).toHaveValue('18:00');
    await userEvent.click(box);
    expect(screen.getByText('nothing')).toBeInTheDocument();
  });

  it('say beside each part what is wrong', async () => {
    show();
    await userEvent.click(screen.getByRole('checkbox'));
    const zone = screen.getByLabelText(/^Time zone/);
    await userEvent.clear(zone);
    expect(zone).toBeInvalid();
    expect(zone).toHaveAccessibleDescription(
      "Must be a time zone such as 'Europe/Berlin'.",
    );
    expect(
      await errorsOf(
        validateBusinessHours,
        { start: '08:00', end: '08:00', timezone: 'UTC', replicas: 2 },
        { minReplicas: 1, maxReplicas: 3 },
      ),
    ).toEqual(['Must be after the start, on the same day.']);
    expect(await errorsOf(validateBusinessHours, undefined)).toEqual([]);
  });
});

describe('a token of the hub', () => {
  const show = (form: Record<string, unknown>) =>
    render(
      <Form<boolean>
        renderField={props => <HubTokenField {...props} />}
        title="Needs a token of the hub"
        form={form}
      />,
    );
  const box = () =>
    screen.getByRole('checkbox', { name: 'Needs a token of the hub' });

  it('is needed for the gated models of the list, without anybody having to say so', async () => {
    show({ model: { id: 'meta-llama/Llama-3.1-8B-Instruct' } });
    expect(box()).toBeChecked();
    expect(box()).toHaveAccessibleDescription(
      /secret store under inference\/<team>\/model-hub/,
    );
    expect(screen.getByText('nothing')).toBeInTheDocument();
    await userEvent.click(box());
    expect(screen.getByText('false')).toBeInTheDocument();
    expect(box()).toHaveAccessibleDescription(
      /without a token the hub refuses the download/,
    );
    await userEvent.click(box());
    expect(screen.getByText('nothing')).toBeInTheDocument();
  });

  it.each(['Qwen/Qwen3-8B', 'acme/pasted', ''])(
    'is not needed for %j, unless somebody says so',
    async id => {
      show({ model: { id }, modelLoading: 'pvc' });
      expect(box()).not.toBeChecked();
      await userEvent.click(box());
      expect(screen.getByText('true')).toBeInTheDocument();
    },
  );

  it.each([
    { modelLoading: 'oci' },
    { modelLoading: 'object-storage' },
    { modelLoading: 'pvc', modelUri: 'shared-models' },
  ])('is not asked for with %j', form => {
    show(form);
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
  });
});

describe('replicas in business hours', () => {
  const hours = { start: '08:00', end: '18:00', timezone: 'UTC' };

  it('are one more than run anyway, and are refused where they are not', async () => {
    render(
      <Form<BusinessHours>
        renderField={props => <BusinessHoursField {...props} />}
        title="Business hours"
        form={{ minReplicas: 1, maxReplicas: 3 }}
      />,
    );
    await userEvent.click(screen.getByRole('checkbox'));
    const replicas = screen.getByLabelText(/^Replicas in these hours/);
    expect(replicas).toHaveValue(2);
    await userEvent.clear(replicas);
    await userEvent.type(replicas, '1');
    expect(replicas).toBeInvalid();
    expect(replicas).toHaveAccessibleDescription(
      'Must be more than the minimum (1), which runs at all hours.',
    );
    await userEvent.clear(replicas);
    await userEvent.type(replicas, '3');
    expect(replicas).toBeValid();
    expect(screen.getByText(/"replicas":3/)).toBeInTheDocument();
  });

  it('are refused with the sentence of the server', async () => {
    expect(await errorsOf(validateBusinessHours, hours)).toEqual([
      'Replicas in these hours cannot be kept up beyond the 1 that always run: raise the maximum of replicas, or leave the hours out.',
    ]);
    expect(
      await errorsOf(
        validateBusinessHours,
        { ...hours, replicas: 2 },
        { minReplicas: 1, maxReplicas: 2 },
      ),
    ).toEqual([]);
  });
});

it('needs the place of an image or a bucket, but makes a volume by itself', async () => {
  expect(await errorsOf(validateModelLoading, 'oci')).toHaveLength(1);
  expect(await errorsOf(validateModelLoading, 'object-storage')).toHaveLength(
    1,
  );
  expect(await errorsOf(validateModelLoading, 'pvc')).toEqual([]);
});

it.each([
  ['openai/gpt-oss-20b', /3 formats\. A volume of the team takes one, once/],
  ['Qwen/Qwen3-8B', /^Every new pod downloads them\.$/],
  ['acme/pasted', /^Every new pod downloads them\.$/],
])('says of %s what every pod downloads from the hub', (id, hint) => {
  render(
    <Form<ModelLoading>
      renderField={props => <ModelLoadingPicker {...props} />}
      title="Weights"
      form={{ model: { id } }}
    />,
  );
  expect(screen.getByText(hint)).toBeInTheDocument();
});

describe('the place of the weights', () => {
  const show = (modelLoading: string) =>
    render(
      <Form<string>
        renderField={props => <ModelUriField {...props} />}
        title="Place of the weights"
        form={{ modelLoading }}
      />,
    );

  it('says under which folder of a claim they must lie', async () => {
    render(
      <Form<string>
        renderField={props => <ModelUriField {...props} />}
        title="Place of the weights"
        form={{ modelLoading: 'pvc', model: { id: 'acme/tuned-7b' } }}
      />,
    );
    const input = screen.getByRole('textbox');
    expect(input).toHaveAccessibleDescription(
      /holds the model’s files under its id/,
    );
    await userEvent.type(input, 'shared-models');
    expect(input).toHaveAccessibleDescription(
      'The files of the model must lie in it under acme/tuned-7b/.',
    );
  });

  it('is not asked for when they come from the hub', async () => {
    show('hub');
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
    expect(await errorsOf(validateModelLoading, 'hub')).toEqual([]);
  });

  it.each([
    ['oci', /^Image with the weights/, 'oci://registry.example/chat:1'],
    ['pvc', /^Volume claim with the weights/, 'model-cache'],
    ['object-storage', /^Address of the weights/, 's3://models/chat'],
  ] as const)(
    'is asked for and checked with %s',
    async (modelLoading, label, good) => {
      show(modelLoading);
      const input = screen.getByLabelText(label);
      expect(input).not.toHaveAttribute('aria-invalid', 'true');
      await userEvent.type(input, '$(reboot)');
      expect(input).toBeInvalid();
      await userEvent.clear(input);
      await userEvent.type(input, good);
      expect(input).not.toHaveAttribute('aria-invalid', 'true');
      expect(
        await errorsOf(validateModelLoading, modelLoading, { modelUri: good }),
      ).toEqual([]);
      expect(
        await errorsOf(validateModelLoading, modelLoading, {
          modelUri: '$(reboot)',
        }),
      ).toEqual([expect.stringMatching(label)]);
    },
  );
});
