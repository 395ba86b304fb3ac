import { useState } from 'react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import type { Entity } from '@backstage/catalog-model';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { queryClient } from '../data/queryClient';
import { classEntities } from '../__testUtils__/classFixtures';
import { fieldProps, validationContext } from '../__testUtils__/fieldProps';
import { EnvelopePicker } from './EnvelopePicker';
import { validateEnvelope } from './EnvelopePickerField';

function envelope(
  name: string,
  title: string,
  devices: { acceleratorClass: string; count: number }[],
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      namespace: 'default',
      name,
      title,
      description: 'Your leads approve it.',
    },
    spec: {
      type: 'quota-envelope',
      owner: 'group:default/ai-platform',
      envelope: { devices },
    },
  };
}

const starter = envelope('gpu-starter', 'Starter', [
  { acceleratorClass: 'l4-24g', count: 2 },
]);
const standard = envelope('gpu-standard', 'Standard', [
  { acceleratorClass: 'l40s-48g', count: 2 },
  { acceleratorClass: 'l4-24g', count: 1 },
]);
const old = envelope('gpu-old', 'Old', [
  { acceleratorClass: 'v100-16g', count: 1 },
]);
const entities = [...classEntities, standard, starter, old];

function show(shown: Entity[]) {
  const onChange = jest.fn();
  function Form() {
    const [value, setValue] = useState<string>();
    return (
      <EnvelopePicker
        {...fieldProps<string>({
          id: 'root_envelope',
          title: 'Starter quota',
          formData: value,
          onChange: next => {
            setValue(next);
            onChange(next);
          },
        })}
      />
    );
  }
  render(
    <TestApiProvider
      apis={[[catalogApiRef, catalogApiMock({ entities: shown })]]}
    >
      <Form />
    </TestApiProvider>,
  );
  return onChange;
}

async function errorsOf(value: string): Promise<string[]> {
  const catalogApi = catalogApiMock({ entities });
  const field = createFieldValidation();
  await validateEnvelope(
    value,
    field,
    validationContext({}, {
      get: (ref: { id: string }) =>
        ref.id === catalogApiRef.id ? catalogApi : undefined,
    } as never),
  );
  return field.__errors ?? [];
}

afterEach(() => queryClient.clear());

describe('EnvelopePicker', () => {
  it('says what each offer holds, what it costs and who approves; the cheapest first', async () => {
    const onChange = show(entities);
    const radio = await screen.findByRole('radio', { name: 'Standard' });
    expect(radio).toHaveAccessibleDescription(
      '2 × NVIDIA L40S 48 GB, 1 × NVIDIA L4 24 GB: $3,234/month at list price, if all of it is used Your leads approve it.',
    );
    expect(
      screen.getAllByRole('radio').map(each => each.getAttribute('value')),
    ).toEqual([
      'resource:default/gpu-starter',
      'resource:default/gpu-standard',
      'resource:default/gpu-old',
    ]);
    await userEvent.click(radio);
    expect(onChange).toHaveBeenLastCalledWith('resource:default/gpu-standard');
    expect(radio).toBeChecked();
  });

  it('does not offer what the catalog no longer has', async () => {
    show(entities);
    const radio = await screen.findByRole('radio', { name: 'Old' });
    expect(radio).toBeDisabled();
    expect(radio).toHaveAccessibleDescription(
      /v100-16g is no longer in the catalog, so this cannot be asked for/,
    );
  });

  it('says what to do when nothing is offered', async () => {
    show(classEntities);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is no offer in the catalog.',
    );
  });

  it('refuses what cannot be asked for when the form goes on', async () => {
    expect(await errorsOf('resource:default/gpu-starter')).toEqual([]);
    expect(await errorsOf('')).toEqual(['Choose what the team begins with.']);
    expect(await errorsOf('resource:default/gone')).toEqual([
      'resource:default/gone is no longer in the catalog; choose another one.',
    ]);
    expect(await errorsOf('resource:default/gpu-old')).toEqual([
      'Old offers v100-16g, which is no longer in the catalog; choose another one.',
    ]);
  });
});
