import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import {
  NOW,
  ago,
  pendingDetail,
  pendingRequest,
} from '../../__testUtils__/quotaFixtures';
import { answers, refuses } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('Approvals', () => {
  it('lists who asks for what, why, at what cost and since when, in the order of the server', async () => {
    const asked: string[] = [];
    server.use(
      answers(
        'get',
        '/requests',
        {
          items: [
            { ...pendingRequest, id: 9, createdAt: ago({ hours: 24 * 3 }) },
            pendingRequest,
          ],
          totalItems: 2,
        },
        request => asked.push(new URL(request.url).search),
      ),
    );
    renderQuota({ path: '/gpu-quota/approvals' });

    expect(
      await screen.findByText('2 requests wait for you, oldest first.'),
    ).toBeInTheDocument();
    const [, first, second] = screen.getAllByRole('row');
    expect(first).toHaveTextContent(
      /Request 9.*4 × NVIDIA H100 80 GB for support-chat-eu.*Mia Chen of Support assist.*Second region for the holiday peak.*\+\$11,388.*3 d/,
    );
    expect(second).toHaveTextContent(/Request 12.*2 h/);
    expect(asked[0]).toContain('awaiting=me');
  });

  it('opens a request from the keyboard', async () => {
    server.use(
      answers('get', '/requests', { items: [pendingRequest], totalItems: 1 }),
      answers('get', '/requests/12', pendingDetail),
    );
    renderQuota({ path: '/gpu-quota/approvals' });
    const link = await screen.findByRole('link', { name: 'Request 12' });
    act(() => link.focus());
    await userEvent.keyboard('{Enter}');
    expect(
      await screen.findByRole('heading', { name: /Request 12 · 4 × NVIDIA/ }),
    ).toBeInTheDocument();
  });

  it('moves between rows with keys and opens one with Enter', async () => {
    server.use(
      answers('get', '/requests', {
        items: [{ ...pendingRequest, id: 9 }, pendingRequest],
        totalItems: 2,
      }),
      answers('get', '/requests/12', pendingDetail),
    );
    renderQuota({ path: '/gpu-quota/approvals' });
    const first = await screen.findByRole('link', { name: 'Request 9' });
    const second = screen.getByRole('link', { name: 'Request 12' });
    await userEvent.keyboard('{ArrowDown}');
    expect(first).not.toHaveFocus();
    await userEvent.keyboard('j');
    expect(first).toHaveFocus();
    await userEvent.keyboard('jj');
    expect(second).toHaveFocus();
    await userEvent.keyboard('k');
    expect(first).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(
      await screen.findByRole('heading', { name: /Request 12 · 4 × NVIDIA/ }),
    ).toBeInTheDocument();
  });

  it('pages through many requests', async () => {
    server.use(
      answers('get', '/requests', {
        items: [pendingRequest],
        totalItems: 2,
        nextCursor: 'next',
      }),
    );
    renderQuota({ path: '/gpu-quota/approvals' });
    const more = await screen.findByRole('button', { name: 'Show more' });
    server.use(
      answers('get', '/requests', {
        items: [{ ...pendingRequest, id: 13 }],
        totalItems: 2,
      }),
    );
    await userEvent.click(more);
    expect(
      await screen.findByRole('link', { name: 'Request 13' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Request 12' }),
    ).toBeInTheDocument();
  });

  it('says that nothing waits', async () => {
    server.use(answers('get', '/requests', { items: [], totalItems: 0 }));
    renderQuota({ path: '/gpu-quota/approvals' });
    expect(
      await screen.findByText('Nothing waits for you'),
    ).toBeInTheDocument();
  });

  it('shows the server’s sentence when it fails', async () => {
    server.use(refuses('get', '/requests', 503, 'The database is restarting'));
    renderQuota({ path: '/gpu-quota/approvals' });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Could not load the requests that wait for you.*The database is restarting/,
    );
  });
});
