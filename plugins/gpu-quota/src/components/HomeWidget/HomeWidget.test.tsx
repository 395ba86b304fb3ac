import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import { setupServer } from 'msw/node';
import {
  NOW,
  TEAM,
  ahead,
  endingGrant,
  h100Quota,
  l4Quota,
  pendingRequest,
} from '../../__testUtils__/quotaFixtures';
import { answers, hangs, refuses } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

const nobodyWaits = { items: [], totalItems: 0 };

function serve(options: {
  requests?: object;
  quotas?: object[];
  grants?: object[];
}) {
  const { requests = nobodyWaits, quotas = [], grants = [] } = options;
  server.use(
    answers('get', '/requests', requests),
    answers('get', '/teams', {
      teams: [TEAM],
      approves: [],
      platformApprover: false,
    }),
    answers('get', '/quotas', { items: quotas }),
    answers('get', '/grants', { items: grants }),
  );
}

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
});

afterEach(() => {
  jest.restoreAllMocks();
});

it('says what waits, what is all but used up and what ends, with where to go', async () => {
  serve({
    requests: { items: [pendingRequest], totalItems: 3 },
    quotas: [h100Quota, l4Quota, { ...h100Quota, granted: 8 }],
    grants: [
      { ...endingGrant, id: 'later', until: ahead(8) },
      endingGrant,
      {
        ...endingGrant,
        id: 'asked',
        remaining: 1,
        until: ahead(2),
        renewal: { id: 14, state: 'pending' },
      },
      {
        ...endingGrant,
        id: 'on',
        renewal: { id: 15, state: 'approved', count: 2 },
      },
      {
        ...endingGrant,
        id: 'in part',
        remaining: 4,
        until: ahead(3),
        renewal: { id: 16, state: 'partially-approved', count: 1 },
      },
      { ...endingGrant, id: 'for good', until: undefined },
    ],
  });
  renderQuota({ path: '/home' });
  expect(
    await screen.findByRole('link', { name: '3 requests wait for you' }),
  ).toHaveAttribute('href', '/gpu-quota/approvals');
  const list = screen.getByRole('list', { name: 'To know about GPU quota' });
  expect(
    within(list)
      .getAllByRole('listitem')
      .map(item => item.textContent),
  ).toEqual([
    '3 requests wait for you, the oldest for 2 h',
    'Support assist has 4 of 4 × NVIDIA H100 80 GB reserved',
    'Support assist has 3 of 2 × NVIDIA L4 24 GB reserved, 1 more than it was granted',
    '1 × NVIDIA H100 80 GB of Support assist ends in 2 d, and a renewal is asked for',
    '3 × NVIDIA H100 80 GB of Support assist end in 3 d, and 1 of the grant goes on',
    '2 × NVIDIA H100 80 GB of Support assist end in 6 d',
  ]);
  expect(
    screen.getByRole('link', { name: /^Support assist has 4 of 4/ }),
  ).toHaveAttribute('href', '/gpu-quota');
});

it('says so where there is nothing to do', async () => {
  serve({ quotas: [{ ...h100Quota, reserved: 1 }] });
  renderQuota({ path: '/home' });
  expect(await screen.findByText(/^Nothing waits for you,/)).toBeVisible();
});

it('shows that it loads', async () => {
  serve({});
  server.use(hangs('get', '/teams'));
  renderQuota({ path: '/home' });
  expect(
    await screen.findByRole('status', {
      name: 'Loading the overview of your GPU quota',
    }),
  ).toBeInTheDocument();
});

it('says why it shows nothing', async () => {
  serve({});
  server.use(refuses('get', '/teams', 503, 'The catalog did not answer'));
  renderQuota({ path: '/home' });
  expect(await screen.findByRole('alert')).toHaveTextContent(
    /Could not load the overview of your GPU quota.*The catalog did not answer/,
  );
});
