import type { AcceleratorClass } from '../acceleratorClass';
import { perMonth } from '../cost';
import type { Money } from '../money';
import {
  DECODE_BANDWIDTH_SHARE,
  GIB,
  LINKS,
  MAX_BATCHED_TOKENS,
  MAX_SEQUENCES,
  PLANNED_UTILISATION,
  PREFILL_FLOPS_SHARE,
  TENSOR_PARALLEL_DEGREES,
} from './constants';
import { largest } from './largest';
import { fitMemory, type MemoryFit } from './memory';
import { countParameters } from './parameters';
import { speedModels, type SpeedModel } from './speed';
import { estimateModelLoadSeconds } from './startup';
import type {
  Estimate,
  ModelShape,
  QuantisedPart,
  Shortfall,
  SizingInput,
  SizingPlan,
} from './types';
import { weightBytes } from './weights';

type ModelledInput = SizingInput & { model: ModelShape };
type Outcome =
  | { ok: true; plan: SizingPlan }
  | { ok: false; shortfall: Shortfall; tensorParallel: number };

/** Whether every device's share of a model is a whole one that its kernels take. */
function dividesInto(model: ModelShape, degree: number): boolean {
  const { attention, experts, quantisation } = model;
  const group = (part: QuantisedPart) =>
    quantisation?.covers.includes(part) ? quantisation.groupSize ?? 1 : 1;
  const widths: [number, number][] = [
    [
      experts && experts.denseLayers === 0 ? 0 : model.intermediateSize,
      group('mlp'),
    ],
    [experts?.intermediateSize ?? 0, group('experts')],
    [experts?.sharedIntermediateSize ?? 0, group('sharedExperts')],
  ];
  return (
    model.attentionHeads % degree === 0 &&
    (attention.kind === 'mla' ||
      attention.kvHeads % degree === 0 ||
      degree % attention.kvHeads === 0) &&
    widths.every(
      ([width, size]) => degree === 1 || width % (degree * size) === 0,
    )
  );
}

/** Degrees that a class can run: they divide the model, fit in a node, and its interconnect carries them. */
export function tensorParallelDegrees(
  model: ModelShape,
  acceleratorClass: AcceleratorClass,
): number[] {
  const most = Math.min(
    acceleratorClass.maxPerNode,
    LINKS[acceleratorClass.interconnect].maxDegree,
  );
  return TENSOR_PARALLEL_DEGREES.filter(
    degree => degree <= most && dividesInto(model, degree),
  );
}

/** Requests per second at which so many requests are always running. */
function rateAt(speed: SpeedModel, batch: number, outputTokens: number) {
  return batch / (outputTokens * speed.secondsPerOutputToken(batch));
}

/** The highest rate one replica takes within the SLO, before headroom. */
function highestRate(
  speed: SpeedModel,
  input: SizingInput,
  mostRequests: number,
): { batch: number; rate: number } | { shortfall: Shortfall } {
  const { tpotP95Ms, ttftP95Ms } = input.slo;
  const { outputTokens } = input.traffic;
  const batch =
    tpotP95Ms === undefined
      ? mostRequests
      : largest(
          mostRequests,
          value => speed.secondsPerOutputToken(value) * 1000 <= tpotP95Ms,
        );
  if (batch === 0) {
    return {
      shortfall: {
        kind: 'time-per-output-token',
        milliseconds: speed.secondsPerOutputToken(1) * 1000,
        sloMs: tpotP95Ms ?? 0,
      },
    };
  }
  const rate = rateAt(speed, batch, outputTokens);
  if (ttftP95Ms === undefined) {
    return { batch, rate };
  }
  const aloneMs = speed.timeToFirstTokenP95(0) * 1000;
  if (aloneMs >= ttftP95Ms) {
    return {
      shortfall: {
        kind: 'time-to-first-token',
        milliseconds: aloneMs,
        sloMs: ttftP95Ms,
      },
    };
  }
  // ttft(0) / (1 - rate · prefill) = SLO, solved for the rate
  const rateForTtft = (1 - aloneMs / ttftP95Ms) / speed.prefillSeconds;
  return { batch, rate: Math.min(rate, rateForTtft) };
}

function times(price: Money, factor: number): Money {
  return {
    amountMinor: Math.round(price.amountMinor * factor * 100) / 100,
    currency: price.currency,
  };
}

function estimate(of: (end: keyof Estimate) => number): Estimate {
  return { slow: of('slow'), expected: of('expected'), fast: of('fast') };
}

function percent(share: number): number {
  return Math.round(share * 100);
}

function planForDegree(
  input: ModelledInput,
  acceleratorClass: AcceleratorClass,
  tensorParallel: number,
  memory: MemoryFit,
): Outcome {
  const { model, traffic } = input;
  const mostRequests = Math.max(
    1,
    Math.min(MAX_SEQUENCES, Math.floor(memory.typicalConcurrency)),
  );
  const speeds = speedModels({
    model,
    input,
    acceleratorClass,
    tensorParallel,
  });

  const highest = highestRate(speeds.expected, input, mostRequests);
  if ('shortfall' in highest) {
    return { ok: false, shortfall: highest.shortfall, tensorParallel };
  }
  const replicasNeeded = Math.max(
    1,
    Math.ceil(traffic.requestsPerSecond / (highest.rate * PLANNED_UTILISATION)),
    Math.ceil((traffic.concurrency ?? 0) / highest.batch),
  );
  if (replicasNeeded > input.maxReplicas) {
    return {
      ok: false,
      shortfall: {
        kind: 'replicas',
        needed: replicasNeeded,
        allowed: input.maxReplicas,
      },
      tensorParallel,
    };
  }

  const replicas = Math.max(replicasNeeded, input.minReplicas);
  const rate = traffic.requestsPerSecond / replicas;
  const running = (speed: SpeedModel) =>
    Math.min(
      highest.batch,
      largest(
        highest.batch,
        batch => rateAt(speed, batch, traffic.outputTokens) <= rate,
      ) + 1,
    );
  const hourlyCost = times(
    acceleratorClass.pricePerDeviceHour,
    replicas * tensorParallel,
  );
  const checkpointGiB =
    (model.downloadBytes ?? weightBytes(model, 'auto').total) / GIB;
  return {
    ok: true,
    plan: {
      devicesPerReplica: tensorParallel,
      tensorParallel,
      parameters: countParameters(model).total,
      weightsGiB: memory.weightsGiB,
      checkpointGiB,
      kvCacheGiBPerDevice: memory.perDevice.kvCacheGiB,
      memoryPerDevice: memory.perDevice,
      kvTokens: memory.kvTokens,
      maxConcurrency: Math.floor(memory.concurrency),
      longestContextTokens: memory.longestContextTokens,
      batchSize: highest.batch,
      maxSequences: MAX_SEQUENCES,
      maxBatchedTokens: MAX_BATCHED_TOKENS,
      timeToFirstTokenMs: estimate(
        end => speeds[end].timeToFirstTokenP95(rate) * 1000,
      ),
      timePerOutputTokenMs: estimate(
        end => speeds[end].secondsPerOutputToken(running(speeds[end])) * 1000,
      ),
      requestsPerSecondPerReplica: estimate(end => {
        const at = highestRate(speeds[end], input, mostRequests);
        return 'rate' in at ? at.rate : 0;
      }),
      replicasNeeded,
      replicas,
      hourlyCost,
      monthlyCost: perMonth(hourlyCost),
      modelLoadSeconds: estimateModelLoadSeconds(checkpointGiB),
      assumption: `Speeds assume that decoding reaches ${percent(
        DECODE_BANDWIDTH_SHARE.slow,
      )} to ${percent(
        DECODE_BANDWIDTH_SHARE.fast,
      )} % of the peak memory bandwidth and prefill ${percent(
        PREFILL_FLOPS_SHARE.slow,
      )} to ${percent(
        PREFILL_FLOPS_SHARE.fast,
      )} % of the peak arithmetic; ${percent(
        DECODE_BANDWIDTH_SHARE.expected,
      )} % and ${percent(PREFILL_FLOPS_SHARE.expected)} % are planned with.`,
    },
  };
}

/** How far a shortfall is from fitting; 1 would fit. Memory comes last: nothing runs without it. */
function distance(shortfall: Shortfall): number {
  switch (shortfall.kind) {
    case 'memory':
      return Number.POSITIVE_INFINITY;
    case 'replicas':
      return shortfall.needed / shortfall.allowed;
    default:
      return shortfall.milliseconds / shortfall.sloMs;
  }
}

/**
 * The cheapest way to run a model on a class within the SLO, over the tensor parallel degrees the class allows, or
 * what the class lacks at the degree that comes nearest.
 */
export function planForClass(
  input: ModelledInput,
  acceleratorClass: AcceleratorClass,
): Outcome {
  const outcomes = tensorParallelDegrees(input.model, acceleratorClass).map(
    (tensorParallel): Outcome => {
      const memory = fitMemory({
        model: input.model,
        precision: input.precision,
        kvPrecision: input.kvPrecision,
        acceleratorClass,
        tensorParallel,
        maxModelLength: input.maxModelLength,
        typicalTokens: input.traffic.promptTokens + input.traffic.outputTokens,
      });
      return memory.missingGiB > 0
        ? {
            ok: false,
            shortfall: {
              kind: 'memory',
              missingGiB: memory.missingGiB,
              longestContextTokens: memory.longestContextTokens,
            },
            tensorParallel,
          }
        : planForDegree(input, acceleratorClass, tensorParallel, memory);
    },
  );
  const [first, ...rest] = outcomes;
  return rest.reduce((best, next) => {
    if (best.ok && next.ok) {
      return next.plan.monthlyCost.amountMinor <
        best.plan.monthlyCost.amountMinor
        ? next
        : best;
    }
    if (best.ok || next.ok) {
      return best.ok ? best : next;
    }
    if (best.shortfall.kind === 'memory' && next.shortfall.kind === 'memory') {
      return next.shortfall.missingGiB < best.shortfall.missingGiB
        ? next
        : best;
    }
    return distance(next.shortfall) < distance(best.shortfall) ? next : best;
  }, first);
}
