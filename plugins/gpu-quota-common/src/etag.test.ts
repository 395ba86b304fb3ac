import { matchesETag, toETag } from './etag';

it.each([
  [toETag(3), true],
  ['W/"3"', true],
  ['"1", "3"', true],
  ['"2"', false],
  ['3', false],
  ['*', false],
  ['', false],
])('accepts %s for version 3: %s', (header, accepted) => {
  expect(matchesETag(header, 3)).toBe(accepted);
});
