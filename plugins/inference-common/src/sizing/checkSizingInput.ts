import type { FieldError } from '../fieldError';
import type { SizingInput } from './types';

/**
 * Highest numbers taken for an endpoint. Beyond them something was mistyped, not planned.
 *
 * @public
 */
export const SIZING_LIMITS = {
  requestsPerSecond: 100_000,
  tokens: 10_000_000,
  concurrency: 100_000,
  sloMs: 600_000,
  replicas: 64,
} as const;

/**
 * Checks what was asked for, apart from any class.
 *
 * @returns every field that is wrong; paths are the template's parameter names
 *
 * @public
 */
export function checkSizingInput(input: SizingInput): FieldError[] {
  const errors: FieldError[] = [];
  const reject = (path: string, message: string) =>
    errors.push({ path, message });
  const whole = (path: string, value: number, max: number) => {
    if (!Number.isInteger(value) || value < 1 || value > max) {
      reject(
        path,
        `must be a whole number from 1 to ${max.toLocaleString(
          'en-US',
        )}, not ${value}`,
      );
    }
  };
  const { traffic, slo, model } = input;

  whole('maxModelLength', input.maxModelLength, SIZING_LIMITS.tokens);
  whole('promptTokens', traffic.promptTokens, SIZING_LIMITS.tokens);
  whole('outputTokens', traffic.outputTokens, SIZING_LIMITS.tokens);
  whole('minReplicas', input.minReplicas, SIZING_LIMITS.replicas);
  whole('maxReplicas', input.maxReplicas, SIZING_LIMITS.replicas);
  if (traffic.concurrency !== undefined) {
    whole('concurrency', traffic.concurrency, SIZING_LIMITS.concurrency);
  }
  if (
    !(traffic.requestsPerSecond >= 0) ||
    traffic.requestsPerSecond > SIZING_LIMITS.requestsPerSecond
  ) {
    reject(
      'requestsPerSecond',
      `must be from 0 to ${SIZING_LIMITS.requestsPerSecond.toLocaleString(
        'en-US',
      )}, not ${traffic.requestsPerSecond}`,
    );
  }
  for (const [path, value] of Object.entries(slo)) {
    if (value !== undefined && !(value > 0 && value <= SIZING_LIMITS.sloMs)) {
      reject(
        path,
        `must be more than 0 and at most ${SIZING_LIMITS.sloMs.toLocaleString(
          'en-US',
        )} ms, not ${value}`,
      );
    }
  }
  if (errors.length > 0) {
    return errors;
  }

  if (input.minReplicas > input.maxReplicas) {
    reject(
      'minReplicas',
      `must not be more than the maximum of replicas (${input.maxReplicas})`,
    );
  }
  const needed = traffic.promptTokens + traffic.outputTokens;
  if (needed > input.maxModelLength) {
    reject(
      'maxModelLength',
      `must hold a prompt and its answer: ${traffic.promptTokens} + ${traffic.outputTokens} = ${needed} tokens`,
    );
  }
  if (model.state === 'modelled' && input.maxModelLength > model.maxPositions) {
    reject(
      'maxModelLength',
      `must be at most ${model.maxPositions}, the longest context the model was made for`,
    );
  }
  if (
    model.state === 'modelled' &&
    model.quantisation &&
    input.precision !== 'auto'
  ) {
    reject(
      'precision',
      `must be 'auto': the checkpoint is quantised already (${model.quantisation.method})`,
    );
  }
  return errors;
}
