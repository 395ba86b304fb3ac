import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import {
  h100Capacity,
  noDrift,
  someDrift,
  unknownCapacity,
} from '../../__testUtils__/capacityFixtures';
import { NOW, TEAM } from '../../__testUtils__/quotaFixtures';
import {
  answers,
  breaks,
  hangs,
  refuses,
} from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
  server.use(
    answers('get', '/capacity', { items: [h100Capacity, unknownCapacity] }),
    answers('get', '/drift', noDrift),
  );
});

afterEach(() => {
  jest.restoreAllMocks();
});

const path = '/gpu-quota/capacity';

describe('Capacity', () => {
  it('says of a class what exists, is promised, used and idle, and who holds it', async () => {
    renderQuota({ path });
    const h100 = await screen.findByRole('region', {
      name: 'NVIDIA H100 80 GB',
    });
    expect(h100).toHaveTextContent(
      /Physical8 devices.*counted in the clusters 2 min ago/,
    );
    expect(h100).toHaveTextContent(
      /Promised14 over-promised2 more than the 12 that may be; nothing more can be granted\. Each device may be promised 1\.5 times/,
    );
    expect(h100).toHaveTextContent(/Reserved7Used in the clusters5Waiting4/);
    expect(h100).toHaveTextContent(
      /Idle400 device-hours, \$1,560in the last 7 days, measured for 160 of 168 h where least is known, without 1 team that gave no data; 3 min ago/,
    );
    const [, holder] = within(h100).getAllByRole('row');
    expect(holder).toHaveTextContent(/Support assist44437 % of 160 h/);
    expect(h100).toHaveTextContent(
      '2 more teams hold some, which you may not see.',
    );
  });

  it('says how many devices idle when all of the time was measured', async () => {
    server.use(
      answers('get', '/capacity', {
        items: [
          {
            ...h100Capacity,
            usage: {
              ...h100Capacity.usage,
              coveredHours: 168,
              idleDeviceHours: 420,
              teamsWithoutData: 0,
            },
          },
        ],
      }),
    );
    renderQuota({ path });
    expect(
      await screen.findByRole('region', { name: 'NVIDIA H100 80 GB' }),
    ).toHaveTextContent(
      /Idle2\.5 devices, \$1,560420 device-hours in the last 7 days; 3 min ago/,
    );
  });

  it('says what departments may hold, and what they lend', async () => {
    const department = 'group:default/customer-products';
    const figures = { department, promised: 8, reserved: 5, lent: 2 };
    server.use(
      answers('get', '/capacity', {
        items: [
          { ...h100Capacity, departments: [{ ...figures, cap: 10, room: 2 }] },
          {
            ...unknownCapacity,
            departments: [{ ...figures, cap: 6, room: 0 }],
          },
        ],
      }),
    );
    renderQuota({ path });
    const [h100, l4] = await screen.findAllByRole('table', {
      name: /What departments may hold/,
    });
    expect(within(h100).getAllByRole('row')[1]).toHaveTextContent(
      /customer-products108252/,
    );
    expect(within(l4).getAllByRole('row')[1]).toHaveTextContent(/over by 2/);
  });

  it('says why it does not know', async () => {
    renderQuota({ path });
    const l4 = await screen.findByRole('region', { name: 'NVIDIA L4 24 GB' });
    expect(l4).toHaveTextContent(
      /PhysicalunknownNo cluster reports this class\./,
    );
    expect(l4).toHaveTextContent(/IdleunknownUsage is not measured here\./);
    expect(l4).toHaveTextContent('No team holds any.');
  });

  it('follows what changes and keeps what it knew when the service is away', async () => {
    const { signal } = renderQuota({ path, hasSignals: true });
    await screen.findByRole('region', { name: 'NVIDIA H100 80 GB' });
    server.use(breaks('get', '/capacity'));
    await signal();
    expect(
      await screen.findByText(/Could not refresh the capacity; shown as of/),
    ).toBeInTheDocument();
    server.use(
      answers('get', '/capacity', {
        items: [{ ...h100Capacity, waiting: 9 }],
      }),
    );
    await signal();
    expect(await screen.findByText('9')).toBeInTheDocument();
  });

  it('says that there is no class', async () => {
    server.use(answers('get', '/capacity', { items: [] }));
    renderQuota({ path });
    expect(
      await screen.findByText(/holds no accelerator class yet/),
    ).toBeInTheDocument();
  });

  it('shows that it loads', async () => {
    server.use(hangs('get', '/capacity'));
    renderQuota({ path });
    expect(
      await screen.findByRole('status', { name: 'Loading the capacity' }),
    ).toBeInTheDocument();
  });

  it.each([
    [403, 'You may not see the capacity'],
    [503, 'Could not load the capacity'],
  ])('says what a %i means', async (status, title) => {
    server.use(refuses('get', '/capacity', status, 'for this reason'));
    renderQuota({ path });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(title);
    expect(alert).toHaveTextContent('for this reason');
  });
});

describe('Drift', () => {
  it('is one quiet sentence when there is none', async () => {
    renderQuota({ path });
    expect(
      await screen.findByText('Every cluster enforces what was granted.'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /Repair/ }),
    ).not.toBeInTheDocument();
  });

  it('does not claim that all is well of a cluster that is silent', async () => {
    server.use(answers('get', '/drift', { ...someDrift, items: [] }));
    renderQuota({ path });
    const silent = await screen.findByText(/kubernetes:west does not answer/);
    expect(silent).toHaveTextContent(
      'kubernetes:west does not answer, for 3 h',
    );
    expect(screen.getByText('connection refused')).toBeInTheDocument();
    expect(
      screen.getByText(/Every cluster that was asked and answered/),
    ).toBeInTheDocument();
  });

  it('is shown in the API’s words and repaired', async () => {
    const repaired: unknown[] = [];
    server.use(
      answers('get', '/drift', someDrift),
      answers(
        'post',
        '/drift/repair',
        { ...noDrift, outcome: 'applied' },
        async request => repaired.push(await request.json()),
      ),
    );
    const { toasts } = renderQuota({ path });
    expect(
      await screen.findByRole('row', { name: /NVIDIA H100/ }),
    ).toHaveTextContent(/applied 2, granted 4kubernetes:sandbox5 min ago/);
    const repair = await screen.findByRole('button', {
      name: 'Repair Support assist',
    });
    server.use(answers('get', '/drift', noDrift));
    await userEvent.click(repair);
    expect(
      await screen.findByText('Every cluster enforces what was granted.'),
    ).toBeInTheDocument();
    expect(repaired).toEqual([{ team: TEAM }]);
    expect(toasts[0]?.title).toBe(
      'The quota of Support assist was written to the clusters',
    );
  });

  it('says why a repair failed', async () => {
    server.use(
      answers('get', '/drift', someDrift),
      answers('post', '/drift/repair', {
        ...someDrift,
        outcome: 'failed',
        message: 'the namespace is being deleted',
      }),
    );
    renderQuota({ path });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Repair Support assist' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Could not repair the quota of Support assist.*the namespace is being deleted/,
    );
  });
});
