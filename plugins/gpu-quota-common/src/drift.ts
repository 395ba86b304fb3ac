/**
 * How what a place enforces or what a team uses there differs from what the team was granted.
 *
 * @public
 */
export type Difference = {
  kind: 'namespace-missing' | 'not-applied' | 'over-quota';
  /** In words. */
  message: string;
};

/** What one place was seen to do about one team's class, and what it should do. @public */
export type EnforcedClass = {
  /** Devices granted. */
  granted: number;
  /** Devices that should be allowed, where that is not what was granted: what runs may restart while over quota. */
  allowed?: number;
  /** Devices that the limit in force allows; undefined: nothing limits them. */
  applied?: number;
  /** Which limit that is, where a place has several; with the right figure, what else is not as it was written. */
  limit?: string;
  /** Devices in use there. */
  used: number;
  /** Devices in use in all other places together. */
  usedElsewhere?: number;
  /** Whether the limits were written after they were seen, so that what was seen of them says nothing any more. */
  writtenSince: boolean;
  /** Why the granted figure could not be written. */
  applyError?: string;
};

/**
 * Compares granted, applied and used devices of one class in one place. Every place admits up to what was granted, so
 * that what they use together can be more; each that uses any of it then says so.
 *
 * @returns the differences, none when all is as it should be
 * @public
 */
export function findDifferences(seen: EnforcedClass): Difference[] {
  const { granted, allowed = granted, applied, limit } = seen;
  const { used, usedElsewhere = 0 } = seen;
  const differences: Difference[] = [];
  const why = seen.applyError ? `: ${seen.applyError}` : '';
  if (applied === allowed && limit && !seen.writtenSince) {
    differences.push({
      kind: 'not-applied',
      message: `not as written: ${limit}${why}`,
    });
  }
  if (applied !== allowed && !seen.writtenSince) {
    const force =
      applied === undefined ? 'no limit applied' : `applied ${applied}`;
    const where = limit ? ` (${limit})` : '';
    const wanted =
      allowed === granted
        ? `granted ${granted}`
        : `to be ${allowed} while granted ${granted}`;
    differences.push({
      kind: 'not-applied',
      message: `${force}, ${wanted}${where}${why}`,
    });
  }
  if (used > 0 && used + usedElsewhere > granted) {
    const all =
      usedElsewhere > 0
        ? `${used} here and ${usedElsewhere} in other clusters, of ${granted}`
        : `${used} of ${granted}`;
    differences.push({
      kind: 'over-quota',
      message: `used ${all}: over quota`,
    });
  }
  return differences;
}
