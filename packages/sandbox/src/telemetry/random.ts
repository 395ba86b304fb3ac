/** 32-bit hash of a few keys: FNV-1a over their text, then a finaliser that spreads nearby inputs. */
export function hashOf(...keys: (string | number)[]): number {
  const text = keys.join('\u0000');
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Random numbers that depend on their key alone (mulberry32), so that what happens in one step never depends
 * on how many steps came before it.
 *
 * @public
 */
export class KeyedRandom {
  #state: number;

  constructor(key: number) {
    this.#state = key >>> 0;
  }

  /** In [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Poisson: by inversion for small means, by its normal limit from 30 on. */
  poisson(mean: number): number {
    if (!(mean > 0)) return 0;
    if (mean >= 30) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    }
    const target = this.uniform();
    let probability = Math.exp(-mean);
    let cumulative = probability;
    let count = 0;
    while (target > cumulative && count < 200) {
      count += 1;
      probability *= mean / count;
      cumulative += probability;
    }
    return count;
  }

  /** A whole number whose expectation is `value`. */
  round(value: number): number {
    const whole = Math.floor(value);
    return whole + (this.uniform() < value - whole ? 1 : 0);
  }
}

/**
 * Smooth noise in [-1, 1]: a pure function of time, drawn at knots and interpolated between them.
 */
export function smoothNoise(
  key: number,
  timeMs: number,
  knotMs: number,
): number {
  const position = timeMs / knotMs;
  const knot = Math.floor(position);
  const at = (index: number) => (hashOf(key, index) / 4294967295) * 2 - 1;
  const fraction = position - knot;
  const eased = fraction * fraction * (3 - 2 * fraction);
  return at(knot) * (1 - eased) + at(knot + 1) * eased;
}
