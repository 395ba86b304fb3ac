import { z } from 'zod';
import { MODEL_LOAD_SECONDS, TIMELINE, WEIGHTS_GIB } from './annotations';
import type { Pod } from './objects';

/** How fast weights reach the devices from the node's cache. */
export const LOAD_GIB_PER_SECOND = 0.8;
/** Start-up of a model server about which nothing is known. */
const DEFAULT_START_SECONDS = 60;
/** Start-up of a pod without accelerators. */
const PLAIN_START_SECONDS = 3;
/** Imports and device initialisation, before the first byte of weights is read. */
const BOOT_SECONDS = 10;
/** Compilation and graph capture. */
const COMPILE_SECONDS = 25;

/** How long each part of a model server's start takes, in seconds of the simulated world. */
export type StartPlan = {
  weightsGiB: number;
  bootSeconds: number;
  loadSeconds: number;
  compileSeconds: number;
};

/** When a pod passed, or will pass, each step; milliseconds. */
export type PodTimeline = StartPlan & {
  scheduledAt: number;
  pulledAt: number;
  weightsFrom: number;
  loadedAt: number;
  readyAt: number;
  /** Since when the image cannot be pulled; nothing goes on until that ends. */
  heldSince?: number;
};

export type PodStage =
  | 'waiting-for-quota'
  | 'waiting-for-devices'
  | 'pulling-image'
  | 'image-pull-failed'
  | 'starting'
  | 'loading-weights'
  | 'compiling'
  | 'ready';

const timelineSchema = z.object({
  weightsGiB: z.number(),
  bootSeconds: z.number(),
  loadSeconds: z.number(),
  compileSeconds: z.number(),
  scheduledAt: z.number(),
  pulledAt: z.number(),
  weightsFrom: z.number(),
  loadedAt: z.number(),
  readyAt: z.number(),
  heldSince: z.number().optional(),
});

function positive(text: string | undefined): number | undefined {
  const value = text === undefined ? NaN : Number(text);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function splitStart(totalSeconds: number): StartPlan {
  const bootSeconds = Math.min(BOOT_SECONDS, totalSeconds * 0.1);
  const compileSeconds = Math.min(COMPILE_SECONDS, totalSeconds * 0.25);
  const loadSeconds = totalSeconds - bootSeconds - compileSeconds;
  return {
    weightsGiB: loadSeconds * LOAD_GIB_PER_SECOND,
    bootSeconds,
    loadSeconds,
    compileSeconds,
  };
}

/**
 * What a start takes: from the size of the weights when the workload states it, else from the
 * start duration it expects, else a minute.
 */
export function planStart(
  annotations: Record<string, string>,
  hasDevices: boolean,
): StartPlan {
  const weightsGiB = positive(annotations[WEIGHTS_GIB]);
  if (weightsGiB !== undefined) {
    return {
      weightsGiB,
      bootSeconds: BOOT_SECONDS,
      loadSeconds: weightsGiB / LOAD_GIB_PER_SECOND,
      compileSeconds: COMPILE_SECONDS,
    };
  }
  const expected = positive(annotations[MODEL_LOAD_SECONDS]);
  if (expected === undefined && !hasDevices) {
    return {
      weightsGiB: 0,
      bootSeconds: PLAIN_START_SECONDS,
      loadSeconds: 0,
      compileSeconds: 0,
    };
  }
  return splitStart(expected ?? DEFAULT_START_SECONDS);
}

/** Lays a plan out in time. `timeScale` is how much faster than the clock the world runs. */
export function layOut(options: {
  plan: StartPlan;
  scheduledAt: number;
  pullFrom: number;
  pullSeconds: number;
  timeScale: number;
}): PodTimeline {
  const { plan, scheduledAt, pullFrom, pullSeconds, timeScale } = options;
  const after = (from: number, seconds: number) =>
    from + (seconds * 1000) / timeScale;
  const pulledAt = after(pullFrom, pullSeconds);
  const weightsFrom = after(pulledAt, plan.bootSeconds);
  const loadedAt = after(weightsFrom, plan.loadSeconds);
  const readyAt = after(loadedAt, plan.compileSeconds);
  return {
    ...plan,
    scheduledAt,
    pulledAt,
    weightsFrom,
    loadedAt,
    readyAt,
  };
}

/** The timeline that the scheduler noted on a pod; undefined before it is scheduled. */
export function timelineOf(pod: Pod): PodTimeline | undefined {
  const text = pod.metadata.annotations?.[TIMELINE];
  return text === undefined
    ? undefined
    : timelineSchema.parse(JSON.parse(text));
}

/** Where a scheduled pod is at a moment, as far as time alone decides it. */
export function stageAt(timeline: PodTimeline, now: number): PodStage {
  if (timeline.heldSince !== undefined) {
    return 'image-pull-failed';
  }
  if (now < timeline.pulledAt) {
    return 'pulling-image';
  }
  if (now < timeline.weightsFrom) {
    return 'starting';
  }
  if (now < timeline.loadedAt) {
    return 'loading-weights';
  }
  return now < timeline.readyAt ? 'compiling' : 'ready';
}

/** Seconds of the simulated world from the container's start to the pod being ready. */
export function startSeconds(plan: StartPlan): number {
  return plan.bootSeconds + plan.loadSeconds + plan.compileSeconds;
}
