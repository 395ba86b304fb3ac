import { useState } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { configApiRef } from '@backstage/core-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import type { JsonObject } from '@backstage/types';
import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import { fieldProps, validationContext } from '../__testUtils__/fieldProps';
import { RepositoryPicker } from './RepositoryPicker';
import { validateRepository } from './RepositoryPickerField';

const config = {
  inference: { repositoryOwner: 'meridian' },
  integrations: {
    gitea: [{ host: 'forge.example:3000' }],
    github: [{ token: 'x' }],
    azure: [{ host: 'dev.azure.com' }],
  },
};

function Form(props: {
  onChange: (value: string | undefined) => void;
  name?: string;
}) {
  const [value, setValue] = useState<string>();
  return (
    <RepositoryPicker
      {...fieldProps<string>({
        id: 'root_repoUrl',
        title: 'Repository',
        formData: value,
        form: { name: props.name },
        onChange: next => {
          setValue(next);
          props.onChange(next);
        },
      })}
    />
  );
}

function errorsOf(value: string, data: JsonObject = config) {
  const field = createFieldValidation();
  const configApi = mockApis.config({ data });
  validateRepository(
    value,
    field,
    validationContext(
      {},
      {
        get: (ref: { id: string }) =>
          ref.id === configApiRef.id ? (configApi as never) : undefined,
      },
    ),
  );
  return field.__errors ?? [];
}

describe('RepositoryPicker', () => {
  it('proposes the first host that can be published to and the configured owner', async () => {
    const onChange = jest.fn();
    await renderInTestApp(<Form onChange={onChange} />, {
      config,
    });
    const hosts = screen.getByLabelText(/Repository host/);
    expect(hosts).toHaveValue('forge.example:3000');
    expect(hosts).toHaveTextContent('github.com');
    expect(hosts).not.toHaveTextContent('azure');
    await userEvent.type(screen.getByLabelText(/Repository name/), 'chat');
    expect(onChange).toHaveBeenLastCalledWith(
      'forge.example:3000?owner=meridian&repo=chat',
    );
    await userEvent.selectOptions(hosts, 'github.com');
    expect(onChange).toHaveBeenLastCalledWith(
      'github.com?owner=meridian&repo=chat',
    );
  });

  it('is named as the endpoint until another name is typed', async () => {
    const onChange = jest.fn();
    function Named() {
      const [name, setName] = useState('');
      return (
        <>
          <input
            aria-label="Endpoint"
            value={name}
            onChange={event => setName(event.target.value)}
          />
          <Form onChange={onChange} name={name} />
        </>
      );
    }
    await renderInTestApp(<Named />, { config });
    const repository = screen.getByLabelText(/Repository name/);
    await userEvent.type(screen.getByLabelText('Endpoint'), 'chat');
    expect(repository).toHaveValue('chat');
    expect(onChange).toHaveBeenLastCalledWith(
      'forge.example:3000?owner=meridian&repo=chat',
    );
    await userEvent.type(repository, '-serving');
    await userEvent.type(screen.getByLabelText('Endpoint'), '-2');
    expect(repository).toHaveValue('chat-serving');
  });

  it('is named after another field, with a suffix, where the template says so', async () => {
    const onChange = jest.fn();
    await renderInTestApp(
      <RepositoryPicker
        {...fieldProps<string>({
          id: 'root_repoUrl',
          title: 'Repository',
          form: { team: 'group:default/voice-analytics', name: 'other' },
          onChange,
        })}
        uiSchema={{ 'ui:options': { follows: 'team', suffix: '-gpu' } }}
      />,
      { config },
    );
    expect(onChange).toHaveBeenLastCalledWith(
      'forge.example:3000?owner=meridian&repo=voice-analytics-gpu',
    );
  });

  it('says what is wrong with a name once it is left', async () => {
    await renderInTestApp(<Form onChange={() => {}} />, {
      config,
    });
    await userEvent.type(screen.getByLabelText(/Repository name/), '-x{Tab}');
    await userEvent.tab();
    expect(
      await screen.findByText(/Use letters, digits, dots/),
    ).toBeInTheDocument();
  });

  it('refuses hosts that are not configured, and names those that are', () => {
    expect(errorsOf('github.com?owner=a&repo=b')).toEqual([]);
    expect(errorsOf('elsewhere.example?owner=a&repo=b')).toEqual([
      'elsewhere.example is not configured for this portal; choose forge.example:3000 or github.com.',
    ]);
    expect(errorsOf('', {})).toEqual([
      expect.stringContaining('No repository host is configured'),
      'Enter the owner.',
      'Enter a name.',
    ]);
    expect(errorsOf('github.com?owner=../x&repo=a%20b')).toHaveLength(2);
  });
});
