import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import type { QuotaRequestDetail } from '@golden-path/plugin-gpu-quota-common';
import { screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import {
  NOW,
  ahead,
  capacity,
  pendingDetail,
  pool,
  usage,
} from '../../__testUtils__/quotaFixtures';
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

const evidence = { ...pendingDetail.evidence, usage, pool };

async function open(request: Partial<QuotaRequestDetail>) {
  server.use(
    answers('get', '/requests/12', {
      ...pendingDetail,
      evidence,
      evidenceNow: evidence,
      ...request,
    }),
  );
  renderQuota({ path: '/gpu-quota/requests/12' });
  await screen.findByRole('heading', { name: /Request 12/ });
}

const part = (name: string) => screen.getByRole('region', { name });
const use = () => part('How well do they use what they hold?');
const shared = () => part('The class’s pool');

it('shows who has left the team their request, and nothing of how the team stands now', async () => {
  const { history, quotaNow, evidenceNow, ...request } = pendingDetail;
  server.use(answers('get', '/requests/12', { ...request, evidence }));
  renderQuota({ path: '/gpu-quota/requests/12' });
  const { reserved, granted } = evidence.quota;
  expect(
    await screen.findByRole('region', { name: 'Asked' }),
  ).toHaveTextContent(
    `When it asked, the team reserved ${reserved} of ${granted}. You may not see what it holds now.`,
  );
  expect(part('Asked')).not.toHaveTextContent('Free in it');
  expect(use()).not.toHaveTextContent('Now:');
  expect(
    screen.queryByRole('region', { name: 'Other requests of this team' }),
  ).not.toBeInTheDocument();
});

describe('Evidence beside a request', () => {
  it('says how well the team uses what it holds, and what is missing from that', async () => {
    await open({});
    expect(use()).toHaveTextContent(
      /Last 7 days before they asked, 2 h ago.*NVIDIA H100 80 GB.*mean 63 % · p95 94 % · idle 249 of 672 device-hours · \$970/,
    );
    expect(use()).toHaveTextContent(
      /NVIDIA L4 24 GB.*mean 4 %.*idle 323 of 336 device-hours · \$242.*Partial: samples for 40 of 168 h.*1 of 2 endpoints without data.*168 device-hours were not measured/,
    );
    expect(use()).not.toHaveTextContent('Now:');
    expect(
      screen.getByRole('meter', {
        name: 'Mean utilisation of NVIDIA H100 80 GB',
      }),
    ).toHaveAttribute('aria-valuetext', '63 %');
  });

  it('shows the figures of now only where they differ', async () => {
    await open({
      evidenceNow: {
        ...evidence,
        usage:
          (usage?.state === 'known' && {
            ...usage,
            items: usage.items.map(item =>
              item.acceleratorClass === 'l4-24g' && item.state !== 'no-data'
                ? { ...item, gpuUtilization: { mean: 0.5, p95: 0.8 } }
                : item,
            ),
          }) ||
          undefined,
        pool: {
          ...pool,
          promised: 62,
          promisedAfter: 66,
          capacity: { ...capacity, room: 2 },
        },
      },
    });
    expect(use().textContent?.match(/Now:/g)).toHaveLength(1);
    expect(use()).toHaveTextContent(/Now: mean 50 % · p95 80 %/);
    const [asked, now] = [/^When asked/, /^Now/].map(name =>
      screen.getByRole('row', { name }),
    );
    expect(asked).toHaveTextContent(/52566464$/);
    expect(now).toHaveTextContent(/62666464$/);
    expect(shared()).toHaveTextContent(
      /does not fit in full Room for 2 more to be promised/,
    );
  });

  it('says what a grant does to the pool and who else is close to their limit', async () => {
    await open({});
    expect(shared()).toHaveTextContent(
      /When asked52566464.*fits Room for 12 more to be promised.*48 allocated in the clusters. Counted in the clusters, 5 min ago/,
    );
    expect(shared()).toHaveTextContent(
      /close to their limit: .*search-ranking 15 of 16 · and 1 that you may not see/,
    );
  });

  it('says what the department may hold beside what the class has', async () => {
    const department = 'group:default/customer-products';
    await open({
      evidenceNow: {
        ...evidence,
        pool: {
          ...pool,
          department: { department, cap: 20, promised: 18, room: 2 },
        },
      },
    });
    expect(shared()).toHaveTextContent(
      /fits Room for 12 more to be promised.*does not fit in full customer-products may hold 20: 18 are promised, room for 2 more\./,
    );
  });

  it('says so where more is promised than may be', async () => {
    const full = {
      ...pool,
      promised: 70,
      promisedAfter: 74,
      capacity: { ...capacity, room: 0 },
      closeToLimit: { count: 0, teams: [] },
    };
    await open({
      evidence: { ...evidence, pool: full },
      evidenceNow: { ...evidence, pool: full },
    });
    expect(shared()).toHaveTextContent(
      /over-promised by 6 Nothing more can be promised/,
    );
    expect(shared()).toHaveTextContent(/no other team close to its limit/);
  });

  it('does not pretend to know what it does not', async () => {
    const unknown = {
      ...evidence,
      usage: {
        state: 'unknown' as const,
        reason: 'The metrics service did not answer.',
      },
      pool: {
        ...pool,
        capacity: {
          state: 'unknown' as const,
          reason: 'No cluster reports devices of this class.',
        },
      },
    };
    await open({ evidence: unknown, evidenceNow: { ...unknown, usage } });
    expect(use()).toHaveTextContent(
      /Not known when they asked: The metrics service did not answer.*as it is now.*mean 63 %/,
    );
    expect(shared()).toHaveTextContent(
      /5256unknownunknown.*capacity unknown No cluster reports devices/,
    );
  });

  it('says which classes have no samples at all', async () => {
    await open({
      evidence: {
        ...evidence,
        usage: {
          state: 'known',
          asOf: NOW,
          windowHours: 168,
          items: [
            {
              state: 'no-data',
              acceleratorClass: 'h100-80g',
              endpoints: 1,
              endpointsWithoutData: 1,
              coveredHours: 0,
            },
          ],
        },
      },
    });
    expect(use()).toHaveTextContent(/NVIDIA H100 80 GBno data/);
    expect(use()).toHaveTextContent(/No samples of 1 endpoint in that time/);
    expect(screen.queryByRole('meter')).not.toBeInTheDocument();
  });

  it('says until when the devices are asked for, which rule holds and when the request lapses', async () => {
    await open({
      until: ahead(29),
      policyRule: 'scarce classes',
      expiresAt: ahead(28),
    });
    expect(part('Asked')).toHaveTextContent(/Until 31 Mar 2026, in 29 d/);
    expect(screen.getByRole('row', { name: /Free in it/ })).toHaveTextContent(
      /04$/,
    );
    expect(part('Decisions')).toHaveTextContent(
      /Policy rule scarce classes: the team lead, then the platform team.*Given up if nobody decides until 30 Mar 2026, in 28 d/,
    );
  });

  it('does not count the devices of a grant twice that a request lets go on', async () => {
    await open({
      renews: '0c8a5f0e-3c58-4d53-9b36-0d3f4d7b7a11',
      evidence: { ...evidence, pool: { ...pool, promisedAfter: 54 } },
    });
    expect(part('Asked')).toHaveTextContent(/It lets a grant go on/);
    expect(screen.getByRole('row', { name: /Team’s quota/ })).toHaveTextContent(
      /46$/,
    );
    expect(screen.getByRole('row', { name: /Free in it/ })).toHaveTextContent(
      /02$/,
    );
  });
});
