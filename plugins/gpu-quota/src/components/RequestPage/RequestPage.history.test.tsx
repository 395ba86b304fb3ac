import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { decided, filed } from '../../__testUtils__/auditFixtures';
import { NOW, pendingDetail } from '../../__testUtils__/quotaFixtures';
import { answers } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
});

afterEach(() => {
  jest.restoreAllMocks();
});

it('tells the history of a request to who opens it, and asks for it no sooner', async () => {
  const asked: string[] = [];
  server.use(
    answers('get', '/requests/12', pendingDetail),
    answers('get', '/audit', { items: [decided, filed] }, request =>
      asked.push(new URL(request.url).searchParams.get('subject') ?? ''),
    ),
  );
  renderQuota({ path: '/gpu-quota/requests/12' });
  const history = await screen.findByRole('button', {
    name: 'History of request 12',
  });
  expect(history).toHaveAttribute('aria-expanded', 'false');
  expect(asked).toEqual([]);

  await userEvent.click(history);
  const table = await screen.findByRole('table', {
    name: 'History of request 12, newest first',
  });
  expect(asked).toEqual(['request:12']);
  expect(table).toHaveTextContent(/Tom Okafor.*“start with two”/);

  await userEvent.click(history);
  await waitFor(() => expect(table).not.toBeInTheDocument());
});
