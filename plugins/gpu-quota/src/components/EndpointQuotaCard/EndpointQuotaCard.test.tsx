import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import {
  supportAssist,
  supportChat,
} from '../../__testUtils__/catalogFixtures';
import {
  NOW,
  activeReservation,
  h100Quota,
  waitingReservation,
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

describe('The quota card', () => {
  it.each([
    [[activeReservation], '4 × NVIDIA H100 80 GB reserved, active'],
    [
      [waitingReservation],
      'Waiting for quota: request 12, with the team lead for 2 h. It needs 4 × NVIDIA H100 80 GB.',
    ],
    [
      [
        {
          ...waitingReservation,
          request: {
            ...waitingReservation.request,
            state: 'denied',
            waitingOn: undefined,
          },
        },
      ],
      'Waiting for quota: request 12, denied. It needs 4 × NVIDIA H100 80 GB.',
    ],
    [
      [
        {
          ...activeReservation,
          state: 'held',
          expiresAt: '2026-03-03T08:00:00.000Z',
        },
      ],
      '4 × NVIDIA H100 80 GB reserved, held until the endpoint is in the catalog; given back in 23 h if it does not come',
    ],
    [
      [{ ...activeReservation, state: 'released' }],
      '4 × NVIDIA H100 80 GB were released. Nothing is reserved now.',
    ],
  ])('tells an endpoint’s state (%#)', async (items, sentence) => {
    const asked: string[] = [];
    server.use(
      answers('get', '/reservations', { items }, request =>
        asked.push(new URL(request.url).searchParams.toString()),
      ),
    );
    renderQuota({ entity: supportChat });
    expect(
      (await screen.findByRole('list', { name: 'Reservations' })).textContent,
    ).toBe(sentence);
    expect(asked).toEqual([
      'endpoint=component%3Adefault%2Fsupport-chat&live=false',
    ]);
  });

  it('links the request an endpoint waits for', async () => {
    server.use(
      answers('get', '/reservations', { items: [waitingReservation] }),
    );
    renderQuota({ entity: supportChat });
    expect(
      await screen.findByRole('link', { name: 'request 12' }),
    ).toHaveAttribute('href', '/gpu-quota/requests/12');
  });

  it('says what is missing where an endpoint has no reservation', async () => {
    server.use(answers('get', '/reservations', { items: [] }));
    renderQuota({ entity: supportChat });
    expect(
      await screen.findByText(/This endpoint reserves no devices/),
    ).toBeInTheDocument();
  });

  it('fails with the server’s sentence', async () => {
    server.use(
      refuses('get', '/reservations', 403, 'Ask the team that owns it'),
    );
    renderQuota({ entity: supportChat });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /You may not see the reservation.*Ask the team that owns it/,
    );
  });

  it('shows a team its quota on its own page', async () => {
    server.use(answers('get', '/quotas', { items: [h100Quota] }));
    renderQuota({ entity: supportAssist });
    expect(
      await screen.findByRole('row', { name: /NVIDIA H100 80 GB/ }),
    ).toHaveTextContent(/4 of 4 reserved/);
  });

  it('is not there for other kinds of component', async () => {
    renderQuota({
      entity: {
        ...supportChat,
        spec: { ...supportChat.spec, type: 'service' },
      },
    });
    expect(await screen.findByTestId('empty-entity-page')).toBeInTheDocument();
  });
});
