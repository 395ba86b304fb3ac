import { mockServices } from '@backstage/backend-test-utils';
import { SignalSourceError } from '@golden-path/plugin-inference-node';
import { FakeSignalSource, HEALTHY } from '../__testUtils__/FakeSignalSource';
import { SignalService } from './SignalService';

const LABEL = 'default/chat';
const refreshMs = 15_000;
let time: number;
let source: FakeSignalSource;
let service: SignalService;
const logger = mockServices.logger.mock();

beforeEach(() => {
  time = Date.parse('2026-03-01T03:00:00Z');
  jest.spyOn(Date, 'now').mockImplementation(() => time);
  logger.warn.mockClear();
  source = new FakeSignalSource();
  source.figures.set(LABEL, HEALTHY);
  service = SignalService.create({
    source,
    logger,
    now: () => time,
    refreshMs,
    answerWithinMs: 50,
  });
});
afterEach(() => jest.restoreAllMocks());

describe('the shared snapshot', () => {
  it('is asked for once per interval by 50 viewers over ten minutes', async () => {
    const viewers = Array.from({ length: 50 }, (_, index) => index);
    const look = () => service.snapshot();
    const end = time + 600_000;
    for (; time < end; time += 5_000) {
      await Promise.all(viewers.map(look));
    }
    expect(source.snapshots).toBe(600_000 / refreshMs);
  });

  it('asks nothing while nobody looks', async () => {
    await service.snapshot();
    time += 3_600_000;
    expect(source.snapshots).toBe(1);
  });

  it('keeps the last good figures while the source fails, and asks a failing source once per interval', async () => {
    await service.snapshot();
    const known = new Date(time).toISOString();
    source.failure = new SignalSourceError('unauthorized', 'wrong token');
    time += refreshMs;
    const [view] = await Promise.all(
      Array.from({ length: 50 }, () => service.snapshot()),
    );
    expect(view.status).toEqual({
      state: 'error',
      asOf: known,
      message: 'The signal source failed: wrong token',
    });
    const reading = view.readingOf(LABEL);
    expect(reading).toMatchObject({
      source: 'error',
      lastKnown: { ttftP95: { value: 0.3, at: Date.parse(known) } },
    });
    expect(source.snapshots).toBe(2);
    expect(logger.warn).toHaveBeenCalledTimes(1);

    source.failure = undefined;
    time += refreshMs;
    expect((await service.snapshot()).status.state).toBe('ok');
  });

  it('does not wait for a source that hangs', async () => {
    source.failure = 'hangs';
    const view = await service.snapshot();
    expect(view.status).toEqual({
      state: 'error',
      message: 'The signal source failed: no answer within 50 ms',
    });
    expect(view.readingOf(LABEL)).toEqual({ source: 'error', lastKnown: {} });
  });

  it('does not tell people what an unforeseen error says', async () => {
    source.failure = new Error('connect to http://10.0.0.7 with token abc');
    const { status } = await service.snapshot();
    expect(status.message).toBe('The signal source failed.');
  });

  it('remembers when replicas were ready, to tell an outage from a first start', async () => {
    await service.snapshot();
    const wasReady = time;
    source.figures.set(LABEL, { ...HEALTHY, replicasReady: 0 });
    source.figures.set('default/new', { replicasReady: 0, replicasDesired: 1 });
    time += refreshMs;
    const view = await service.snapshot();
    expect(view.historyOf(LABEL).lastReadyAt).toBe(wasReady);
    expect(view.historyOf('default/new')).toMatchObject({
      firstSeenAt: time,
      lastReadyAt: undefined,
    });
  });
});

it("learns from an endpoint's series what was before the first snapshot", async () => {
  source.figures.set(LABEL, { ...HEALTHY, replicasReady: 0 });
  expect((await service.snapshot()).historyOf(LABEL).lastReadyAt).toBe(
    undefined,
  );
  source.figures.set(LABEL, HEALTHY);
  await service.series(LABEL, '1h');
  const { historyOf } = await service.snapshot();
  expect(historyOf(LABEL).lastReadyAt).toBe(time);
});

describe('series', () => {
  it.each([
    ['1h', 20],
    ['3h', 60],
    ['24h', 480],
    ['7d', 3360],
  ] as const)(
    'of %s have a step of %d s, aligned, and are shared within it',
    async (range, step) => {
      time += 7_123;
      await Promise.all([1, 2, 3].map(() => service.series(LABEL, range)));
      const [request, ...others] = source.rangeRequests;
      expect(others).toEqual([]);
      expect(request.stepSeconds).toBe(step);
      expect(request.start % (step * 1000)).toBe(0);
      expect(request.end % (step * 1000)).toBe(0);
      expect((request.end - request.start) / 1000 / step).toBe(180);
      expect(time - request.end).toBeLessThan(step * 1000);

      time += step * 1000;
      await service.series(LABEL, range);
      expect(source.rangeRequests).toHaveLength(2);
    },
  );

  it('stay visible while the source fails', async () => {
    const known = await service.series(LABEL, '1h');
    source.failure = new SignalSourceError('timeout', 'it took too long');
    time += 20_000;
    const view = await service.series(LABEL, '1h');
    expect(view.status.state).toBe('error');
    expect(view.series).toEqual(known.series);
  });
});
