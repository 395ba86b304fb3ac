import type { JsonObject } from './objects';

const MAX_DEPTH = 64;
const RESERVED = ['__proto__', 'constructor', 'prototype'];

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why a parsed document is not one we store; undefined when it is. */
export function plainJsonProblem(
  value: unknown,
  depth: number = 0,
): string | undefined {
  if (depth > MAX_DEPTH) {
    return `nested deeper than ${MAX_DEPTH} levels`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return 'a number is not finite';
  }
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'bigint' ? 'a number is too large' : undefined;
  }
  if (value instanceof Date || value instanceof Uint8Array) {
    return 'a value is neither text, number, boolean, list nor map';
  }
  for (const [key, child] of Object.entries(value)) {
    if (RESERVED.includes(key)) {
      return `"${key}" is not allowed as a key`;
    }
    const problem = plainJsonProblem(child, depth + 1);
    if (problem) {
      return problem;
    }
  }
  return undefined;
}
