const MODULUS = 2 ** 32;

/** Random numbers that are the same for the same seed: a linear congruential generator is random enough here. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to 1. */
  next(): number {
    // Constants: Numerical Recipes, 3rd edition, 7.1.7 (Knuth and Lewis).
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) % MODULUS;
    if (this.#state < 0) this.#state += MODULUS;
    return this.#state / MODULUS;
  }

  /** A whole number from 1 to `max`. */
  upTo(max: number): number {
    return 1 + Math.floor(this.next() * max);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)];
  }

  /** One value, each as likely as its weight. */
  weighted<T extends { weight: number }>(values: readonly T[]): T {
    let left = this.next() * values.reduce((sum, each) => sum + each.weight, 0);
    return (
      values.find(each => {
        left -= each.weight;
        return left < 0;
      }) ?? values[0]
    );
  }
}
