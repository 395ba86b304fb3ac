import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import {
  NOW,
  TEAM,
  ahead,
  endingGrant,
  h100Quota,
  l4Quota,
  nothing,
  pendingRequest,
} from '../../__testUtils__/quotaFixtures';
import { answers, refuses } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

const freeQuota = { ...h100Quota, reserved: 1, available: 3, waiting: 0 };

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
  server.use(
    answers('get', '/teams', {
      teams: [TEAM],
      approves: [],
      platformApprover: false,
    }),
    answers('get', '/quotas', { items: [freeQuota, l4Quota] }),
    answers('get', '/grants', { items: [endingGrant] }),
    answers('get', '/reservations', { items: [] }),
    answers('get', '/requests', { items: [], totalItems: 0 }),
  );
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function press(name: string | RegExp) {
  await userEvent.click(await screen.findByRole('button', { name }));
}

async function openDialog(button: string) {
  await press(button);
  return within(await screen.findByRole('dialog'));
}

describe('Quota that ends or goes back', () => {
  it('shows which grants end when, soonest first, and what was asked for afterwards', async () => {
    server.use(
      answers('get', '/grants', {
        items: [
          { ...endingGrant, id: 'a', until: undefined },
          {
            ...endingGrant,
            id: 'b',
            acceleratorClass: 'l4-24g',
            until: ahead(30),
            renewal: { id: 14, state: 'pending' },
            can: { renew: false },
          },
          endingGrant,
        ],
      }),
    );
    renderQuota({ path: '/gpu-quota' });
    const table = within(
      await screen.findByRole('table', {
        name: 'Grants of Support assist that end',
      }),
    );
    const [, first, second, ...others] = table.getAllByRole('row');
    expect(first).toHaveTextContent(
      /NVIDIA H100 80 GB28 Mar 2026, in 6 d ends soonRequest 7/,
    );
    expect(second).toHaveTextContent(
      /NVIDIA L4 24 GB21 Apr 2026, in 30 d.*Request 14, pending/,
    );
    expect(others).toEqual([]);
  });

  it('asks for a grant to go on', async () => {
    const sent: Promise<unknown>[] = [];
    server.use(
      answers(
        'post',
        `/grants/${endingGrant.id}/renew`,
        { ...pendingRequest, id: 15 },
        request => sent.push(request.json()),
      ),
    );
    const { toasts } = renderQuota({ path: '/gpu-quota' });
    const dialog = await openDialog('Renew… 2 × NVIDIA H100 80 GB');
    await userEvent.type(dialog.getByLabelText('Until'), '2026-04-30');
    await userEvent.click(dialog.getByRole('button', { name: 'Send request' }));
    await waitFor(() => expect(toasts[0]?.title).toBe('Request 15 was sent'));
    expect(await sent[0]).toEqual({
      count: 2,
      reason: 'Holiday peak.',
      until: '2026-04-30T23:59:59Z',
    });
  });

  it('gives free quota back at once', async () => {
    const sent: Request[] = [];
    server.use(
      answers(
        'post',
        '/returns',
        { ...freeQuota, granted: 1, available: 0 },
        request => sent.push(request),
      ),
    );
    const { toasts } = renderQuota({ path: '/gpu-quota' });
    const dialog = await openDialog('Return… NVIDIA H100 80 GB');
    expect(dialog.queryByRole('status')).not.toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Return 3' }));
    await waitFor(() =>
      expect(toasts[0]?.title).toBe('3 devices returned; the team holds 1 now'),
    );
    expect(await sent[0]?.json()).toEqual({
      team: TEAM,
      acceleratorClass: 'h100-80g',
      count: 3,
    });
    expect(sent[0]?.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('warns before more goes back than is free, and tries again after a failure', async () => {
    const sent: Request[] = [];
    server.use(refuses('post', '/returns', 503, 'The database is restarting'));
    renderQuota({ path: '/gpu-quota' });
    const dialog = await openDialog('Return… NVIDIA H100 80 GB');
    const count = dialog.getByRole('textbox', { name: /Devices, of 4/ });
    await userEvent.clear(count);
    await userEvent.type(count, '4');
    await userEvent.tab();
    expect(await dialog.findByRole('status')).toHaveTextContent(
      /Only 3 devices are free.*over its quota by 1: nothing is stopped/,
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Return 4' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /Nothing was returned.*The database is restarting/,
    );
    server.use(
      answers('post', '/returns', { ...freeQuota, granted: 0 }, request =>
        sent.push(request),
      ),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Return 4' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(await sent[0]?.json()).toMatchObject({
      count: 4,
      belowReserved: true,
    });
  });

  it('says by how much a team is over its quota, and which request has a question for the reader', async () => {
    server.use(
      answers('get', '/requests', {
        items: [
          {
            ...pendingRequest,
            awaitingRequester: true,
            can: { ...nothing, answer: true },
          },
          { ...pendingRequest, id: 13, awaitingRequester: true, can: nothing },
        ],
        totalItems: 2,
      }),
    );
    renderQuota({ path: '/gpu-quota' });
    expect(await screen.findByText('over by 1')).toBeInTheDocument();
    expect(
      await screen.findByRole('row', { name: /Request 12/ }),
    ).toHaveTextContent(/pending question for you/);
    expect(screen.getByRole('row', { name: /Request 13/ })).toHaveTextContent(
      /pending with Mia Chen, for an answer/,
    );
  });
});
