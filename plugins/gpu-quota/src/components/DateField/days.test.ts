import { endOfDay, toDay } from './days';

it('ends a day where the reader’s calendar does, and knows the day again', () => {
  const end = endOfDay('2026-03-31');
  expect(end).toMatch(/^2026-0[34]-\d\dT\d\d:\d\d:59Z$/);
  expect(new Date(end ?? '').getHours()).toBe(23);
  expect(toDay(end ?? '')).toBe('2026-03-31');
  expect(toDay(new Date(Date.parse(end ?? '') + 1_000).toISOString())).toBe(
    '2026-04-01',
  );
});

it.each(['', '2026-02-30', '31.3.2026', 'soon'])('takes %j for no day', day => {
  expect(endOfDay(day)).toBeUndefined();
});

it('has no day for what is no moment', () => {
  expect(toDay('soon')).toBe('');
});
