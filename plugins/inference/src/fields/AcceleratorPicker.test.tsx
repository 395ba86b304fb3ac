import { useState } from 'react';
import { fetchApiRef } from '@backstage/frontend-plugin-api';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import type { Entity } from '@backstage/catalog-model';
import {
  cleanup,
  render,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { queryClient } from '../data/queryClient';
import { classEntities, filledForm } from '../__testUtils__/classFixtures';
import { fieldProps, validationContext } from '../__testUtils__/fieldProps';
import { AcceleratorPicker } from './AcceleratorPicker';
import { validateAccelerator } from './AcceleratorPickerField';
import { valueOfKnownModel } from './modelValue';

const form = {
  ...filledForm,
  model: valueOfKnownModel('Qwen/Qwen2.5-7B-Instruct') ?? {},
};

type Answer = { status?: number; body: unknown };

function answerWith(answers: Record<string, Answer>) {
  return async (input: RequestInfo | URL): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const answer =
      answers[url.pathname.replace(/^\/+/, '')] ??
      answers[`${url.host}${url.pathname}`];
    if (!answer) {
      throw new TypeError(`nothing answers ${url}`);
    }
    return Response.json(answer.body, { status: answer.status ?? 200 });
  };
}

const quota = (
  acceleratorClass: string,
  granted: number,
  available: number,
) => ({
  team: 'group:default/support-assist',
  acceleratorClass,
  granted,
  reserved: granted - available,
  waiting: 0,
  available,
  enforcement: { state: 'applied' },
});

const quotas = {
  body: { items: [quota('l40s-48g', 4, 1), quota('h100-80g', 8, 6)] },
};
const teams = {
  body: {
    teams: ['group:default/support-assist'],
    approves: [],
    platformApprover: false,
  },
};

function Form(props: {
  form: Record<string, unknown>;
  onChange: (value: string | undefined) => void;
  initial?: string;
}) {
  const [value, setValue] = useState(props.initial);
  return (
    <AcceleratorPicker
      {...fieldProps<string>({
        id: 'root_acceleratorClass',
        title: 'Accelerator class',
        formData: value,
        onChange: next => {
          setValue(next);
          props.onChange(next);
        },
        form: props.form,
      })}
    />
  );
}

function show(options: {
  form?: Record<string, unknown>;
  entities?: Entity[];
  answers?: Record<string, Answer>;
  initial?: string;
}) {
  const onChange = jest.fn();
  render(
    <TestApiProvider
      apis={[
        [
          catalogApiRef,
          catalogApiMock({ entities: options.entities ?? classEntities }),
        ],
        [
          fetchApiRef,
          {
            fetch: answerWith(
              options.answers ?? {
                'gpu-quota/quotas': quotas,
                'gpu-quota/teams': teams,
              },
            ),
          },
        ],
      ]}
    >
      <Form
        form={options.form ?? form}
        onChange={onChange}
        initial={options.initial}
      />
    </TestApiProvider>,
  );
  return onChange;
}

/** The card of a class: everything that describes its radio button. */
async function card(title: string): Promise<HTMLElement> {
  const radio = await screen.findByRole('radio', { name: title });
  const description = document.getElementById(
    radio.getAttribute('aria-describedby') ?? '',
  );
  if (!description?.parentElement) {
    throw new Error(`${title} is not described`);
  }
  return description.parentElement;
}

async function errorsOf(
  value: string,
  options: { form?: typeof form; entities?: Entity[] } = {},
): Promise<string[]> {
  const catalogApi = catalogApiMock({
    entities: options.entities ?? classEntities,
  });
  const field = createFieldValidation();
  const apiHolder = {
    get: (ref: { id: string }) =>
      ref.id === catalogApiRef.id ? catalogApi : undefined,
  };
  await validateAccelerator(
    value,
    field,
    validationContext(options.form ?? form, apiHolder as never),
  );
  return field.__errors ?? [];
}

afterEach(() => queryClient.clear());

describe('AcceleratorPicker', () => {
  it('sizes every class, chooses the recommended one and says what it takes', async () => {
    const onChange = show({});
    const recommended = await card('NVIDIA L40S 48 GB');
    expect(recommended).toHaveTextContent('Fits');
    expect(recommended).toHaveTextContent('Recommended');
    expect(recommended).toHaveTextContent('Devices per replica1');
    expect(recommended).toHaveTextContent('$1,358/month');
    expect(onChange).toHaveBeenCalledWith('l40s-48g');
    await waitFor(() =>
      expect(
        screen.getByRole('radio', { name: 'NVIDIA L40S 48 GB' }),
      ).toBeChecked(),
    );

    const oversized = await card('NVIDIA H100 80 GB');
    expect(oversized).toHaveTextContent('Oversized');
    expect(oversized).toHaveTextContent(
      'Saved with a cheaper class$1,489/month',
    );

    const tooSmall = await card('NVIDIA L4 24 GB');
    expect(tooSmall).toHaveTextContent(
      /Too small: the traffic needs \d+ replicas/,
    );
    expect(
      screen.getByRole('radio', { name: 'NVIDIA L4 24 GB' }),
    ).toBeDisabled();
  });

  it('says what another choice costs', async () => {
    const onChange = show({});
    await userEvent.click(
      await screen.findByRole('radio', { name: 'NVIDIA H100 80 GB' }),
    );
    expect(onChange).toHaveBeenLastCalledWith('h100-80g');
    expect(screen.getByRole('status')).toHaveTextContent(
      'You chose NVIDIA H100 80 GB: $1,489/month more than the recommended NVIDIA L40S 48 GB.',
    );
  });

  it('shows what is left of the team’s quota, and what happens without enough', async () => {
    show({});
    await waitFor(async () =>
      expect(await card('NVIDIA L40S 48 GB')).toHaveTextContent(
        'support-assist: 1 of 4 devices free, this needs 2; a quota request will be filed and the endpoint waits for it',
      ),
    );
    expect(await card('NVIDIA H100 80 GB')).toHaveTextContent(
      'support-assist: 6 of 8 devices free, enough for the 2 this needs',
    );
  });

  it('says what a class takes, what it costs at the least and at the most, and what is saved', async () => {
    show({ form: { ...form, scaleToZero: false } });
    const recommended = await card('NVIDIA L40S 48 GB');
    expect(recommended).toHaveTextContent('Tensor parallelno');
    expect(recommended).toHaveTextContent(/Tokens in its KV cache[\d,]{6,}/);
    expect(recommended).toHaveTextContent('Cost$1,358/month');
    expect(recommended).toHaveTextContent('At the maximum (2)$2,716/month');
    expect(await card('NVIDIA H100 80 GB')).toHaveTextContent(
      'Saved with a cheaper class$1,489/month',
    );
  });

  it('counts twice the tokens in a KV cache of 8 bits', async () => {
    const tokens = async () => {
      const text = (await card('NVIDIA L40S 48 GB')).textContent ?? '';
      const [, count] = /Tokens in its KV cache([\d,]+)/.exec(text) ?? [];
      return Number(count?.replace(/,/g, ''));
    };
    show({});
    const before = await tokens();
    cleanup();
    show({ form: { ...form, kvPrecision: 'fp8' } });
    expect((await tokens()) / before).toBeCloseTo(2, 2);
  });

  it('says no amount twice', async () => {
    show({});
    for (const title of ['NVIDIA L40S 48 GB', 'NVIDIA H100 80 GB']) {
      const amounts = within(await card(title))
        .getAllByRole('definition')
        .map(({ textContent }) => textContent)
        .filter(text => text?.includes('/month'));
      expect(amounts.length).toBeGreaterThan(1);
      expect(new Set(amounts).size).toBe(amounts.length);
    }
  });

  it('says the cost once where replicas neither come nor go', async () => {
    show({ form: { ...form, maxReplicas: 1 } });
    const recommended = await card('NVIDIA L40S 48 GB');
    expect(recommended).toHaveTextContent('Cost$1,358/month');
    expect(recommended).not.toHaveTextContent('At the maximum');
  });

  it('counts what scaling to zero saves, but for business hours', async () => {
    show({
      form: {
        ...form,
        scaleToZero: true,
        businessHours: { start: '08:00', end: '20:00', timezone: 'UTC' },
      },
    });
    expect(await card('NVIDIA L40S 48 GB')).toHaveTextContent(
      'Nobody asking$485/month',
    );
  });

  it('says what is missing from a class that is too small, and what would help', async () => {
    show({
      form: {
        ...form,
        model: valueOfKnownModel('meta-llama/Llama-3.3-70B-Instruct') ?? {},
        maxModelLength: 131_072,
        ttftP95Ms: undefined,
        requestsPerSecond: 0.1,
      },
    });
    const tooSmall = await card('NVIDIA L4 24 GB');
    expect(tooSmall).toHaveTextContent(
      /Too small: [\d.]+ GiB of memory are missing/,
    );
    expect(tooSmall).not.toHaveTextContent('What would help');
    const nearly = await card('NVIDIA L40S 48 GB');
    expect(nearly).toHaveTextContent(
      'What would help: With a context of 32,768 tokens it fits.',
    );
  });

  it('says of a predictive model that it is too large, or of a class that its server does not run there', async () => {
    show({
      form: {
        ...filledForm,
        runtime: 'triton',
        model: { id: 'meridian/ranker', config: '{"weightsGiB": 1500}' },
      },
      entities: classEntities.map(entity =>
        entity.metadata.name === 'h100-80g'
          ? {
              ...entity,
              spec: {
                ...entity.spec,
                accelerator: {
                  ...Object(entity.spec?.accelerator),
                  vendor: 'amd',
                },
              },
            }
          : entity,
      ),
    });
    expect(await card('NVIDIA L4 24 GB')).toHaveTextContent(
      /Too small: 2980 GiB of memory are missing/,
    );
    const other = await card('NVIDIA H100 80 GB');
    expect(other).toHaveTextContent('Does not suit: Triton runs on NVIDIA');
    expect(other).not.toHaveTextContent('Too small');
    expect(screen.getByRole('status')).toHaveTextContent(
      'No class holds the model on one device.',
    );
  });

  it('shows what is left under every quota key', async () => {
    show({
      entities: classEntities.map(entity => {
        const accelerator = Object(entity.spec?.accelerator);
        return {
          ...entity,
          spec: {
            ...entity.spec,
            type: 'accelerator-class',
            accelerator: {
              ...accelerator,
              extendedResourceName: 'nvidia.com/gpu',
            },
          },
        };
      }),
    });
    const chosen = await card('NVIDIA L40S 48 GB');
    await waitFor(() =>
      expect(chosen).toHaveTextContent('Quota keys it counts under'),
    );
    expect(chosen).toHaveTextContent(
      'DRA device class, l40s-48g.deviceclass.resource.k8s.io/devices: 1 of 4 free',
    );
    expect(chosen).toHaveTextContent(
      'implicit extended resource, requests.deviceclass.resource.kubernetes.io/l40s-48g: 1 of 4 free',
    );
    expect(chosen).toHaveTextContent(
      'device plugin, requests.nvidia.com/gpu: 7 of 12 free, together with NVIDIA L4 24 GB, NVIDIA H100 80 GB',
    );
  });

  it('asks about the owner of the form once there is one', async () => {
    show({
      form: { ...form, owner: 'support-assist' },
      answers: { 'gpu-quota/quotas': quotas },
    });
    await waitFor(async () =>
      expect(await card('NVIDIA H100 80 GB')).toHaveTextContent(
        '6 of 8 devices free',
      ),
    );
  });

  it('works without the quota service, and says so', async () => {
    show({ answers: {} });
    expect(
      await screen.findByText(
        /How much quota is left is not known right now: the server did not answer/,
        {},
        { timeout: 10_000 },
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('radio', { name: 'NVIDIA L40S 48 GB' }),
    ).toBeEnabled();
  });

  it('tells which steps are to be filled in first', async () => {
    show({ form: { model: form.model } });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'To compare accelerators, fill in the maximum context length, requests per second',
    );
  });

  it('notices that a class chosen before is gone or no longer fits', async () => {
    show({ initial: 'b200-192g' });
    expect(
      await screen.findByText(
        /b200-192g is no longer in the catalog; choose another class/,
      ),
    ).toBeInTheDocument();
  });

  it('leaves out a class whose catalog entry is broken, with the reason', async () => {
    const [first, ...others] = classEntities;
    show({
      entities: [
        { ...first, spec: { type: 'accelerator-class', owner: 'x' } } as Entity,
        ...others,
      ],
    });
    expect(
      await screen.findByText(
        /h100-80g is left out: its catalog entry is not valid/,
      ),
    ).toBeInTheDocument();
  });

  it('says what to do when there are no classes at all', async () => {
    show({ entities: [] });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The catalog holds no accelerator class',
    );
  });
});

describe('validation of an accelerator class', () => {
  it('accepts one that fits, also an oversized one', async () => {
    expect(await errorsOf('l40s-48g')).toEqual([]);
    expect(await errorsOf('h100-80g')).toEqual([]);
  });

  it('refuses one that does not fit, with the reason', async () => {
    expect(await errorsOf('l4-24g')).toEqual([
      expect.stringMatching(/^NVIDIA L4 24 GB cannot serve this: Too small/),
    ]);
  });

  it('refuses one that is gone', async () => {
    expect(await errorsOf('b200-192g')).toEqual([
      'b200-192g is no longer in the catalog; choose another class.',
    ]);
  });

  it.each([
    [
      { minReplicas: 0 },
      /the minimum of replicas must be a whole number from 1/,
    ],
    [
      { maxReplicas: -2 },
      /the maximum of replicas must be a whole number from 1/,
    ],
    [
      { maxModelLength: 100 },
      /the maximum context length must hold a prompt and its answer/,
    ],
  ])('refuses a form with %j', async (patch, problem) => {
    expect(await errorsOf('l40s-48g', { form: { ...form, ...patch } })).toEqual(
      [expect.stringMatching(problem)],
    );
  });
});
