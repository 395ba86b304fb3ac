import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { NOW, nothing, pendingDetail } from '../../__testUtils__/quotaFixtures';
import { answers } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

const path = '/gpu-quota/requests/12';

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
  server.use(answers('get', '/requests/12', pendingDetail));
});

afterEach(() => {
  jest.restoreAllMocks();
  localStorage.clear();
});

const ready = () => screen.findByRole('heading', { name: /Request 12/ });

async function closesWithEscape() {
  await userEvent.keyboard('{Escape}');
  await waitFor(() =>
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
  );
}

describe('Keys on a request', () => {
  it('approve only after a second look', async () => {
    const sent: Promise<unknown>[] = [];
    server.use(
      answers(
        'post',
        '/requests/12/decisions',
        { ...pendingDetail, version: 4, state: 'approved', can: nothing },
        request => sent.push(request.json()),
      ),
    );
    renderQuota({ path });
    await ready();
    await userEvent.keyboard('a');
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(/4 devices of NVIDIA H100 80 GB for/),
    ).toBeInTheDocument();
    expect(sent).toHaveLength(0);
    await userEvent.click(dialog.getByRole('button', { name: 'Approve 4' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(await sent[0]).toEqual({ outcome: 'approve' });
  });

  it.each([
    ['f', /Approve fewer devices/],
    ['d', /Deny request 12/],
    ['i', /Ask for more information/],
    ['?', /Keys on this page/],
  ])('%s opens what its button opens', async (key, name) => {
    renderQuota({ path });
    await ready();
    await userEvent.keyboard(key);
    expect(await screen.findByRole('dialog', { name })).toBeInTheDocument();
  });

  it('are letters again while somebody types', async () => {
    renderQuota({ path });
    await ready();
    await userEvent.keyboard('d');
    const dialog = within(await screen.findByRole('dialog'));
    const reason = dialog.getByRole('textbox', { name: /Reason/ });
    await userEvent.type(reason, 'if a deal?');
    expect(reason).toHaveValue('if a deal?');
    expect(screen.getAllByRole('dialog')).toHaveLength(1);
  });

  it('can be turned off', async () => {
    renderQuota({ path });
    await ready();
    await userEvent.click(screen.getByRole('button', { name: 'Keys (?)' }));
    await userEvent.click(
      await screen.findByRole('switch', { name: 'Use these keys' }),
    );
    await closesWithEscape();
    await userEvent.keyboard('d');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('do nothing for those who may not decide', async () => {
    server.use(
      answers('get', '/requests/12', { ...pendingDetail, can: nothing }),
    );
    renderQuota({ path });
    await ready();
    await userEvent.keyboard('adfi');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Keys (?)' }),
    ).not.toBeInTheDocument();
  });
});
