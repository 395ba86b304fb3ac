import type { AcceleratorClass } from '../acceleratorClass';
import {
  DECODE_BANDWIDTH_SHARE,
  LINKS,
  MAX_BATCHED_TOKENS,
  P95_OVER_MEAN,
  PREFILL_FLOPS_SHARE,
  STEP_OVERHEAD_SECONDS,
} from './constants';
import { kvBytesRead } from './kvCache';
import { countParameters, type ParameterCount } from './parameters';
import type { Estimate, SizingInput, ModelShape } from './types';
import { computesIn8Bits, weightBytes } from './weights';

/** Speeds of one replica at one end of the range. */
export type SpeedModel = {
  /** Seconds to prefill one prompt with the replica to itself. */
  prefillSeconds: number;
  /** Mean seconds per output token with so many requests running and prompts prefilled in between. */
  secondsPerOutputToken(batch: number): number;
  /** p95 of the time to first token at a rate, infinite where prefill alone takes all the time. */
  timeToFirstTokenP95(requestsPerSecond: number): number;
};

type SpeedOptions = {
  model: ModelShape;
  input: SizingInput;
  acceleratorClass: AcceleratorClass;
  tensorParallel: number;
};

/**
 * Builds the speed models of a replica, one for each end of the range.
 *
 * @remarks
 * A decode step reads the weights and every running request's cache, so it is bound by memory bandwidth until the
 * batch is large enough for arithmetic to matter; prefill is bound by arithmetic. Tensor parallelism divides both and
 * adds two all-reduces per layer. In steady state each output token also waits for its share of other prompts'
 * prefill: `step(batch) + batch · prefill / output tokens`. The time to first token is that of an M/M/1 queue of
 * prefills.
 */
export function speedModels(
  options: SpeedOptions,
): Record<keyof Estimate, SpeedModel> {
  const { model, input } = options;
  const count = countParameters(model);
  const bytes = weightBytes(model, input.precision);
  const at = (end: keyof Estimate) => speedModel(options, count, bytes, end);
  return { slow: at('slow'), expected: at('expected'), fast: at('fast') };
}

function speedModel(
  { model, input, acceleratorClass, tensorParallel }: SpeedOptions,
  count: ParameterCount,
  bytes: ReturnType<typeof weightBytes>,
  end: keyof Estimate,
): SpeedModel {
  const { promptTokens, outputTokens } = input.traffic;
  const link = LINKS[acceleratorClass.interconnect];

  const bandwidth =
    acceleratorClass.memoryBandwidthGBps * 1e9 * DECODE_BANDWIDTH_SHARE[end];
  const tflops = computesIn8Bits(model, input.precision)
    ? acceleratorClass.denseTflops.fp8 ?? acceleratorClass.denseTflops.bf16
    : acceleratorClass.denseTflops.bf16;
  const flops = tflops * 1e12 * PREFILL_FLOPS_SHARE[end];

  const experts = model.experts;
  // The input embedding is looked up, not read; tied, it is read as the head
  const embeddingRead = bytes.embeddings / (model.tiedEmbeddings ? 1 : 2);
  const alwaysRead =
    bytes.total - bytes.experts - bytes.embeddings + embeddingRead;
  // Of E experts of which each token takes k, n tokens touch E (1 - (1 - k/E)^n) on average
  const weightsRead = (tokens: number) =>
    alwaysRead +
    (experts
      ? bytes.experts * (1 - (1 - experts.perToken / experts.routed) ** tokens)
      : 0);

  const allReduces = (tokens: number) =>
    tensorParallel === 1
      ? 0
      : 2 *
        model.layers *
        (link.latencySeconds +
          (2 * (tensorParallel - 1) * tokens * model.hiddenSize * 2) /
            tensorParallel /
            (link.gigabytesPerSecond * 1e9));

  const headDim =
    model.attention.kind === 'gqa'
      ? model.attention.headDim
      : model.attention.qkNopeHeadDim + model.attention.qkRopeHeadDim;
  const attentionFlops =
    2 * model.layers * model.attentionHeads * headDim * promptTokens ** 2;
  const chunks = Math.ceil(promptTokens / MAX_BATCHED_TOKENS);
  const prefillSeconds =
    Math.max(
      (2 * count.active * promptTokens + attentionFlops) /
        flops /
        tensorParallel,
      (chunks * weightsRead(Math.min(promptTokens, MAX_BATCHED_TOKENS))) /
        bandwidth /
        tensorParallel,
    ) +
    allReduces(promptTokens) +
    chunks * STEP_OVERHEAD_SECONDS;

  // Half the answer is there on average while it is being written
  const cacheRead = kvBytesRead(
    model,
    promptTokens + outputTokens / 2,
    tensorParallel,
    input.kvPrecision ?? 'auto',
  );
  const step = (batch: number) =>
    Math.max(
      (weightsRead(batch) / tensorParallel + batch * cacheRead) / bandwidth,
      (2 * count.active * batch) / flops / tensorParallel,
    ) +
    allReduces(batch) +
    STEP_OVERHEAD_SECONDS;

  return {
    prefillSeconds,
    secondsPerOutputToken: batch =>
      step(batch) + (batch * prefillSeconds) / outputTokens,
    timeToFirstTokenP95: requestsPerSecond => {
      const load = requestsPerSecond * prefillSeconds;
      return load < 1
        ? (P95_OVER_MEAN * prefillSeconds) / (1 - load)
        : Number.POSITIVE_INFINITY;
    },
  };
}
