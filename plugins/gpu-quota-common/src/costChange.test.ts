import { costChange } from './costChange';

it('counts 730 hours a month at the list price, in whole cents', () => {
  expect(
    costChange({
      pricePerDeviceHour: { amountMinor: 70.69, currency: 'USD' },
      granted: 2,
      count: 3,
    }),
  ).toEqual({
    monthlyNow: { amountMinor: 103207, currency: 'USD' },
    monthlyAfter: { amountMinor: 258019, currency: 'USD' },
  });
});

it('changes nothing when as many take the place of those that end', () => {
  const { monthlyNow, monthlyAfter } = costChange({
    pricePerDeviceHour: { amountMinor: 390, currency: 'USD' },
    granted: 6,
    count: 4,
    replaced: 4,
  });
  expect(monthlyAfter).toEqual(monthlyNow);
});
