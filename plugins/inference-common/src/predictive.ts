import type { AcceleratorClass } from './acceleratorClass';
import { perMonth } from './cost';
import { formatMoney, type Money } from './money';
import { formatGiB, plural } from './sizing/format';

/** Beside the model: CUDA context, the backend, and buffers as large as the model again. An assumption. */
const OVERHEAD_GIB = 2;

/** Largest size that is taken, far beyond every device: what is merely too large is sized, and told so. */
const MOST_GIB = 1_000_000;

/** Files of a predictive model whose size nobody gave. */
const USUAL_GIB = 1;

/** A predictive model (ONNX on Triton), as far as it is planned. @public */
export type PredictiveInput = {
  /** Size of the model's files. */
  weightsGiB: number;
  minReplicas: number;
  maxReplicas: number;
};

/** Whether one device of a class holds a predictive model, with a sentence for people. @public */
export type PredictiveVerdict = {
  acceleratorClass: string;
  sentence: string;
} & (
  | {
      verdict: 'fits';
      plan: {
        devicesPerReplica: 1;
        replicas: number;
        hourlyCost: Money;
        monthlyCost: Money;
      };
    }
  | { verdict: 'too-small' }
  /** The server does not run on the class, whatever its size. */
  | { verdict: 'unsuitable' }
);

/**
 * Reads the size of a predictive model: `{"weightsGiB": 0.5}` where a language model has its `config.json`.
 *
 * @param config - the text; empty for a model of usual size
 * @returns GiB, or undefined where the text is something else
 *
 * @public
 */
export function readWeightsGiB(config: string): number | undefined {
  if (config.trim() === '') {
    return USUAL_GIB;
  }
  try {
    const size: unknown = Object(JSON.parse(config)).weightsGiB;
    return typeof size === 'number' && size > 0 && size <= MOST_GIB
      ? size
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Says for every class whether one of its devices holds a predictive model.
 *
 * @remarks
 * Only memory is planned: the model, buffers of its size and 2 GiB. How fast it is depends on the model alone, so no
 * class is called oversized. Triton runs on NVIDIA devices.
 *
 * @public
 */
export function sizePredictiveModel(
  input: PredictiveInput,
  classes: AcceleratorClass[],
): PredictiveVerdict[] {
  const neededGiB = 2 * input.weightsGiB + OVERHEAD_GIB;
  return classes.map(({ name, memoryGiB, pricePerDeviceHour, vendor }) => {
    if (vendor !== 'nvidia') {
      return {
        acceleratorClass: name,
        verdict: 'unsuitable',
        sentence: 'Does not suit: Triton runs on NVIDIA devices.',
      };
    }
    if (neededGiB > memoryGiB) {
      return {
        acceleratorClass: name,
        verdict: 'too-small',
        sentence: `Too small: ${formatGiB(
          neededGiB - memoryGiB,
        )} of memory are missing; a predictive model runs on one device.`,
      };
    }
    const hourlyCost = {
      amountMinor: pricePerDeviceHour.amountMinor * input.minReplicas,
      currency: pricePerDeviceHour.currency,
    };
    const monthlyCost = perMonth(hourlyCost);
    return {
      acceleratorClass: name,
      verdict: 'fits',
      plan: {
        devicesPerReplica: 1,
        replicas: input.minReplicas,
        hourlyCost,
        monthlyCost,
      },
      sentence: `One device holds the model and its buffers (about ${formatGiB(
        neededGiB,
      )}); ${plural(input.minReplicas, 'replica')} ${
        input.minReplicas === 1 ? 'costs' : 'cost'
      } ${formatMoney(
        monthlyCost,
      )} a month. How many the rate takes, a load test says.`,
    };
  });
}
