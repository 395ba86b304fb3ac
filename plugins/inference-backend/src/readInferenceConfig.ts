import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** What the plugin reads from `inference`. */
export type InferenceConfig = {
  refreshMs: number;
  answerWithinMs: number;
  operatingModel: { file: string; platformOwnerRef?: string };
};

function readWhole(
  config: Config,
  key: string,
  limits: { min: number; max: number; fallback: number },
): number {
  const value = config.getOptionalNumber(key) ?? limits.fallback;
  if (!Number.isInteger(value) || value < limits.min || value > limits.max) {
    throw new InputError(
      `${key} must be a whole number from ${limits.min} to ${limits.max}, not ${value}`,
    );
  }
  return value;
}

function readGroupRef(config: Config, key: string): string | undefined {
  const value = config.getOptionalString(key);
  if (value === undefined) return undefined;
  if (!/^group:[\w.-]+\/[\w.-]+$/.test(value)) {
    throw new InputError(
      `${key} must be a full group ref such as group:default/ai-platform, not '${value}'`,
    );
  }
  return value.toLocaleLowerCase('en-US');
}

/**
 * Reads and checks the plugin's configuration.
 *
 * @throws InputError that names the key which is wrong
 */
export function readInferenceConfig(config: Config): InferenceConfig {
  const file = config.getOptionalString('inference.operatingModel.file');
  if (file === undefined) {
    throw new InputError(
      'inference.operatingModel.file must name the operating model document',
    );
  }
  return {
    refreshMs:
      readWhole(config, 'inference.refreshSeconds', {
        min: 5,
        max: 3600,
        fallback: 15,
      }) * 1000,
    answerWithinMs: readWhole(config, 'inference.answerWithinMilliseconds', {
      min: 100,
      max: 10_000,
      fallback: 1_800,
    }),
    operatingModel: {
      file,
      platformOwnerRef: readGroupRef(
        config,
        'inference.operatingModel.platform.ownerRef',
      ),
    },
  };
}
