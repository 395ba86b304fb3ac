import { renderTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { inferenceApiRef, type InferenceApi } from '../api/inferenceApi';
import type { Fleet } from '../api/types';
import inferencePlugin from '../index';
import { ago, endpointEntity, fleet } from '../__testUtils__/fixtures';
import { freezeTime, resetState } from '../__testUtils__/renderEndpoint';
import { setWindowWidth } from '../__testUtils__/windowWidth';

type ListEndpoints = InferenceApi['listEndpoints'];

function show(listEndpoints: ListEndpoints) {
  return renderTestApp({
    features: [inferencePlugin],
    initialRouteEntries: ['/inference'],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    apis: [
      [
        inferenceApiRef,
        {
          listEndpoints,
          getEndpoint: () =>
            Promise.reject(new Error('not asked for in this test')),
        },
      ],
      catalogApiMock({ entities: [endpointEntity] }),
    ],
  });
}

beforeEach(() => {
  setWindowWidth(1320);
  freezeTime();
});
afterEach(resetState);

describe('the fleet page', () => {
  it('lists endpoints with what needs attention, their figures and the totals', async () => {
    show(async () => fleet);

    const broken = await screen.findByRole('row', { name: /Reply drafts/ });
    expect(broken).toHaveTextContent('support-assist');
    expect(broken).toHaveTextContent('Platform');
    expect(broken).toHaveTextContent('GPU errors and 1 more');
    expect(broken).toHaveTextContent('Degraded');
    expect(broken).toHaveTextContent('1 of 2 replicas ready');
    expect(broken).toHaveTextContent('NVIDIA L40S 48 GB × 2');
    expect(broken).toHaveTextContent('71 %');
    expect(broken).toHaveTextContent('over SLO 0.40 s');
    expect(broken).toHaveTextContent('$3.72/h');

    const starting = screen.getByRole('row', { name: /Archive batch/ });
    expect(starting).toHaveTextContent(
      'Loading model: 40 s of about 1 min 2 s',
    );
    expect(starting).toHaveTextContent('—');

    const totals = screen.getByLabelText('Totals');
    expect(totals).toHaveTextContent('Need attention2');
    expect(totals).toHaveTextContent('Devices7');
    expect(totals).toHaveTextContent('Cost$20.03/h');
    expect(totals).toHaveTextContent('Idle cost$9.82/h');
    expect(screen.getByText(/Updated/)).toHaveTextContent(
      'Updated 12 s ago · every 15 s',
    );
  });

  it('leads to the template, also where the scaffolder’s route is not bound', async () => {
    show(async () => fleet);
    expect(
      await screen.findByRole('link', { name: 'New inference endpoint' }),
    ).toHaveAttribute('href', '/create/templates/default/inference-endpoint');
  });

  it('shows cards instead of a table on a phone', async () => {
    setWindowWidth(390);
    show(async () => fleet);
    const list = await screen.findByRole('list', { name: 'Endpoints' });
    expect(
      within(list).getByRole('link', { name: 'Support chat' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('row')).not.toBeInTheDocument();
  });

  it('asks the backend for what is searched, filtered and sorted, from the first page', async () => {
    const listEndpoints = jest.fn<
      ReturnType<ListEndpoints>,
      Parameters<ListEndpoints>
    >(async () => ({
      ...fleet,
      totalItems: 120,
      nextCursor: 'after-50',
    }));
    show(listEndpoints);
    await screen.findByRole('row', { name: /Reply drafts/ });
    const lastQuery = () =>
      listEndpoints.mock.calls[listEndpoints.mock.calls.length - 1]?.[0];

    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    await waitFor(() =>
      expect(lastQuery()).toMatchObject({
        cursor: 'after-50',
        limit: 50,
        sort: 'attention',
      }),
    );

    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search by name' }),
      'chat',
    );
    await waitFor(() =>
      expect(lastQuery()).toMatchObject({ search: 'chat', cursor: undefined }),
    );

    await userEvent.click(screen.getByRole('button', { name: /Phase/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Failing' }),
    );
    await waitFor(() =>
      expect(lastQuery()).toMatchObject({ search: 'chat', phase: 'failing' }),
    );

    await userEvent.click(screen.getByRole('columnheader', { name: /Cost/ }));
    await waitFor(() =>
      expect(lastQuery()).toMatchObject({ sort: 'costPerHour' }),
    );
    // The dearest first; a second click turns it around.
    await userEvent.click(screen.getByRole('columnheader', { name: /Cost/ }));
    await waitFor(() =>
      expect(lastQuery()).toMatchObject({ sort: 'costPerHour', order: 'asc' }),
    );
  });

  const nothing: Fleet = {
    items: [],
    totalItems: 0,
    totals: { endpoints: 0, needAttention: 0, devices: 0 },
    source: { state: 'ok', asOf: ago(5) },
  };

  it('says how to begin when there is nothing yet', async () => {
    show(async () => nothing);
    expect(
      await screen.findByText(/No inference endpoint exists yet/),
    ).toBeInTheDocument();
  });

  it('offers to clear filters that match nothing', async () => {
    show(async query => (query?.search ? nothing : fleet));
    await screen.findByRole('row', { name: /Reply drafts/ });
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search by name' }),
      'zzz',
    );
    expect(
      await screen.findByText('No endpoint matches these filters.'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(
      await screen.findByRole('row', { name: /Reply drafts/ }),
    ).toBeInTheDocument();
  });

  it('keeps working with the last known figures when the signal source is down', async () => {
    show(async () => ({
      ...fleet,
      source: {
        state: 'error',
        asOf: ago(300),
        message: 'Prometheus refuses the connection',
      },
    }));
    expect(
      await screen.findByText('Source does not answer'),
    ).toBeInTheDocument();
    expect(screen.getByText(/last figures/)).toHaveTextContent(
      'last figures 5 min ago',
    );
    expect(
      screen.getByText('Prometheus refuses the connection'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('row', { name: /Reply drafts/ }),
    ).toBeInTheDocument();
  });

  it('says what failed and what still works', async () => {
    const listEndpoints = jest.fn<
      ReturnType<ListEndpoints>,
      Parameters<ListEndpoints>
    >();
    listEndpoints
      .mockRejectedValueOnce(new Error('boom'))
      .mockRejectedValueOnce(new Error('boom'));
    listEndpoints.mockResolvedValue(fleet);
    show(listEndpoints);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(
      'The list of endpoints could not be loaded',
    );
    expect(alert).toHaveTextContent('still in the catalog');
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(
      await screen.findByRole('row', { name: /Reply drafts/ }),
    ).toBeInTheDocument();
  });

  it('tells a reader without permission', async () => {
    const denied = Object.assign(
      new Error('You lack inference.endpoint.read'),
      { name: 'NotAllowedError' },
    );
    show(() => Promise.reject(denied));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You are not allowed to see the fleetYou lack inference.endpoint.read',
    );
  });
});
