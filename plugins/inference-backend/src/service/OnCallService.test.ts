import { mockServices } from '@backstage/backend-test-utils';
import {
  FakeOnCallSource,
  onCallAnswer,
} from '../__testUtils__/FakeOnCallSource';
import { OnCallService } from './OnCallService';

const MINUTE = 60_000;
const start = Date.parse('2026-03-01T03:00:00Z');
let time: number;
let source: FakeOnCallSource;
let service: OnCallService;

const iso = (ms: number) => new Date(ms).toISOString();
const ask = (...targets: string[]) =>
  service.getOnCall(targets.map(target => ({ source, target })));
/** Lets what runs in the background finish. */
const settle = () => new Promise(resolve => setImmediate(resolve));

beforeEach(() => {
  time = start;
  source = new FakeOnCallSource();
  service = OnCallService.create({
    sources: [source],
    logger: mockServices.logger.mock(),
    now: () => time,
    answerWithinMs: 50,
  });
});

it('asks for all targets at once, and for none twice while the answer holds', async () => {
  const times = { asOf: iso(time), validUntil: iso(time + 30 * MINUTE) };
  source.answers.set('A', onCallAnswer('Ann', times));
  source.answers.set('B', onCallAnswer('Bob', times));
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => ask('A', 'B')),
  );
  expect(answers[19]).toMatchObject([
    { state: 'ok', provider: 'fake-pager' },
    { state: 'ok', provider: 'fake-pager' },
  ]);
  time += MINUTE - 1;
  await ask('B');
  expect(source.questions).toEqual([['A', 'B']]);
});

it('shows an older answer at once and fetches the next in the background', async () => {
  source.answers.set('A', onCallAnswer('Ann', { asOf: iso(time) }));
  await ask('A');
  time += MINUTE;
  source.answers.set('A', onCallAnswer('Bea', { asOf: iso(time) }));
  expect(await ask('A')).toMatchObject([{ asOf: iso(start) }]);
  await settle();
  expect(await ask('A')).toMatchObject([{ asOf: iso(time) }]);
  expect(source.questions).toHaveLength(2);
});

it('never shows somebody past the end of their shift as on call', async () => {
  const end = start + 10_000;
  source.answers.set(
    'A',
    onCallAnswer('Ann', { asOf: iso(start), validUntil: iso(end) }),
  );
  await ask('A');
  time = end;
  source.failure = new Error('down');
  expect(await ask('A')).toMatchObject([
    {
      state: 'error',
      kind: 'upstream',
      lastGood: { state: 'ok', asOf: iso(start), validUntil: iso(end) },
    },
  ]);
});

it('leaves a failing source alone for a while, then asks again', async () => {
  source.failure = 'hangs';
  expect(await ask('A')).toMatchObject([{ state: 'error', kind: 'timeout' }]);
  source.failure = undefined;
  source.answers.set('A', onCallAnswer('Ann', { asOf: iso(time) }));
  await ask('A');
  expect(source.questions).toHaveLength(1);
  time += 15_000;
  expect(await ask('A')).toMatchObject([{ state: 'ok' }]);
});

it('waits as long as a rate limit says', async () => {
  const retryAt = iso(start + 5 * MINUTE);
  source.answers.set('A', {
    state: 'error',
    kind: 'rate-limited',
    message: 'Too many requests.',
    retryAt,
  });
  expect(await ask('A')).toMatchObject([{ kind: 'rate-limited', retryAt }]);
  time += 4 * MINUTE;
  await ask('A');
  expect(source.questions).toHaveLength(1);
  time += MINUTE;
  await ask('A');
  expect(source.questions).toHaveLength(2);
});

it('says so when the source leaves a target out', async () => {
  expect(await ask('A')).toMatchObject([{ state: 'error', kind: 'upstream' }]);
});
