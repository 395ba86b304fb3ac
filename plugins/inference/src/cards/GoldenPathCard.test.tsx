import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { GoldenPath } from '@golden-path/plugin-inference-common';
import { goldenPathCard } from '../entityCards';
import { ago } from '../__testUtils__/fixtures';
import { behind } from '../__testUtils__/goldenPathFixtures';
import {
  freezeTime,
  renderEndpoint,
  resetState,
} from '../__testUtils__/renderEndpoint';

beforeEach(freezeTime);
afterEach(resetState);

function show(changes: Partial<GoldenPath> = {}) {
  return renderEndpoint(
    { getGoldenPath: async () => ({ ...behind, ...changes }) },
    [goldenPathCard],
  );
}

describe('Golden path', () => {
  it('says what the endpoint was made from and what is new, and leads to the upgrade of this endpoint', async () => {
    show();
    expect(await screen.findByText('2 versions behind')).toBeInTheDocument();
    expect(
      screen.getByText(
        'Made from version 1.0.0 of Inference endpoint, of 2 Nov 2026.',
      ),
    ).toBeInTheDocument();
    const since = screen.getByRole('region', { name: 'New since then' });
    expect(since).toHaveTextContent('1.2.0 · 20 Nov 2026');
    expect(
      within(since).getByText('Adds a disruption budget.'),
    ).toBeInTheDocument();

    const link = screen.getByRole('link', { name: 'Upgrade to 1.2.0' });
    const url = new URL(link.getAttribute('href') ?? '', 'http://portal');
    expect(url.pathname).toBe(
      '/create/templates/default/upgrade-inference-endpoint',
    );
    expect(JSON.parse(url.searchParams.get('formData') ?? '')).toEqual({
      endpoint: 'component:default/reply-drafts',
    });
    expect(screen.getByText('30 s ago')).toBeInTheDocument();
  });

  it('lists on demand what is to be mended, with the reason and the remedy', async () => {
    show();
    await userEvent.click(
      await screen.findByText('Check: 2 of 3 points to mend'),
    );
    const [probe, policy] = within(
      screen.getByRole('list', { name: 'To mend' }),
    ).getAllByRole('listitem');
    expect(probe).toHaveTextContent('Start-up probe · different');
    expect(probe).toHaveTextContent('Found: it gives up after 60 s');
    expect(policy).toHaveTextContent('Network policy · missing');
    expect(policy).toHaveTextContent('Anything may call the server.');
    expect(policy).toHaveTextContent('Add a NetworkPolicy.');
    expect(screen.getByText('There: Runbook.')).toBeInTheDocument();
  });

  it('opens the list for an endpoint that did not come from the template', async () => {
    show({
      origin: { state: 'not-from-template' },
      since: [],
      upgrade: { state: 'not-possible', why: 'It was not made from it.' },
    });
    expect(
      await screen.findByText('Not from the golden path'),
    ).toBeInTheDocument();
    expect(screen.getByText(/Made without Inference endpoint/)).toBeVisible();
    expect(screen.getByText('Add a NetworkPolicy.')).toBeVisible();
    expect(screen.queryByRole('link', { name: /Upgrade/ })).toBeNull();
  });

  it('is content with an endpoint that has everything', async () => {
    show({
      origin: { state: 'from-template', version: '1.2.0' },
      since: [],
      upgrade: { state: 'up-to-date' },
      checks: behind.checks.filter(({ state }) => state === 'present'),
    });
    expect(await screen.findByText('Up to date')).toBeInTheDocument();
    expect(
      screen.getByText(/^1 of 1\spoint of the golden path are there\.$/),
    ).toBeInTheDocument();
  });

  it('says why there is no upgrade', async () => {
    show({ upgrade: { state: 'not-possible', why: 'No answers were kept.' } });
    expect(await screen.findByText('No answers were kept.')).toBeVisible();
    expect(screen.queryByRole('link', { name: /Upgrade/ })).toBeNull();
  });

  it('tells the age of the checks while the host is down, and when there is nothing to read', async () => {
    show({
      repository: {
        ...behind.repository,
        state: 'error',
        asOf: ago(7200),
        message: 'The repository could not be read: TimeoutError',
      },
    });
    expect(await screen.findByText('Host does not answer')).toBeVisible();
    expect(screen.getByText('2 h ago')).toBeInTheDocument();
    resetState();
    freezeTime();
    show({
      repository: { state: 'not-readable', message: 'It has none.' },
      checks: [],
    });
    expect(await screen.findByText('Not checked. It has none.')).toBeVisible();
  });

  it('says which files were not looked into, so that nobody mends what is there', async () => {
    const gaps = [
      'Larger than 1 MB: deploy/base/dashboards.yaml.',
      'Not YAML that can be read: deploy/chart/pods.yaml.',
    ];
    show({ repository: { ...behind.repository, gaps } });
    expect(await screen.findByText('Not all of it was checked')).toBeVisible();
    const list = screen.getByRole('list', { name: 'Not checked' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(gaps);
  });

  it('says that it is loading, and offers to try again when the backend is down', async () => {
    let answer: (path: GoldenPath) => void = () => undefined;
    const getGoldenPath = jest
      .fn<Promise<GoldenPath>, []>()
      .mockRejectedValueOnce(new TypeError('fetch failed'))
      .mockRejectedValueOnce(new TypeError('fetch failed'))
      .mockReturnValueOnce(
        new Promise(resolve => {
          answer = resolve;
        }),
      );
    renderEndpoint({ getGoldenPath }, [goldenPathCard]);
    expect(await screen.findByText('Loading Golden path')).toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Try again' }),
    );
    answer(behind);
    expect(await screen.findByText('2 versions behind')).toBeInTheDocument();
  });
});
