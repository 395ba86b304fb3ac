import { ApiError } from './ApiError';
import type { Pod } from '../model/objects';
import { timelineOf, type PodTimeline } from '../model/podTimeline';

type Line = { at: number; text: string };

/** What a server writes while it starts; vLLM's lines are where tools look for load times. */
function startLines(pod: Pod, timeline: PodTimeline): Line[] {
  const { weightsGiB, loadSeconds, compileSeconds } = timeline;
  const server = pod.spec.containers[0];
  const model = pod.metadata.labels?.['app.kubernetes.io/name'] ?? server.name;
  const line = (at: number, text: string): Line => ({ at, text });
  const info = (at: number, place: string, text: string) =>
    line(at, `INFO ${clock(at)} [${place}] ${text}`);
  const http = `INFO:     Application startup complete.`;
  if (loadSeconds === 0) {
    return [line(timeline.pulledAt, 'starting'), line(timeline.readyAt, http)];
  }
  if (server.image?.includes('tritonserver')) {
    return [
      line(timeline.pulledAt, '== Triton Inference Server =='),
      line(timeline.weightsFrom, `loading: ${model}:1`),
      line(timeline.loadedAt, `successfully loaded '${model}'`),
      line(timeline.readyAt, 'Started HTTPService at 0.0.0.0:8000'),
    ];
  }
  const shards = Math.max(1, Math.round(weightsGiB / 4.6));
  const progress = Array.from({ length: shards }, (_, index) => {
    const share = (index + 1) / shards;
    const at =
      timeline.weightsFrom + share * (timeline.loadedAt - timeline.weightsFrom);
    return line(
      at,
      `Loading safetensors checkpoint shards: ${Math.round(
        share * 100,
      )}% Completed | ${index + 1}/${shards}`,
    );
  });
  return [
    info(
      timeline.pulledAt,
      '__init__.py:235',
      'Automatically detected platform.',
    ),
    info(
      timeline.pulledAt,
      'utils.py:326',
      `non-default args: {'served_model_name': ['${model}']}`,
    ),
    info(
      timeline.weightsFrom,
      'gpu_model_runner.py:1843',
      `Starting to load model ${model}...`,
    ),
    ...progress,
    info(
      timeline.loadedAt,
      'gpu_model_runner.py:1875',
      `Model loading took ${weightsGiB.toFixed(
        4,
      )} GiB and ${loadSeconds.toFixed(6)} seconds`,
    ),
    info(
      timeline.readyAt,
      'monitor.py:34',
      `torch.compile takes ${(compileSeconds * 0.7).toFixed(2)} s in total`,
    ),
    info(
      timeline.readyAt,
      'core.py:193',
      `init engine (profile, create kv cache, warmup model) took ${compileSeconds.toFixed(
        2,
      )} seconds`,
    ),
    info(
      timeline.readyAt,
      'api_server.py:1818',
      'Starting vLLM API server on http://0.0.0.0:8000',
    ),
    line(timeline.readyAt, http),
  ];
}

/** Month, day and time, as vLLM's logger writes them. */
function clock(ms: number): string {
  return new Date(ms).toISOString().slice(5, 19).replace('T', ' ');
}

/**
 * A pod's log so far.
 * @throws ApiError 400 as Kubernetes answers when there is no such container or it has not started.
 */
export function podLog(options: {
  pod: Pod | undefined;
  now: number;
  container?: string;
  previous: boolean;
  timestamps: boolean;
  tailLines?: string;
}): string {
  const { pod, now, tailLines } = options;
  if (!pod) {
    throw ApiError.noSuchPath();
  }
  const { name } = pod.metadata;
  const container = options.container ?? pod.spec.containers[0].name;
  const status = pod.status.containerStatuses?.find(
    one => one.name === container,
  );
  if (!pod.spec.containers.some(one => one.name === container)) {
    throw ApiError.badRequest(
      `container ${container} is not valid for pod ${name}`,
    );
  }
  if (options.previous) {
    throw ApiError.badRequest(
      `previous terminated container "${container}" in pod "${name}" not found`,
    );
  }
  const timeline = timelineOf(pod);
  if (!timeline || !status || 'waiting' in status.state) {
    const reason =
      status && 'waiting' in status.state
        ? status.state.waiting.reason
        : 'PodInitializing';
    throw ApiError.badRequest(
      `container "${container}" in pod "${name}" is waiting to start: ${reason}`,
    );
  }
  if (tailLines !== undefined && !/^\d{1,6}$/.test(tailLines)) {
    throw ApiError.badRequest(
      `tailLines: Invalid value: "${tailLines}": must be greater than or equal to 0`,
    );
  }
  const isServer = container === pod.spec.containers[0].name;
  const lines = (isServer ? startLines(pod, timeline) : [])
    .filter(line => line.at <= now)
    .map(line =>
      options.timestamps
        ? `${new Date(line.at).toISOString()} ${line.text}`
        : line.text,
    );
  const shown =
    tailLines === undefined
      ? lines
      : lines.slice(Math.max(0, lines.length - Number(tailLines)));
  return shown.map(line => `${line}\n`).join('');
}
