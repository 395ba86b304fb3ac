import type { LatencyProfile } from '@golden-path/plugin-inference-common';

/** What a preset fills in; all of it stays editable. `undefined` clears a target. */
export type TrafficValues = {
  requestsPerSecond: number;
  promptTokens: number;
  outputTokens: number;
  ttftP95Ms: number | undefined;
  tpotP95Ms: number | undefined;
  latencyProfile: LatencyProfile;
};

export type TrafficPreset = {
  id: string;
  title: string;
  /** Whom it suits and where the figures come from, for people. */
  reason: string;
  values: TrafficValues;
};

/**
 * Starting points for traffic and SLO.
 *
 * @remarks
 * Token counts follow published traces: Azure's LLM inference trace of 2023 (cite Splitwise, ISCA 2024) has a median
 * of 1,020 prompt and 129 output tokens for conversation, 1,469 and 13 for code; llm-d-planner's table of use cases
 * takes 512 → 256 for chat and 4,096 → 512 for short summaries. Targets are looser than that table's best class,
 * because they are p95 targets that a platform's smallest class should be able to meet: people read about five words a
 * second, so 100 ms per token is ahead of any reader, and a second until the first one still feels like an answer.
 * Retrieval puts several passages before the question, hence four times chat's prompt and twice its wait. Completions
 * are dropped when they come after the next keystroke. Programs wait for summaries; nobody waits for a batch, so it
 * has no targets and takes the largest batches the memory holds.
 */
export const TRAFFIC_PRESETS: readonly TrafficPreset[] = [
  {
    id: 'chat',
    title: 'Chat',
    reason: 'People read along: a second until the first token, 100 ms each.',
    values: {
      requestsPerSecond: 1,
      promptTokens: 600,
      outputTokens: 200,
      ttftP95Ms: 1000,
      tpotP95Ms: 100,
      latencyProfile: 'interactive',
    },
  },
  {
    id: 'rag',
    title: 'Answers from documents (RAG)',
    reason: 'Passages make the prompt long; people wait two seconds for it.',
    values: {
      requestsPerSecond: 1,
      promptTokens: 2500,
      outputTokens: 300,
      ttftP95Ms: 2000,
      tpotP95Ms: 100,
      latencyProfile: 'interactive',
    },
  },
  {
    id: 'code-completion',
    title: 'Code completion',
    reason:
      'Many short answers, which come before the next keystroke or not at all.',
    values: {
      requestsPerSecond: 4,
      promptTokens: 1500,
      outputTokens: 20,
      ttftP95Ms: 400,
      tpotP95Ms: 40,
      latencyProfile: 'interactive',
    },
  },
  {
    id: 'summarisation',
    title: 'Summarisation',
    reason: 'Long prompts, short answers, and a program that waits for them.',
    values: {
      requestsPerSecond: 0.5,
      promptTokens: 4096,
      outputTokens: 512,
      ttftP95Ms: 5000,
      tpotP95Ms: 150,
      latencyProfile: 'standard',
    },
  },
  {
    id: 'batch',
    title: 'Batch',
    reason: 'Nobody waits: no targets, as many requests at once as fit.',
    values: {
      requestsPerSecond: 2,
      promptTokens: 2000,
      outputTokens: 500,
      ttftP95Ms: undefined,
      tpotP95Ms: undefined,
      latencyProfile: 'batch',
    },
  },
];

/** The preset that the form holds as it is, if any: once a value is changed, it is nobody's. */
export function presetOf(
  formData: Record<string, unknown>,
): TrafficPreset | undefined {
  return TRAFFIC_PRESETS.find(preset =>
    Object.entries(preset.values).every(
      ([name, value]) => formData[name] === value,
    ),
  );
}
