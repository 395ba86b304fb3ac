import { useState } from 'react';
import { fetchApiRef } from '@backstage/frontend-plugin-api';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { filledForm } from '../__testUtils__/classFixtures';
import { fieldProps } from '../__testUtils__/fieldProps';
import { queryClient } from '../data/queryClient';
import { valueOfKnownModel } from './modelValue';
import { RepositoryPreview } from './RepositoryPreview';

const form = {
  ...filledForm,
  owner: 'group:default/support-assist',
  model: valueOfKnownModel('Qwen/Qwen2.5-7B-Instruct') ?? {},
  acceleratorClass: 'l40s-48g',
  name: 'chat',
  repoUrl: 'git.example?owner=meridian&repo=chat',
};

const files = [
  { path: 'catalog-info.yaml', content: 'kind: Component\nname: chat\n' },
  { path: 'logo.png' },
];

/** The field in a form whose name can be changed. */
function Form(props: { form: Record<string, unknown> }) {
  const [name, setName] = useState(props.form.name);
  return (
    <>
      <button type="button" onClick={() => setName('other')}>
        Rename
      </button>
      <RepositoryPreview
        {...fieldProps<undefined>({
          id: 'root_preview',
          title: 'What will be created',
          onChange: () => {},
          form: { ...props.form, name },
        })}
      />
    </>
  );
}

function show(
  answer: () => Promise<Response>,
  values: Record<string, unknown> = form,
) {
  const sent: { url: string; body: unknown }[] = [];
  render(
    <TestApiProvider
      apis={[
        [
          fetchApiRef,
          {
            fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
              sent.push({
                url: String(input),
                body: JSON.parse(String(init?.body)),
              });
              return answer();
            },
          },
        ],
      ]}
    >
      <Form form={values} />
    </TestApiProvider>,
  );
  return sent;
}

const ask = () =>
  userEvent.click(screen.getByRole('button', { name: /Show the files/ }));

afterEach(() => queryClient.clear());

describe('RepositoryPreview', () => {
  it('shows every file that the form would create, with its content', async () => {
    const sent = show(async () => Response.json({ files }));
    await ask();
    expect(await screen.findByText(/2 files will be created/)).toHaveAttribute(
      'role',
      'status',
    );
    const file = screen.getByText(/^catalog-info\.yaml/);
    expect(file).toHaveTextContent('catalog-info.yaml (2 lines)');
    await userEvent.click(file);
    expect(
      screen.getByRole('region', { name: 'catalog-info.yaml' }),
    ).toHaveTextContent('kind: Component');
    expect(screen.getByText('logo.png (no text)')).toBeInTheDocument();
    expect(sent).toEqual([
      {
        url: 'plugin://inference/previews',
        body: { template: 'template:default/inference-endpoint', values: form },
      },
    ]);
  });

  it('says what is still to be filled in', () => {
    show(async () => Response.json({ files }), {
      model: form.model,
      repoUrl: form.repoUrl,
    });
    expect(screen.getByRole('status')).toHaveTextContent(
      'To see the files, fill in the team, the accelerator class, the name.',
    );
    expect(
      screen.getByRole('button', { name: /Show the files/ }),
    ).toBeDisabled();
  });

  it('shows what the server refuses, and can be asked again', async () => {
    let fail = true;
    show(async () =>
      fail
        ? Response.json(
            {
              error: {
                name: 'InputError',
                message: "A component named 'chat' is in the catalog already",
              },
              response: { statusCode: 400 },
            },
            { status: 400 },
          )
        : Response.json({ files }),
    );
    await ask();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      "The files could not be rendered: A component named 'chat' is in the catalog already",
    );
    fail = false;
    await ask();
    expect(
      await screen.findByText(/2 files will be created/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('does not pass files off as current once the form has changed', async () => {
    show(async () => Response.json({ files }));
    await ask();
    await screen.findByText(/2 files will be created/);
    await userEvent.click(screen.getByRole('button', { name: 'Rename' }));
    expect(screen.getByRole('status')).toHaveTextContent(
      'The form has changed since; show the files again.',
    );
    expect(screen.queryByText(/^catalog-info\.yaml/)).not.toBeInTheDocument();
  });
});
