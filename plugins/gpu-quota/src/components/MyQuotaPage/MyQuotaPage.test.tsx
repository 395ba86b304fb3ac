import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import {
  NOW,
  TEAM,
  activeReservation,
  ago,
  h100Quota,
  l4Quota,
  pastRequest,
  pendingRequest,
  waitingReservation,
} from '../../__testUtils__/quotaFixtures';
import {
  answers,
  answersLater,
  breaks,
  hangs,
  refuses,
} from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

const myTeams = { teams: [TEAM], approves: [], platformApprover: false };

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
  server.use(
    answers('get', '/teams', myTeams),
    answers('get', '/quotas', { items: [h100Quota, l4Quota] }),
    answers('get', '/grants', { items: [] }),
    answers('get', '/reservations', {
      items: [waitingReservation, activeReservation],
    }),
    answers('get', '/requests', {
      items: [pendingRequest, pastRequest],
      totalItems: 2,
    }),
  );
});

afterEach(() => {
  jest.restoreAllMocks();
});

function row(name: RegExp): HTMLElement {
  return screen.getByRole('row', { name });
}

describe('My quota', () => {
  it('shows what a team may hold, holds and waits for, and whether the cluster knows', async () => {
    renderQuota({ path: '/gpu-quota' });

    const quota = within(
      await screen.findByRole('table', { name: /Quota of Support assist/ }),
    );
    const [h100, l4] = quota.getAllByRole('row').slice(1);
    expect(h100).toHaveTextContent(
      /NVIDIA H100 80 GB.*4440.*applied 5 min ago/,
    );
    expect(
      within(h100).getByRole('meter', { name: 'Reserved NVIDIA H100 80 GB' }),
    ).toHaveAttribute('aria-valuetext', '4 of 4 reserved');
    expect(l4).toHaveTextContent(
      /error The cluster sandbox did not answer; last applied 3 h ago/,
    );
    expect(within(l4).getByRole('meter')).toHaveAttribute(
      'aria-valuetext',
      '3 of 2 reserved, over quota',
    );

    const waiting = row(/support-chat-eu/);
    expect(waiting).toHaveTextContent(
      /waiting for quota request 12, with the team lead for 2 h/,
    );
    expect(
      within(waiting).getByRole('link', { name: 'support-chat-eu' }),
    ).toHaveAttribute('href', '/catalog/default/component/support-chat-eu');
    expect(row(/support-chat NVIDIA/)).toHaveTextContent(/active/);

    expect(row(/Request 12/)).toHaveTextContent(
      /4 × NVIDIA H100 80 GB.*pending with the team lead.*Mia Chen, 2 h ago/,
    );
    expect(row(/Request 7/)).toHaveTextContent(/approved for 2 of 4/);
    expect(screen.getByRole('link', { name: 'Request 12' })).toHaveAttribute(
      'href',
      '/gpu-quota/requests/12',
    );
  });

  it('says what is borrowed, what is lent, and what was interrupted because it was called back', async () => {
    const search = 'group:default/search-ranking';
    server.use(
      answers('get', '/quotas', {
        items: [
          { ...h100Quota, borrowedFrom: [{ team: search, count: 2 }] },
          { ...l4Quota, lentTo: [{ team: search, count: 1 }] },
        ],
      }),
      answers('get', '/reservations', {
        items: [
          {
            ...waitingReservation,
            interruptible: true,
            interruptedAt: ago({ minutes: 5 }),
            request: undefined,
          },
          { ...activeReservation, interruptible: true, borrowed: 2 },
        ],
      }),
    );
    renderQuota({ path: '/gpu-quota' });
    const quota = within(
      await screen.findByRole('table', { name: /Quota of Support assist/ }),
    );
    const [h100, l4] = quota.getAllByRole('row').slice(1);
    expect(h100).toHaveTextContent(
      /2 borrowed from search-ranking, called back when its owner needs them/,
    );
    expect(l4).toHaveTextContent(/1 lent to search-ranking/);
    expect(row(/support-chat-eu/)).toHaveTextContent(
      /interrupted 5 min ago: what it had borrowed was called back\. It goes on by itself/,
    );
    expect(row(/support-chat NVIDIA/)).toHaveTextContent(/active 2 borrowed/);
  });

  it('says that it loads, before anything has come', async () => {
    server.use(hangs('get', '/teams'));
    renderQuota({ path: '/gpu-quota' });
    expect(
      await screen.findByRole('status', {
        name: 'Loading the list of your teams',
      }),
    ).toBeInTheDocument();
  });

  it('tells a team without quota what to do next', async () => {
    server.use(
      answers('get', '/quotas', { items: [] }),
      answers('get', '/reservations', { items: [] }),
      answers('get', '/requests', { items: [], totalItems: 0 }),
    );
    renderQuota({ path: '/gpu-quota' });
    expect(
      await screen.findByText(/Support assist has no GPU quota yet/),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(/No endpoint of Support assist reserves devices/),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(/Nobody has asked for quota for Support assist/),
    ).toBeInTheDocument();
  });

  it('tells people without a team why they see nothing', async () => {
    server.use(answers('get', '/teams', { ...myTeams, teams: [] }));
    renderQuota({ path: '/gpu-quota' });
    expect(await screen.findByText(/You are in no team/)).toBeInTheDocument();
  });

  it('keeps the rest usable when one part fails, and reads it again on demand', async () => {
    server.use(
      refuses('get', '/reservations', 503, 'The database is restarting'),
    );
    renderQuota({ path: '/gpu-quota' });

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(
      /Could not load the reservations of Support assist.*The database is restarting/,
    );
    expect(
      await screen.findByRole('table', { name: /Quota of Support assist/ }),
    ).toBeInTheDocument();

    server.use(answers('get', '/reservations', { items: [activeReservation] }));
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(
      await screen.findByRole('table', { name: /Reservations of/ }),
    ).toBeInTheDocument();
  });

  it('says what the reader may not see, without offering to try again', async () => {
    server.use(
      refuses('get', '/quotas', 403, 'Quota is for members of the team'),
    );
    renderQuota({ path: '/gpu-quota' });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(
      /You may not see the quota of Support assist.*Quota is for members/,
    );
    expect(within(alert).queryByRole('button')).not.toBeInTheDocument();
  });

  it('keeps the last known figures with their age when they cannot be refreshed', async () => {
    const { signal } = renderQuota({ path: '/gpu-quota', hasSignals: true });
    await screen.findByRole('table', { name: /Quota of Support assist/ });

    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW) + 4 * 60_000);
    server.use(breaks('get', '/quotas'));
    await signal();

    expect(
      await screen.findByText(
        /Could not refresh the quota of Support assist; shown as of 4 min ago/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/The quota service did not answer/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('table', { name: /Quota of Support assist/ }),
    ).toBeInTheDocument();
  });

  it('shows news as soon as a signal announces them', async () => {
    const { signal } = renderQuota({ path: '/gpu-quota', hasSignals: true });
    await screen.findByText('4 of 4 reserved');
    server.use(
      answers('get', '/quotas', { items: [{ ...h100Quota, granted: 8 }] }),
    );
    await signal();
    expect(await screen.findByText('4 of 8 reserved')).toBeInTheDocument();
  });

  it('reads once more what was being read when a signal came', async () => {
    const { signal } = renderQuota({ path: '/gpu-quota', hasSignals: true });
    await screen.findByText('4 of 4 reserved');
    const quotas = (granted: number) => ({
      items: [{ ...h100Quota, granted }],
    });
    const early = answersLater('get', '/quotas', quotas(8));
    server.use(early.handler);
    await signal();
    await early.asked;

    server.use(answers('get', '/quotas', quotas(9)));
    await signal();
    early.answer();
    expect(await screen.findByText('4 of 9 reserved')).toBeInTheDocument();
  });
});
