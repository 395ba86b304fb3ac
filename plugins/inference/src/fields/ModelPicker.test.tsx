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

async function errorsOf(value: ModelValue): Promise<string[]> {
  const field = createFieldValidation();
  await validateModel(value, field, validationContext({}));
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

  it('refuses an architecture that cannot be sized, with the reason', async () => {
    expect(
      await errorsOf({
        id: 'acme/x',
        config: '{"architectures":["MambaForCausalLM"]}',
      }),
    ).toEqual([expect.stringMatching(/^MambaForCausalLM cannot be sized: /)]);
  });
});
