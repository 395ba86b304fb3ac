import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { pendingDetail } from '../../__testUtils__/quotaFixtures';
import { answers } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

it('offers no history to who may not read the audit', async () => {
  server.use(answers('get', '/requests/12', pendingDetail));
  renderQuota({ path: '/gpu-quota/requests/12', isAllowed: false });
  await screen.findByRole('region', { name: 'Other requests of this team' });
  expect(
    screen.queryByRole('button', { name: /^History/ }),
  ).not.toBeInTheDocument();
});
