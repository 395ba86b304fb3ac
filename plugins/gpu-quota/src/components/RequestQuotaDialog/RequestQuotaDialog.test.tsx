import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { NOW, TEAM, pendingRequest } from '../../__testUtils__/quotaFixtures';
import { answers, breaks, refuses } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
  server.use(
    answers('get', '/teams', {
      teams: [TEAM],
      approves: [],
      platformApprover: false,
    }),
    answers('get', '/quotas', { items: [] }),
    answers('get', '/grants', { items: [] }),
    answers('get', '/reservations', { items: [] }),
    answers('get', '/requests', { items: [], totalItems: 0 }),
  );
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function openDialog() {
  await userEvent.click(
    await screen.findByRole('button', { name: 'Request quota' }),
  );
  return within(await screen.findByRole('dialog', { name: 'Request quota' }));
}

async function fillIn(dialog: ReturnType<typeof within>) {
  await userEvent.click(
    dialog.getByRole('button', { name: /Accelerator class/ }),
  );
  await userEvent.click(
    await screen.findByRole('option', { name: 'NVIDIA H100 80 GB' }),
  );
  const count = dialog.getByRole('textbox', { name: /Devices/ });
  await userEvent.clear(count);
  await userEvent.type(count, '4');
  await userEvent.type(
    dialog.getByRole('textbox', { name: /Reason/ }),
    'Second region',
  );
}

describe('Request quota', () => {
  it('asks for devices until the end of a day', async () => {
    const sent: Promise<unknown>[] = [];
    server.use(
      answers('post', '/requests', pendingRequest, request =>
        sent.push(request.json()),
      ),
    );
    renderQuota({ path: '/gpu-quota' });
    const dialog = await openDialog();
    await fillIn(dialog);
    const until = dialog.getByLabelText('Until');
    await userEvent.type(until, '2026-03-01');
    await userEvent.click(dialog.getByRole('button', { name: 'Send request' }));
    expect(
      await dialog.findByText(/Choose a day from today on/),
    ).toBeInTheDocument();
    await userEvent.clear(until);
    await userEvent.type(until, '2026-03-31');
    await userEvent.click(dialog.getByRole('button', { name: 'Send request' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(await sent[0]).toMatchObject({ until: '2026-03-31T23:59:59Z' });
  });

  it('says what is missing before anything is sent', async () => {
    renderQuota({ path: '/gpu-quota' });
    const dialog = await openDialog();
    await userEvent.click(dialog.getByRole('button', { name: 'Send request' }));
    expect(
      await dialog.findByText('Choose an accelerator class.'),
    ).toBeInTheDocument();
    expect(dialog.getByText(/Say why, in a sentence/)).toBeInTheDocument();
  });

  it('sends the request, says so with a link, and lists it', async () => {
    const sent: Promise<unknown>[] = [];
    server.use(
      answers('post', '/requests', pendingRequest, request =>
        sent.push(request.json()),
      ),
    );
    const { toasts } = renderQuota({ path: '/gpu-quota' });
    const dialog = await openDialog();
    await fillIn(dialog);
    expect(
      await dialog.findByText(/Up to \$11,388 more per month/),
    ).toBeInTheDocument();
    server.use(
      answers('get', '/requests', { items: [pendingRequest], totalItems: 1 }),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Send request' }));

    expect(
      await screen.findByRole('link', { name: 'Request 12' }),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(await Promise.all(sent)).toEqual([
      {
        team: TEAM,
        acceleratorClass: 'h100-80g',
        count: 4,
        reason: 'Second region',
      },
    ]);
    expect(toasts).toEqual([
      expect.objectContaining({
        title: 'Request 12 was sent',
        links: [{ label: 'View request', href: '/gpu-quota/requests/12' }],
      }),
    ]);
  });

  it('keeps what was typed when the server refuses, even through closing the dialog', async () => {
    server.use(
      refuses(
        'post',
        '/requests',
        409,
        'Request 12 for h100-80g still waits: withdraw it first',
      ),
    );
    renderQuota({ path: '/gpu-quota' });
    const dialog = await openDialog();
    await fillIn(dialog);
    await userEvent.click(dialog.getByRole('button', { name: 'Send request' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /The request was not sent.*Request 12 for h100-80g still waits: withdraw it first/,
    );

    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    const again = await openDialog();
    expect(again.getByRole('textbox', { name: /Reason/ })).toHaveValue(
      'Second region',
    );
    expect(again.getByRole('textbox', { name: /Devices/ })).toHaveValue('4');
  });

  it('sends the same request again after its answer got lost, and another one once it was changed', async () => {
    const keys: (string | null)[] = [];
    const seen = (request: Request) =>
      keys.push(request.headers.get('Idempotency-Key'));
    server.use(breaks('post', '/requests', seen));
    const { toasts } = renderQuota({ path: '/gpu-quota' });
    const dialog = await openDialog();
    await fillIn(dialog);
    const send = async () => {
      await userEvent.click(
        dialog.getByRole('button', { name: 'Send request' }),
      );
    };
    await send();
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /The request was not sent/,
    );
    await send();
    await waitFor(() => expect(keys).toHaveLength(2));
    expect(keys[0]).toBeTruthy();
    expect(keys[1]).toBe(keys[0]);

    await userEvent.type(
      dialog.getByRole('textbox', { name: /Reason/ }),
      ' in Europe',
    );
    server.use(answers('post', '/requests', pendingRequest, seen));
    await send();
    await waitFor(() => expect(toasts).toHaveLength(1));

    // The next request is one of its own, even with the same words.
    const next = await openDialog();
    await fillIn(next);
    await userEvent.click(next.getByRole('button', { name: 'Send request' }));
    await waitFor(() => expect(toasts).toHaveLength(2));
    expect(new Set(keys).size).toBe(3);
    expect(keys).toHaveLength(4);
  });
});
