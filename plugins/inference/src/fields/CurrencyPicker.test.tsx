import { useState } from 'react';
import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fieldProps, validationContext } from '../__testUtils__/fieldProps';
import { CurrencyPicker } from './CurrencyPicker';
import { validateCurrency } from './CurrencyPickerField';

function Form() {
  const [value, setValue] = useState<string | undefined>('USD');
  return (
    <CurrencyPicker
      {...fieldProps<string>({
        id: 'root_currency',
        title: 'Currency',
        formData: value,
        onChange: setValue,
      })}
    />
  );
}

async function errorsOf(value: string): Promise<string[]> {
  const field = createFieldValidation();
  await validateCurrency(value, field, validationContext({}));
  return field.__errors ?? [];
}

describe('CurrencyPicker', () => {
  it('takes a currency in any case, and says at once that another one is none', async () => {
    render(<Form />);
    const input = screen.getByLabelText(/Currency/);
    await userEvent.clear(input);
    await userEvent.type(input, 'eur');
    await userEvent.tab();
    expect(input).toHaveValue('EUR');
    expect(input).toBeValid();
    expect(input).toHaveAccessibleDescription('ISO 4217, such as USD.');

    await userEvent.clear(input);
    await userEvent.type(input, 'XYZ');
    await userEvent.tab();
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription(
      'XYZ is not a currency of ISO 4217; write one such as USD.',
    );
  });

  it('does not let the form go on with one that the catalog refuses', async () => {
    expect(await errorsOf('JPY')).toEqual([]);
    expect(await errorsOf('XYZ')).toEqual([
      'XYZ is not a currency of ISO 4217; write one such as USD.',
    ]);
    expect(await errorsOf('')).toEqual(['Say in which currency.']);
  });
});
