import { chartPaths, indexAt, summarise } from './sparklineGeometry';

const size = { width: 100, height: 42, top: 1 };

describe('chartPaths', () => {
  it('breaks the line where samples are missing, and still shows a lonely one', () => {
    expect(chartPaths([0, 1, null, 0.5, null], size).line).toBe(
      'M0,41L25,1M75,21h0.01',
    );
  });

  it('draws the threshold only where it is in view', () => {
    expect(chartPaths([0, 1], { ...size, threshold: 0.5 }).thresholdY).toBe(21);
    expect(
      chartPaths([0, 1], { ...size, threshold: 5 }).thresholdY,
    ).toBeUndefined();
  });

  it('keeps a flat line of zeros at the bottom', () => {
    expect(chartPaths([0, 0], { ...size, top: 0 }).line).toBe('M0,41L100,41');
  });
});

it('finds the sample under the pointer, and none outside', () => {
  const axis = { start: 1000, step: 100, length: 3 };
  expect(indexAt(1149, axis)).toBe(1);
  expect(indexAt(1300, axis)).toBeUndefined();
  expect(indexAt(900, axis)).toBeUndefined();
});

it('puts the line into words', () => {
  expect(summarise([2, 1, 4], String)).toBe('from 2 to 4, lowest 1, highest 4');
});
