import { deadlineProblems, type DeadlineLink } from '../plan/deadlines';
import { servingPod } from './kserveSchemas';
import { at, listOf, type Manifest } from './manifest';

const PROGRESS_DEADLINE = 'goldenpath.dev/progress-deadline-seconds';
const KUEUE_TIMEOUT = 'goldenpath.dev/kueue-timeout-seconds';

/** Seconds of a figure, of text with one, or of a duration such as `90s` or `20m`; NaN of anything else. */
function seconds(value: unknown): number {
  const match = /^(\d+)(s|m|h)?$/.exec(String(value));
  const unit = { s: 1, m: 60, h: 3600 }[match?.[2] ?? 's'] ?? NaN;
  return match ? Number(match[1]) * unit : NaN;
}

function podAnnotations(service: Manifest): unknown {
  return (
    at(service, 'spec', 'annotations') ??
    at(service, 'spec', 'predictor', 'annotations')
  );
}

function startChain(service: Manifest, gitOps?: Manifest): DeadlineLink[] {
  const probe = at(
    servingPod(service),
    'spec',
    'containers',
    0,
    'startupProbe',
  );
  return [
    {
      name: 'the start-up probe',
      seconds:
        seconds(at(probe, 'periodSeconds')) *
        seconds(at(probe, 'failureThreshold')),
    },
    {
      name: 'the progress deadline',
      seconds: seconds(at(podAnnotations(service), PROGRESS_DEADLINE)),
    },
    ...(gitOps
      ? [
          {
            name: 'the GitOps time-out',
            seconds: seconds(at(gitOps, 'spec', 'timeout')),
          },
        ]
      : []),
    {
      name: "Kueue's time-out",
      seconds: seconds(at(service, 'metadata', 'annotations', KUEUE_TIMEOUT)),
    },
  ];
}

/** What each server is told to wait for running requests: vLLM's argument, and Triton's. */
const DRAIN = /^--(?:shutdown-timeout|exit-timeout-secs)=(\d+)$/;

function stopChain(service: Manifest): DeadlineLink[] {
  const pod = at(servingPod(service), 'spec');
  const container = at(pod, 'containers', 0);
  const pause = seconds(
    at(container, 'lifecycle', 'preStop', 'sleep', 'seconds'),
  );
  const drain = listOf(at(container, 'args'))
    .map(argument => DRAIN.exec(String(argument))?.[1])
    .find(Boolean);
  return [
    {
      name: 'the pause before the stop with the drain',
      seconds: pause + (drain === undefined ? 0 : Number(drain)),
    },
    {
      name: 'terminationGracePeriodSeconds',
      seconds: seconds(at(pod, 'terminationGracePeriodSeconds')),
    },
  ];
}

/** How long requests may take at the route, and connections be idle in the mesh. */
function requestChain(route: Manifest, mesh: Manifest): DeadlineLink[] {
  return [
    {
      name: "the route's time-out",
      seconds: seconds(at(route, 'spec', 'rules', 0, 'timeouts', 'request')),
    },
    {
      name: "the mesh's idle time-out",
      seconds: seconds(
        at(
          mesh,
          'spec',
          'trafficPolicy',
          'connectionPool',
          'http',
          'idleTimeout',
        ),
      ),
    },
  ];
}

/** Checks every chain of waits in an endpoint's manifests: each must outlast the one inside it. */
export function checkDeadlines(
  manifests: Manifest[],
  gitOps?: Manifest,
): string[] {
  const find = (kind: string) => manifests.find(one => one.kind === kind);
  const service = find('LLMInferenceService') ?? find('InferenceService');
  if (!service) {
    return ['there is no inference service whose start could be checked'];
  }
  const route = find('HTTPRoute');
  const mesh = find('DestinationRule');
  return [
    startChain(service, gitOps),
    stopChain(service),
    ...(route && mesh ? [requestChain(route, mesh)] : []),
  ].flatMap(chain => {
    const unreadable = chain.filter(link => Number.isNaN(link.seconds));
    return unreadable.length > 0
      ? unreadable.map(({ name }) => `${name} is missing`)
      : deadlineProblems(chain);
  });
}
