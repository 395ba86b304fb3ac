import { useState } from 'react';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import { fieldProps, validationContext } from '../__testUtils__/fieldProps';
import type { ModelValue } from './formData';
import { ModelPicker } from './ModelPicker';
import { validateModel } from './ModelPickerField';
import { valueOfKnownModel } from './modelValue';

function Form(props: { onChange: (value: ModelValue | undefined) => void }) {
  const [value, setValue] = useState<ModelValue>();
  return (
    <ModelPicker
      {...fieldProps<ModelValue>({
        id: 'root_model',
        title: 'Model',
        formData: value,
        onChange: next => {
          setValue(next);
          props.onChange(next);
        },
      })}
    />
  );
}

async function errorsOf(
  value: ModelValue,
  form: Record<string, string> = {},
): Promise<string[]> {
  const field = createFieldValidation();
  await validateModel(value, field, validationContext(form));
  return field.__errors ?? [];
}

const known = valueOfKnownModel('Qwen/Qwen2.5-7B-Instruct');

describe('ModelPicker', () => {
  it('takes a known model with its config.json and says what it is', async () => {
    const onChange = jest.fn();
    render(<Form onChange={onChange} />);
    await userEvent.selectOptions(
      screen.getByLabelText(/^Model/),
      'Qwen/Qwen2.5-7B-Instruct',
    );
    expect(onChange).toHaveBeenLastCalledWith(known);
    expect(screen.getByRole('status')).toHaveTextContent(
      'Qwen2ForCausalLM · 7.6 B parameters · 28 layers · 56 KiB of KV cache per token · context up to 32,768 tokens',
    );
  });

  it('takes any other model by its id and its pasted config.json', async () => {
    const onChange = jest.fn();
    render(<Form onChange={onChange} />);
    await userEvent.selectOptions(screen.getByLabelText(/^Model/), 'other');
    await userEvent.type(screen.getByLabelText(/^Model id/), 'acme/tuned-7b');
    fireEvent.change(screen.getByLabelText(/^config\.json/), {
      target: { value: known?.config },
    });
    expect(onChange).toHaveBeenLastCalledWith({
      id: 'acme/tuned-7b',
      config: known?.config,
    });
    expect(screen.getByRole('status')).toHaveTextContent('7.6 B parameters');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it.each([
    ['{"hidden_size": ', /config\.json is not JSON/],
    ['[]', /config\.json must be a JSON object/],
    ['{"architectures": ["LlamaForCausalLM"]}', /hidden_size is missing/],
    [
      JSON.stringify({
        ...JSON.parse(known?.config ?? '{}'),
        num_hidden_layers: 1e9,
      }),
      /num_hidden_layers must be a whole number from 1 to 1,000/,
    ],
  ])(
    'says beside the field what is wrong with %s, and refuses it',
    async (config, problem) => {
      render(<Form onChange={() => {}} />);
      await userEvent.selectOptions(screen.getByLabelText(/^Model/), 'other');
      const field = screen.getByLabelText(/^config\.json/);
      fireEvent.change(field, { target: { value: config } });
      expect(screen.getByRole('alert')).toHaveTextContent(problem);
      expect(field).toBeInvalid();
      expect((await errorsOf({ id: 'acme/x', config })).join(' ')).toMatch(
        problem,
      );
    },
  );

  it('does not complain about what has not been reached yet', async () => {
    render(<Form onChange={() => {}} />);
    await userEvent.selectOptions(screen.getByLabelText(/^Model/), 'other');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(screen.getByLabelText(/^Model id/)).not.toHaveAttribute(
      'aria-invalid',
      'true',
    );
  });
});

describe('files of a model', () => {
  const file = (name: string, text: string) =>
    new File([text], name, { type: 'application/json' });
  const index = (bytes: number) =>
    file(
      'model.safetensors.index.json',
      JSON.stringify({
        metadata: { total_size: bytes },
        weight_map: { 'lm_head.weight': 'model-00001-of-00001.safetensors' },
      }),
    );

  async function openWith(config: string) {
    const onChange = jest.fn();
    render(<Form onChange={onChange} />);
    await userEvent.selectOptions(screen.getByLabelText(/^Model/), 'other');
    await userEvent.upload(
      screen.getByLabelText(/upload the file/),
      file('config.json', config),
    );
    return onChange;
  }

  it('takes an uploaded config.json as if it had been pasted', async () => {
    await openWith(known?.config ?? '');
    expect(await screen.findByLabelText(/^config\.json/)).toHaveValue(
      known?.config,
    );
    expect(screen.getByRole('status')).toHaveTextContent(
      '28 heads share 4 of keys (GQA) · 14 GiB of weights as published, in 16 bits',
    );
  });

  it('says what is wrong with an uploaded config.json', async () => {
    await openWith('{"architectures": ');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /config\.json is not JSON/,
    );
  });

  it('takes the exact size from the index, and does without it again', async () => {
    const onChange = await openWith(known?.config ?? '');
    await screen.findByRole('status');
    const upload = screen.getByLabelText(/^Exact size/);
    await userEvent.upload(upload, index(15_300_000_000));
    expect(await screen.findByText(/, exactly/)).toBeInTheDocument();
    expect(onChange).toHaveBeenLastCalledWith({
      id: '',
      config: known?.config,
      weightBytes: 15_300_000_000,
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Do without it' }),
    );
    expect(onChange).toHaveBeenLastCalledWith({
      id: '',
      config: known?.config,
    });
    expect(screen.queryByText(/, exactly/)).not.toBeInTheDocument();
  });

  it('refuses an index that is none, or of another model', async () => {
    await openWith(known?.config ?? '');
    await screen.findByRole('status');
    const upload = screen.getByLabelText(/^Exact size/);
    await userEvent.upload(upload, file('index.json', '{"a": 1}'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'metadata is missing; it holds the total size',
    );
    await userEvent.upload(upload, index(141_000_000_000));
    expect(
      await screen.findByText(/is of another model or precision/),
    ).toHaveAttribute('role', 'alert');
    expect(upload).toBeInvalid();
    expect(
      await errorsOf({
        id: 'acme/x',
        config: known?.config ?? '',
        weightBytes: 141_000_000_000,
      }),
    ).toEqual([expect.stringMatching(/is of another model or precision/)]);
  });

  it('does not read a file that cannot be a config.json', async () => {
    await openWith(' '.repeat(1_000_001));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'config.json has 977 KiB; at most 977 KiB are read.',
    );
  });

  it('says in words what cannot be sized', async () => {
    await openWith('{"architectures":["MambaForCausalLM"]}');
    expect(await screen.findByRole('status')).toHaveTextContent(
      /^MambaForCausalLM cannot be sized: .+ No accelerator can be recommended for it\.$/,
    );
  });
});

describe('validation of a model', () => {
  it('accepts a known model', async () => {
    if (!known) {
      throw new Error('the model of this test is no longer known');
    }
    expect(await errorsOf(known)).toEqual([]);
  });

  it.each(['', '../../etc', 'a/b/c', 'name with spaces', '$(reboot)'])(
    'refuses the id %j',
    async id => {
      expect(await errorsOf({ id, config: known?.config ?? '' })).toHaveLength(
        1,
      );
    },
  );

  it.each<[Record<string, string>, string[]]>([
    [{}, [expect.stringMatching(/must be 'publisher\/model' for a model/)]],
    [
      { modelLoading: 'pvc' },
      [expect.stringMatching(/must be 'publisher\/model' for a model/)],
    ],
    [{ modelLoading: 'pvc', modelUri: 'models' }, []],
    [{ modelLoading: 'oci', modelUri: 'oci://registry.example/a:1' }, []],
  ])(
    'wants the publisher in the id where the hub is asked: %j',
    async (form, errors) => {
      const model = { id: 'resnet50', config: known?.config ?? '' };
      expect(await errorsOf(model, form)).toEqual(errors);
      const predictive = { id: 'resnet50', config: '{"weightsGiB":1}' };
      expect(
        await errorsOf(predictive, { ...form, runtime: 'triton' }),
      ).toEqual(errors);
    },
  );

  it('refuses a config.json that the repository could not keep', async () => {
    const config = (labels: number) =>
      JSON.stringify({
        ...JSON.parse(known?.config ?? '{}'),
        id2label: Object.fromEntries(
          Array.from({ length: labels }, (_, label) => [label, 'LABEL']),
        ),
      });
    expect(await errorsOf({ id: 'acme/x', config: config(8000) })).toEqual([
      expect.stringMatching(
        /^config\.json is too large: .* keeps 128 kB at most/,
      ),
    ]);
    expect(await errorsOf({ id: 'acme/x', config: config(1000) })).toEqual([]);
  });

  it('refuses an architecture that cannot be sized, with the reason', async () => {
    expect(
      await errorsOf({
        id: 'acme/x',
        config: '{"architectures":["MambaForCausalLM"]}',
      }),
    ).toEqual([expect.stringMatching(/^MambaForCausalLM cannot be sized: /)]);
  });
});
