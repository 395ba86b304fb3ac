import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { EndpointOverview } from '../api/types';
import {
  costCard,
  gpuUtilisationCard,
  latencyCard,
  ownershipCard,
  queueCard,
  rangeStrip,
} from '../entityCards';
import { ago, brokenGpu, signal } from '../__testUtils__/fixtures';
import {
  freezeTime,
  renderEndpoint,
  resetState,
} from '../__testUtils__/renderEndpoint';

const figureCards = [gpuUtilisationCard, latencyCard, queueCard, costCard];

beforeEach(freezeTime);
afterEach(resetState);

function show(overview: EndpointOverview, cards = figureCards) {
  return renderEndpoint({ getEndpoint: async () => overview }, cards);
}

describe('the figure cards', () => {
  it('show every figure with its unit, from one request', async () => {
    const getEndpoint = jest.fn(async () => brokenGpu);
    renderEndpoint({ getEndpoint }, [
      ownershipCard,
      rangeStrip,
      ...figureCards,
    ]);

    expect(await screen.findByText('71 %')).toBeInTheDocument();
    expect(
      screen.getByText('Mean of 2 devices · memory 92 %'),
    ).toBeInTheDocument();

    // Each card is loaded on its own.
    expect(await screen.findByText('1.84 s')).toBeInTheDocument();
    expect(screen.getByText('over SLO')).toBeInTheDocument();
    expect(
      screen.getByText('TTFT p95 · SLO 0.40 s · 31 ms per token'),
    ).toBeInTheDocument();
    expect(screen.getByText('queue 1.42 s')).toBeInTheDocument();
    expect(screen.getByText('inference 0.42 s')).toBeInTheDocument();

    expect(await screen.findByText('23 waiting')).toBeInTheDocument();
    expect(
      screen.getByText('48 running · KV cache 96 % · 1.42 s in queue, p95'),
    ).toBeInTheDocument();
    expect(screen.getByText('under pressure')).toBeInTheDocument();

    expect(await screen.findByText('$3.72/h')).toBeInTheDocument();
    expect(screen.getByText('accelerators only')).toBeInTheDocument();
    expect(screen.getByText('$2,716')).toBeInTheDocument();
    expect(screen.getByText('$1.08/h (29 %)')).toBeInTheDocument();
    expect(screen.getByText('$0.42')).toBeInTheDocument();
    expect(screen.getByText('$0.0031')).toBeInTheDocument();

    expect(getEndpoint).toHaveBeenCalledTimes(1);
  });

  it('describe their charts to those who cannot see them', async () => {
    show(brokenGpu);
    const chart = await screen.findByRole('img', {
      name: /^TTFT p95 over the last 3 hours/,
    });
    expect(chart).toHaveAccessibleName(/SLO 0\.40\ss$/);
    expect(
      screen.getByRole('meter', { name: 'GPU utilisation now' }),
    ).toHaveAttribute('aria-valuenow', '71');
  });

  it('say where each figure comes from', async () => {
    show(brokenGpu);
    await userEvent.click(
      await screen.findByText('Where from', {
        selector: '[aria-label="Where from: GPU utilisation"]',
      }),
    );
    expect(
      screen.getByText(
        'inference:gpu_utilization:ratio{endpoint="default/reply-drafts"}',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'NVIDIA L40S 48 GB' }),
    ).toBeInTheDocument();
  });

  it('mark what is stale or last known with its age, and keep showing it', async () => {
    show({
      ...brokenGpu,
      signals: {
        ...brokenGpu.signals,
        gpuUtilization: signal('gpuUtilization', 0.5, {
          state: 'stale',
          at: ago(240),
        }),
        requestsWaiting: signal('requestsWaiting', 7, {
          state: 'error',
          at: ago(600),
        }),
      },
      cost: { ...brokenGpu.cost, asOf: ago(240) },
    });
    expect(await screen.findByText('50 %')).toBeInTheDocument();
    expect(screen.getByText(/Stale, from/)).toHaveTextContent(
      'Stale, from 4 min ago.',
    );
    expect(screen.getByText('7 waiting')).toBeInTheDocument();
    expect(screen.getByText(/Last known, from/)).toHaveTextContent(
      'Last known, from 10 min ago.',
    );
    expect(screen.getByText(/stale, from figures of/)).toHaveTextContent(
      '2 devices at $1.86/h · stale, from figures of 4 min ago',
    );
  });

  it('show an em dash with the reason, never a zero, where there is no figure', async () => {
    show({
      ...brokenGpu,
      slo: {},
      series: {},
      signals: {
        gpuUtilization: { state: 'no-data', unit: 'ratio', at: ago(3600) },
        requestsWaiting: { state: 'not-applicable', unit: 'requests' },
      },
      cost: {
        scope: 'accelerators',
        devices: 2,
        hourly: { amountMinor: 372, currency: 'USD' },
      },
    });
    expect(await screen.findByText(/No data; last seen/)).toHaveTextContent(
      'No data; last seen 1 h ago.',
    );
    expect(screen.getByText('Nothing to measure now.')).toBeInTheDocument();
    expect(screen.getByText(/no traffic, so no unit cost/)).toBeInTheDocument();
    expect(screen.getByText('no SLO')).toBeInTheDocument();
    // GPU, latency, queue; and in the cost card month, idle, tokens and prediction.
    expect(screen.getAllByText('—')).toHaveLength(7);
    expect(screen.queryByText('0 %')).not.toBeInTheDocument();
  });

  it('judge an endpoint without streaming by its whole latency', async () => {
    show({
      ...brokenGpu,
      slo: { latencyP95Seconds: 0.12 },
      signals: { latencyP95: signal('latencyP95', 0.1) },
    });
    expect(await screen.findByText('within SLO')).toBeInTheDocument();
    expect(screen.getByText('Latency p95 · SLO 0.12 s')).toBeInTheDocument();
  });

  it('leave the explanation of a failure to the ownership card', async () => {
    const denied = Object.assign(new Error('no'), { name: 'NotAllowedError' });
    renderEndpoint({ getEndpoint: () => Promise.reject(denied) }, [
      gpuUtilisationCard,
    ]);
    expect(
      await screen.findByText(
        'You are not allowed to see this endpoint’s figures.',
      ),
    ).toBeInTheDocument();
  });
});

describe('the range', () => {
  it('is one for all cards, and keeps the old figures on screen until the new ones are here', async () => {
    let answer: (overview: EndpointOverview) => void = () => {};
    const getEndpoint = jest
      .fn<Promise<EndpointOverview>, [unknown, { range?: string }?]>()
      .mockResolvedValueOnce(brokenGpu)
      .mockImplementationOnce(
        () =>
          new Promise(resolve => {
            answer = resolve;
          }),
      );
    renderEndpoint({ getEndpoint }, [rangeStrip, gpuUtilisationCard]);
    expect(await screen.findByText('71 %')).toBeInTheDocument();
    expect(screen.getByText(/Updated/)).toHaveTextContent(
      'Updated 12 s ago · every 15 s',
    );

    await userEvent.click(screen.getByRole('radio', { name: /24 h/ }));
    await waitFor(() => expect(getEndpoint).toHaveBeenCalledTimes(2));
    expect(getEndpoint.mock.calls[1]?.[1]).toEqual({ range: '24h' });
    expect(screen.getByText('71 %')).toBeInTheDocument();

    answer({
      ...brokenGpu,
      range: '24h',
      signals: { gpuUtilization: signal('gpuUtilization', 0.33) },
    });
    expect(await screen.findByText('33 %')).toBeInTheDocument();
    expect(
      screen.getByRole('img', { name: /over the last 24 hours/ }),
    ).toBeInTheDocument();
  });
});
