import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { someDrift } from '../../__testUtils__/capacityFixtures';
import { answers } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

// In a file of its own: Backstage remembers what a permission was for as long as the modules live.
describe('Drift, for people who may not repair', () => {
  it('is shown without the button', async () => {
    server.use(
      answers('get', '/capacity', { items: [] }),
      answers('get', '/drift', someDrift),
    );
    renderQuota({ path: '/gpu-quota/capacity', isAllowed: false });
    expect(await screen.findByText('applied 2, granted 4')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /Repair/ }),
    ).not.toBeInTheDocument();
  });
});
