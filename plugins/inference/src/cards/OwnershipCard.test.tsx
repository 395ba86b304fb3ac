import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { EndpointOverview, OnCallAnswer } from '../api/types';
import { ownershipCard } from '../entityCards';
import { ago, brokenGpu, fromNow, parties } from '../__testUtils__/fixtures';
import {
  freezeTime,
  renderEndpoint,
  resetState,
} from '../__testUtils__/renderEndpoint';

beforeEach(freezeTime);
afterEach(resetState);

function show(overview: EndpointOverview) {
  return renderEndpoint({ getEndpoint: async () => overview }, [ownershipCard]);
}

/** The platform's entry, with its on-call answer replaced. */
async function platformWith(onCall: OnCallAnswer) {
  const [platform, ...others] = parties;
  if (!platform) {
    throw new Error('fixtures without parties');
  }
  show({ ...brokenGpu, parties: [{ ...platform, onCall }, ...others] });
  const region = await screen.findByRole('region', { name: 'On call now' });
  const [entry] = within(region).getAllByRole('listitem');
  if (!entry) {
    throw new Error('no party is shown');
  }
  return entry;
}

describe('Ownership and on-call', () => {
  it('says whose problem it is, on what evidence, and who answers the page', async () => {
    show(brokenGpu);

    expect(await screen.findByText('Platform problem')).toBeInTheDocument();
    expect(
      screen.getByText('GPU errors on 1 of 2 replicas'),
    ).toBeInTheDocument();
    expect(screen.getByText('Degraded')).toBeInTheDocument();
    expect(screen.getByText('1 of 2 replicas ready')).toBeInTheDocument();

    const why = screen.getByRole('region', { name: 'Why' });
    expect(
      within(why).getByText(/3 device errors in 5 min, threshold 0/),
    ).toHaveTextContent('20 s ago');
    expect(why).toHaveTextContent(
      'First platform, then the model team after 30 min',
    );
    expect(
      within(why).getByRole('link', { name: 'Runbook: GPU errors' }),
    ).toHaveAttribute('href', 'https://docs.example/runbooks/gpu-errors');

    const [platform, modelTeam] = within(
      screen.getByRole('region', { name: 'On call now' }),
    ).getAllByRole('listitem');
    expect(platform).toHaveTextContent('Page first');
    expect(platform).toHaveTextContent(
      /Priya Nair until .+ \(in 6 h\) · level 1/,
    );
    expect(platform).toHaveTextContent(
      'then level 2, Lena Fischer, after 15 min',
    );
    expect(platform).toHaveTextContent('checked 40 s ago');
    expect(modelTeam).toHaveTextContent('Mia Chen');
    expect(modelTeam).not.toHaveTextContent('Page first');
  });

  it('names who is next when nobody is on call', async () => {
    const entry = await platformWith({
      state: 'gap',
      provider: 'PagerDuty',
      asOf: ago(40),
      nextFrom: fromNow(3600),
      nextLevel: {
        level: 2,
        targets: [
          { kind: 'user', id: 'U2', name: 'Lena Fischer', until: null },
        ],
      },
    });
    expect(entry).toHaveTextContent('Nobody on call at level 1');
    expect(entry).toHaveTextContent('next shift in 1 h');
    expect(entry).toHaveTextContent('level 2 now: Lena Fischer always');
  });

  it('shows the last known rota with its age when the pager is down', async () => {
    const entry = await platformWith({
      state: 'error',
      provider: 'PagerDuty',
      kind: 'timeout',
      lastGood: {
        state: 'ok',
        asOf: ago(480),
        levels: [
          {
            level: 1,
            targets: [
              {
                kind: 'user',
                id: 'U1',
                name: 'Priya Nair',
                until: fromNow(3600),
              },
            ],
          },
        ],
      },
    });
    expect(entry).toHaveTextContent(
      'Last known from 8 min ago: PagerDuty: it did not answer in time',
    );
    expect(entry).toHaveTextContent('Priya Nair');
  });

  it('says so when the pager is down and nothing is known, or nothing is set up', async () => {
    const entry = await platformWith({
      state: 'error',
      provider: 'PagerDuty',
      kind: 'unauthorized',
    });
    expect(entry).toHaveTextContent('Not known');
    expect(entry).toHaveTextContent('it refuses the portal’s credentials');
  });

  it('tells what to do when a party has no on-call target', async () => {
    const entry = await platformWith({ state: 'none' });
    expect(entry).toHaveTextContent(
      'No on-call target is set. Add one to its group in the catalog',
    );
  });

  it('never links to a runbook that is not a web page', async () => {
    const [symptom] = brokenGpu.triage.symptoms;
    if (!symptom) {
      throw new Error('fixtures without symptoms');
    }
    // eslint's no-script-url would be right anywhere but here: this is the attack.
    const runbook = ['javascript', 'alert(1)'].join(':');
    show({
      ...brokenGpu,
      triage: { ...brokenGpu.triage, symptoms: [{ ...symptom, runbook }] },
    });
    expect(await screen.findByText(`Runbook: ${runbook}`)).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: /Runbook/ }),
    ).not.toBeInTheDocument();
  });

  it('shows how far the model has loaded', async () => {
    show({
      ...brokenGpu,
      phase: { name: 'starting', since: ago(40), expectedSeconds: 60 },
    });
    expect(
      await screen.findByText('Loading model: 40 s of about 1 min'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('meter', { name: 'Model loading' }),
    ).toHaveAttribute('aria-valuenow', '67');
  });

  it('admits that it cannot tell when signals are missing', async () => {
    show({
      ...brokenGpu,
      triage: {
        verdict: 'undetermined',
        pageFirst: 'platform',
        sentence: 'Signals are missing',
        symptoms: [],
      },
      sources: {
        ...brokenGpu.sources,
        signals: {
          state: 'error',
          asOf: ago(600),
          message: 'Prometheus refuses the connection',
        },
      },
    });
    expect(await screen.findByText('Undetermined')).toBeInTheDocument();
    expect(
      screen.getByText(/The signal source does not answer; figures are from/),
    ).toHaveTextContent('10 min ago');
    expect(
      screen.getByText(/No symptom could be ruled in or out/),
    ).toBeInTheDocument();
  });

  it('says what failed and what still works, and tries again on request', async () => {
    const getEndpoint = jest
      .fn()
      .mockRejectedValueOnce(new Error('connect ECONNREFUSED'))
      .mockRejectedValueOnce(new Error('connect ECONNREFUSED'))
      .mockResolvedValue(brokenGpu);
    renderEndpoint({ getEndpoint }, [ownershipCard]);
    expect(screen.queryByText('Platform problem')).not.toBeInTheDocument();
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The inference backend does not answer');
    expect(alert).toHaveTextContent(
      'The rest of this page comes from the catalog and still works.',
    );
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(await screen.findByText('Platform problem')).toBeInTheDocument();
  });

  it('does not ask again for what the reader may not see', async () => {
    const denied = Object.assign(new Error('You may not read this endpoint'), {
      name: 'NotAllowedError',
    });
    const getEndpoint = jest.fn().mockRejectedValue(denied);
    renderEndpoint({ getEndpoint }, [ownershipCard]);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not read this endpoint. Ask its owner for access',
    );
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
    expect(getEndpoint).toHaveBeenCalledTimes(1);
  });
});
