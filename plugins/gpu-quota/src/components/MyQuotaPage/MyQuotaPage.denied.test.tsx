import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { TEAM, h100Quota } from '../../__testUtils__/quotaFixtures';
import { answers } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

// In a file of its own: Backstage remembers what a permission was for as long as the modules live.
describe('My quota, for people who may not ask for more', () => {
  beforeEach(() => {
    server.use(
      answers('get', '/teams', {
        teams: [TEAM],
        approves: [],
        platformApprover: false,
      }),
      answers('get', '/quotas', { items: [h100Quota] }),
      answers('get', '/grants', { items: [] }),
      answers('get', '/reservations', { items: [] }),
      answers('get', '/requests', { items: [], totalItems: 0 }),
    );
  });

  it('does not offer a request to those who may not make one', async () => {
    renderQuota({ path: '/gpu-quota', isAllowed: false });
    expect(
      await screen.findByText(/You may look but not ask for more/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Request quota' }),
    ).toBeDisabled();
  });

  it('does not offer to return quota to those who may not', async () => {
    renderQuota({ path: '/gpu-quota', isAllowed: false });
    expect(
      await screen.findByRole('table', { name: /Quota of Support assist/ }),
    ).toHaveTextContent('NVIDIA H100 80 GB');
    expect(
      screen.queryByRole('button', { name: /Return…/ }),
    ).not.toBeInTheDocument();
  });
});
