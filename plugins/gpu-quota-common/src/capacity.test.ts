import { isCloseToLimit, roomFor } from './capacity';

it.each([
  [10, 9, true],
  [10, 8, false],
  [4, 4, true],
  [4, 5, true],
  [1, 0, false],
  [0, 0, false],
])(
  'of %d granted, %d reserved: close to the limit is %s',
  (granted, reserved, close) => {
    expect(isCloseToLimit({ granted, reserved })).toBe(close);
  },
);

it('has room for what is not promised, and for nothing once over-promised', () => {
  expect(roomFor({ promised: 3, limit: 10 })).toBe(7);
  expect(roomFor({ promised: 12, limit: 10 })).toBe(0);
});
