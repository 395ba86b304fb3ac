import { InputError } from '@backstage/errors';
import {
  HOURS_PER_MONTH,
  formatMoney,
  type AcceleratorClass,
} from '@golden-path/plugin-inference-common';

/** Triton's release that the template was written for. */
export const TRITON_VERSION = '26.06-py3';

/** Files of a predictive model whose size nobody gave. */
const USUAL_GIB = 1;
/** Beside the model: CUDA context, the backend, and buffers as large as the model again. An assumption. */
const OVERHEAD_GIB = 2;

function readSizeGiB(config: unknown): number {
  if (config === undefined || config === '') {
    return USUAL_GIB;
  }
  let fields = config;
  if (typeof config === 'string') {
    try {
      fields = JSON.parse(config);
    } catch {
      throw new InputError(
        'The description of the model is not JSON; write its size as {"weightsGiB": 0.5}.',
      );
    }
  }
  const size =
    typeof fields === 'object' && fields !== null && 'weightsGiB' in fields
      ? fields.weightsGiB
      : undefined;
  if (typeof size !== 'number' || !(size > 0) || size > 1000) {
    throw new InputError(
      'The size of the model is missing; write it as {"weightsGiB": 0.5}.',
    );
  }
  return size;
}

/** What follows from the size of a predictive model and the class it runs on. */
export type PredictivePlan = {
  weightsGiB: number;
  monthlyCost: string;
  sizing: { verdict: 'fits'; sentence: string };
  assumption: string;
};

/**
 * Plans a predictive model: it runs on one device, and only its memory is checked. How fast it is depends on the model
 * alone; load-test it.
 *
 * @throws InputError when the model does not fit a device of the class
 */
export function planPredictiveModel(options: {
  config?: unknown;
  acceleratorClass: AcceleratorClass;
  minReplicas: number;
  maxReplicas: number;
}): PredictivePlan {
  const { acceleratorClass, minReplicas, maxReplicas } = options;
  const weightsGiB = readSizeGiB(options.config);
  const neededGiB = 2 * weightsGiB + OVERHEAD_GIB;
  if (neededGiB > acceleratorClass.memoryGiB) {
    throw new InputError(
      `${acceleratorClass.name} does not suit. A predictive model runs on one device: it needs about ${neededGiB} GiB of memory, a device has ${acceleratorClass.memoryGiB}.`,
    );
  }
  const { amountMinor, currency } = acceleratorClass.pricePerDeviceHour;
  const monthly = (replicas: number) =>
    formatMoney({
      amountMinor: amountMinor * HOURS_PER_MONTH * replicas,
      currency,
    });
  const cost = `${monthly(minReplicas)} a month with ${
    minReplicas === 1 ? 'one replica' : `${minReplicas} replicas`
  }`;
  return {
    weightsGiB,
    monthlyCost:
      minReplicas === maxReplicas
        ? cost
        : `${cost}, ${monthly(maxReplicas)} with ${maxReplicas}`,
    sizing: {
      verdict: 'fits',
      sentence: `One device of ${acceleratorClass.title} holds the model and its buffers (about ${neededGiB} of ${acceleratorClass.memoryGiB} GiB); ${cost}.`,
    },
    assumption:
      'Only the memory of predictive models is planned; find the replicas that the rate needs by a load test.',
  };
}
