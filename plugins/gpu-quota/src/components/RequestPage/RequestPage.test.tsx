import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import {
  NOW,
  nothing,
  pastRequest,
  pendingDetail,
} from '../../__testUtils__/quotaFixtures';
import { answers, refuses } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

const path = '/gpu-quota/requests/12';
const approved = {
  ...pendingDetail,
  version: 4,
  state: 'approved',
  waitingOn: undefined,
  grantedCount: 4,
  decisions: [
    {
      stage: 'lead',
      outcome: 'approved',
      by: 'user:default/tom.okafor',
      at: NOW,
      grantedCount: 4,
    },
  ],
  can: nothing,
};

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
  server.use(answers('get', '/requests/12', pendingDetail));
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function press(name: string | RegExp) {
  await userEvent.click(await screen.findByRole('button', { name }));
}

describe('A request', () => {
  it('shows what was asked beside what speaks for it', async () => {
    renderQuota({ path });
    expect(
      await screen.findByRole('heading', {
        name: 'Request 12 · 4 × NVIDIA H100 80 GB for Support assist',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText(/asked by/, { selector: 'p' })).toHaveTextContent(
      /asked by Mia Chen · 2 h ago · stage lead, then platform waiting for you/,
    );

    const asked = within(screen.getByRole('region', { name: 'Asked' }));
    expect(asked.getByText(/Second region for the/)).toBeInTheDocument();
    expect(asked.getByRole('row', { name: /quota/ })).toHaveTextContent(/48$/);
    expect(asked.getByRole('row', { name: /Cost/ })).toHaveTextContent(
      /\$11,388\$22,776 \+\$11,388/,
    );
    expect(
      screen.getByRole('region', { name: 'Does it need this class?' }),
    ).toHaveTextContent(/fits Llama 3.3 70B in FP8/);
    expect(screen.getByRole('region', { name: 'Decisions' })).toHaveTextContent(
      /Now with the team lead: Customer products leads/,
    );
    expect(
      screen.getByRole('region', { name: 'Other requests of this team' }),
    ).toHaveTextContent(/Request 7 · .*approved for 2 of 4.*start with two/);
  });

  it('says so where there is no sizing, no price and no history', async () => {
    server.use(
      answers('get', '/requests/12', {
        ...pendingDetail,
        evidence: { quota: pendingDetail.evidence.quota },
        history: [],
      }),
    );
    renderQuota({ path });
    expect(
      await screen.findByText(/No sizing came with this request/),
    ).toBeInTheDocument();
    expect(screen.getByText(/no list price/)).toBeInTheDocument();
    expect(
      screen.getByText('This is the team’s first request.'),
    ).toBeInTheDocument();
  });

  it('says how many devices the sizing is of, where more were asked for since', async () => {
    server.use(answers('get', '/requests/12', { ...pendingDetail, count: 6 }));
    renderQuota({ path });
    expect(
      await screen.findByRole('region', { name: 'Does it need this class?' }),
    ).toHaveTextContent(/4 of the 6 devices were sized/);
  });

  it('is approved in full with one press, bound to the version that was seen', async () => {
    const sent: { ifMatch: string | null; body: Promise<unknown> }[] = [];
    server.use(
      answers('post', '/requests/12/decisions', approved, request =>
        sent.push({
          ifMatch: request.headers.get('If-Match'),
          body: request.json(),
        }),
      ),
    );
    const { toasts } = renderQuota({ path });
    await screen.findByRole('button', { name: 'Approve 4' });
    server.use(answers('get', '/requests/12', approved));
    await press('Approve 4');

    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: 'Approve 4' }),
      ).not.toBeInTheDocument(),
    );
    expect(screen.getByRole('region', { name: 'Decisions' })).toHaveTextContent(
      /lead approved by Tom Okafor, moments ago/,
    );
    expect(sent).toHaveLength(1);
    expect(sent[0]?.ifMatch).toBe('"3"');
    expect(await sent[0]?.body).toEqual({ outcome: 'approve' });
    expect(toasts).toEqual([
      expect.objectContaining({ title: 'Request 12 is approved' }),
    ]);
  });

  it('is approved for fewer only with a sensible number and a reason', async () => {
    const bodies: Promise<unknown>[] = [];
    server.use(
      answers(
        'post',
        '/requests/12/decisions',
        { ...approved, state: 'partially-approved', grantedCount: 2 },
        request => bodies.push(request.json()),
      ),
    );
    const { toasts } = renderQuota({ path });
    await press('Approve fewer…');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Approve 3' }));
    expect(
      await dialog.findByText(/Say why, in a sentence/),
    ).toBeInTheDocument();

    const count = dialog.getByRole('textbox', { name: /Devices, of 4/ });
    await userEvent.clear(count);
    await userEvent.type(count, '2');
    await userEvent.type(
      dialog.getByRole('textbox', { name: /Reason/ }),
      'Two carry it',
    );
    expect(bodies).toHaveLength(0);
    server.use(answers('get', '/requests/12', approved));
    await userEvent.click(dialog.getByRole('button', { name: /^Approve/ }));

    await waitFor(() => expect(toasts).toHaveLength(1));
    expect(toasts[0]?.title).toBe('Request 12 is approved for 2 of 4');
    expect(await Promise.all(bodies)).toEqual([
      { outcome: 'approve', grantedCount: 2, reason: 'Two carry it' },
    ]);
  });

  it('keeps the reason when somebody changed the request meanwhile, and decides on the reloaded one', async () => {
    const versions: (string | null)[] = [];
    renderQuota({ path });
    await press('Deny…');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(
      dialog.getByRole('textbox', { name: /Reason/ }),
      'It fits on an L4',
    );
    server.use(
      refuses('post', '/requests/12/decisions', 412, 'Version 4 is newer'),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Deny' }));

    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /Somebody changed this request since you opened it/,
    );
    expect(dialog.getByRole('button', { name: 'Deny' })).toBeDisabled();

    server.use(
      answers('get', '/requests/12', {
        ...pendingDetail,
        version: 4,
        count: 6,
      }),
      answers(
        'post',
        '/requests/12/decisions',
        { ...approved, version: 5, state: 'denied' },
        request => versions.push(request.headers.get('If-Match')),
      ),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Reload' }));
    await waitFor(() =>
      expect(dialog.queryByRole('alert')).not.toBeInTheDocument(),
    );
    expect(dialog.getByRole('textbox', { name: /Reason/ })).toHaveValue(
      'It fits on an L4',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Deny' }));
    await waitFor(() => expect(versions).toEqual(['"4"']));
  });

  it('does not change under the hands of who may decide, but says that it has changed', async () => {
    const { signal } = renderQuota({ path, hasSignals: true });
    await screen.findByRole('button', { name: 'Approve 4' });
    server.use(
      answers('get', '/requests/12', {
        ...pendingDetail,
        version: 4,
        count: 6,
      }),
    );
    await signal();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Somebody changed this request since you opened it/,
    );
    expect(screen.getByRole('button', { name: 'Approve 4' })).toBeDisabled();
    await press('Reload');
    expect(
      await screen.findByRole('button', { name: 'Approve 6' }),
    ).toBeEnabled();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('follows every change for those who only watch', async () => {
    server.use(
      answers('get', '/requests/12', {
        ...pendingDetail,
        can: {
          ...nothing,
          whyNot: 'The team’s leads decide.',
        },
      }),
    );
    const { signal } = renderQuota({ path, hasSignals: true });
    await screen.findByText('The team’s leads decide.');
    server.use(answers('get', '/requests/12', approved));
    await signal();
    expect(
      await screen.findByText('approved', { selector: 'p span' }),
    ).toBeInTheDocument();
  });

  it('cannot be decided by who made it, says why, and can be withdrawn', async () => {
    server.use(
      answers('get', '/requests/12', {
        ...pendingDetail,
        can: {
          ...nothing,
          withdraw: true,
          whyNot: 'You made this request yourself: someone else has to decide.',
        },
      }),
      answers('post', '/requests/12/withdraw', {
        ...approved,
        state: 'withdrawn',
      }),
    );
    const { toasts } = renderQuota({ path });
    const approve = await screen.findByRole('button', { name: 'Approve 4' });
    expect(approve).toBeDisabled();
    expect(approve).toHaveAccessibleDescription(
      'You made this request yourself: someone else has to decide.',
    );
    await press('Withdraw…');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Withdraw' }));
    await waitFor(() =>
      expect(toasts.map(({ title }) => title)).toEqual([
        'Request 12 is withdrawn',
      ]),
    );
  });

  it('shows the server’s refusal of a self-approval that got through', async () => {
    server.use(
      refuses(
        'post',
        '/requests/12/decisions',
        403,
        'You made this request yourself: someone else has to decide.',
      ),
    );
    renderQuota({ path });
    await press('Approve 4');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Nothing was decided.*You made this request yourself/,
    );
  });

  it('shows a decided request without anything to press', async () => {
    server.use(
      answers('get', '/requests/7', {
        ...pastRequest,
        history: [],
        quotaNow: pendingDetail.quotaNow,
        evidenceNow: pastRequest.evidence,
      }),
    );
    renderQuota({ path: '/gpu-quota/requests/7' });
    expect(await screen.findByText(/start with two/)).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /Approve|Deny|Withdraw/ }),
    ).not.toBeInTheDocument();
  });

  it.each(['99', '0', '12abc', '99999999999'])(
    'says that there is no request %s',
    async id => {
      server.use(
        refuses('get', '/requests/99', 404, 'No request 99', 'NotFoundError'),
      );
      renderQuota({ path: `/gpu-quota/requests/${id}` });
      expect(
        await screen.findByText(`There is no request ${id} that you may see`),
      ).toBeInTheDocument();
    },
  );
});
