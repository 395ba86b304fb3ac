import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { decided, expired, filed } from '../../__testUtils__/auditFixtures';
import { NOW, TEAM } from '../../__testUtils__/quotaFixtures';
import { answers, hangs, refuses } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
});

afterEach(() => {
  jest.restoreAllMocks();
});

const path = '/gpu-quota/audit';

async function choose(field: RegExp, option: string) {
  await userEvent.click(await screen.findByRole('button', { name: field }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('Audit', () => {
  it('says who did what, to what and when, in the order of the server', async () => {
    server.use(answers('get', '/audit', { items: [expired, decided, filed] }));
    renderQuota({ path });
    const table = await screen.findByRole('table', {
      name: 'History of GPU quota, newest first',
    });
    expect(table).toBeInTheDocument();
    const [, first, second, third] = screen.getAllByRole('row');
    expect(first).toHaveTextContent(
      /The portal.*let a reservation expire for reply-drafts“its endpoint did not appear”.*reservation of Support assist.*5 min ago/,
    );
    expect(second).toHaveTextContent(
      /Tom Okafor.*decided on the request \(approved\): 2 × NVIDIA H100 80 GB.*start with two.*Request 12 of Support assist.*2 h ago/,
    );
    expect(third).toHaveTextContent(
      /Mia Chen.*asked for quota: 4 × NVIDIA H100 80 GB.*Second region/,
    );
  });

  it('pages through a long history', async () => {
    server.use(
      answers('get', '/audit', { items: [decided], nextCursor: 'next' }),
    );
    renderQuota({ path });
    const more = await screen.findByRole('button', { name: 'Show more' });
    server.use(answers('get', '/audit', { items: [filed] }));
    await userEvent.click(more);
    expect(
      await screen.findByRole('row', { name: /asked for quota/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('row', { name: /decided on the request/ }),
    ).toBeInTheDocument();
  });

  it('narrows to a team and an action, and verifies the team’s chain', async () => {
    const asked: URLSearchParams[] = [];
    server.use(
      answers('get', '/audit', { items: [] }, request =>
        asked.push(new URL(request.url).searchParams),
      ),
      answers('get', '/audit/verify', {
        team: TEAM,
        intact: true,
        events: 3,
        hash: 'c'.repeat(64),
      }),
    );
    renderQuota({ path });
    await screen.findByText('Nothing happened yet.');
    await choose(/What was done/, 'gave quota back');
    expect(
      await screen.findByText('Nothing of this kind happened.'),
    ).toBeInTheDocument();
    await choose(/Team/, 'Support assist');
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Verify the history of Support assist',
      }),
    );
    expect(
      await screen.findByText('The history of Support assist is intact'),
    ).toBeInTheDocument();
    expect(asked.at(-1)?.get('team')).toBe(TEAM);
    expect(asked.at(-1)?.get('action')).toBe('quota.returned');

    server.use(
      answers('get', '/audit/verify', {
        team: TEAM,
        intact: false,
        seq: 2,
        problem: 'its text was changed after it was written',
      }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: /Verify the history/ }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /The history of Support assist is broken at event 2.*its text was changed after it was written/,
    );
  });

  it('shows that it loads', async () => {
    server.use(hangs('get', '/audit'));
    renderQuota({ path });
    expect(
      await screen.findByRole('status', { name: /Loading the history/ }),
    ).toBeInTheDocument();
  });

  it.each([
    [403, 'You may not see the history of GPU quota'],
    [503, 'Could not load the history'],
  ])('says what a %i means', async (status, title) => {
    server.use(refuses('get', '/audit', status, 'for this reason'));
    renderQuota({ path });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(title);
    expect(alert).toHaveTextContent('for this reason');
  });
});
