import { InputError } from '@backstage/errors';
import {
  checkHubModelId,
  checkSizingInput,
  findKnownModel,
  formatCount,
  formatFieldErrors,
  formatScalingCosts,
  parseModelConfig,
  readWeightsGiB,
  scalingCosts,
  sizeForClasses,
  sizePredictiveModel,
  withExactWeights,
  type AcceleratorClass,
  type KvPrecision,
  type ModelLoading,
  type ModelShape,
  type NotModelled,
  type Precision,
  type PredictiveVerdict,
  type SizingInput,
  type Verdict,
} from '@golden-path/plugin-inference-common';
import { deadlineChain } from './deadlines';
import { latencySettings } from './latencyProfiles';
import { withDefaults, type DeploymentRequest } from './planDeployment';
import {
  imageFor,
  predictorArguments,
  serverArguments,
  TRITON_VERSION,
} from './serverCommand';

/** What was asked for in the form, as far as sizing goes. */
export type EndpointRequest = {
  model: { id: string; config?: unknown; weightBytes?: number };
  precision: Precision;
  /** `auto` where left out. */
  kvPrecision?: KvPrecision;
  maxModelLength: number;
  requestsPerSecond: number;
  promptTokens: number;
  outputTokens: number;
  concurrency?: number;
  ttftP95Ms?: number;
  tpotP95Ms?: number;
  minReplicas: number;
  maxReplicas: number;
  acceleratorClass: string;
} & Partial<DeploymentRequest>;

/** Everything that follows from sizing. */
export type EndpointPlan = {
  modelId: string;
  /** Of language models. */
  parametersText?: string;
  acceleratorClass: string;
  acceleratorClassTitle: string;
  deviceClassName: string;
  devicesPerReplica: number;
  tensorParallel: number;
  image: string;
  args: string[];
  cpuCores: number;
  memoryGiB: number;
  sharedMemoryGiB: number;
  /** Over the memory of a replica's devices. */
  weightsGiB: number;
  /** As published: what is downloaded, kept on a disk and read from it. */
  checkpointGiB: number;
  /** Of language models, as are the next two. */
  maxModelLength?: number;
  kvTokens?: number;
  concurrency?: number;
  minReplicas: number;
  maxReplicas: number;
  replicas: number;
  reservedDevices: number;
  modelLoadSeconds: number;
  startupPeriodSeconds: number;
  startupFailureThreshold: number;
  monthlyCost: string;
  sizing: { verdict: 'fits' | 'oversized'; sentence: string };
  assumption: string;
};

/** Hugging Face's rule for repository ids; it also keeps the id harmless in YAML, URLs and on a command line. */
const MODEL_ID = /^[A-Za-z0-9][\w.-]{0,95}(\/[A-Za-z0-9][\w.-]{0,95})?$/;

function checkModelId(id: string): void {
  if (!MODEL_ID.test(id) || id.includes('..')) {
    throw new InputError(
      `The model id '${id}' cannot be used; write it as its publisher does, e.g. 'Qwen/Qwen2.5-7B-Instruct'.`,
    );
  }
}

function readModel(model: EndpointRequest['model']): ModelShape | NotModelled {
  const config = model.config ?? findKnownModel(model.id)?.config;
  if (config === undefined) {
    throw new InputError(
      `The model '${model.id}' is not on the list of known models; paste its config.json.`,
    );
  }
  const parsed = parseModelConfig(config);
  if (parsed.state === 'invalid') {
    throw new InputError(
      `The config.json of '${model.id}' cannot be used: ${formatFieldErrors(
        parsed.errors,
      )}.`,
    );
  }
  if (parsed.state === 'not-modelled' || model.weightBytes === undefined) {
    return parsed;
  }
  const exact = withExactWeights(parsed, model.weightBytes);
  if (!exact.ok) {
    throw new InputError(
      `The model '${model.id}' cannot be sized: ${formatFieldErrors(
        exact.errors,
      )}.`,
    );
  }
  return exact.value;
}

function refuse(
  verdict: Verdict | PredictiveVerdict,
  verdicts: (Verdict | PredictiveVerdict)[],
  remedy: string,
): never {
  const suited = verdicts.flatMap(other =>
    'plan' in other ? [other.acceleratorClass] : [],
  );
  throw new InputError(
    `${verdict.acceleratorClass} does not suit. ${verdict.sentence} ${
      suited.length > 0
        ? `These do: ${suited.join(', ')}.`
        : `No class does: ${remedy}.`
    }`,
  );
}

/**
 * Finds the class that was chosen.
 *
 * @throws InputError that names those there are
 */
export function chosenClass(
  request: EndpointRequest,
  classes: AcceleratorClass[],
): AcceleratorClass {
  const chosen = classes.find(({ name }) => name === request.acceleratorClass);
  if (!chosen) {
    throw new InputError(
      `The accelerator class '${
        request.acceleratorClass
      }' is not in the catalog (any more). ${
        classes.length > 0
          ? `There are: ${classes.map(({ name }) => name).join(', ')}.`
          : 'There are none.'
      }`,
    );
  }
  return chosen;
}

/**
 * Sizes an endpoint on the server and derives what its manifests need.
 *
 * @param request - what was asked for
 * @param classes - the accelerator classes in the catalog
 * @throws InputError with a sentence when something is wrong with the request or the class does not suit
 */
export function planEndpoint(
  request: EndpointRequest,
  classes: AcceleratorClass[],
): EndpointPlan {
  checkModelId(request.model.id);
  const unfit = checkHubModelId(request.model.id, request);
  if (unfit.length > 0) {
    throw new InputError(
      `The endpoint cannot be planned: ${formatFieldErrors(unfit)}.`,
    );
  }
  return withDefaults(request).runtime === 'triton'
    ? planPredictive(request, classes)
    : planLanguageModel(request, classes);
}

function startOf(checkpointGiB: number, loading: ModelLoading) {
  const chain = deadlineChain({ checkpointGiB, loading });
  return {
    modelLoadSeconds: chain.loadSeconds,
    startupPeriodSeconds: chain.startupPeriodSeconds,
    startupFailureThreshold: chain.startupFailureThreshold,
  };
}

/** Where a language model has its config.json, a predictive one says its size. */
function predictiveConfig(config: unknown): string {
  if (config === undefined) return '';
  return typeof config === 'string' ? config : JSON.stringify(config);
}

/** Predictive models run on one device each; what callers send does not change that. */
function planPredictive(
  request: EndpointRequest,
  classes: AcceleratorClass[],
): EndpointPlan {
  const { minReplicas, maxReplicas } = request;
  for (const [field, value] of Object.entries({ maxReplicas, minReplicas })) {
    if (!Number.isInteger(value) || value < 1 || value > 64) {
      throw new InputError(
        `The endpoint cannot be planned: ${field}: must be a whole number from 1 to 64, not ${value}.`,
      );
    }
  }
  if (minReplicas > maxReplicas) {
    throw new InputError(
      `The endpoint cannot be planned: minReplicas: must not be more than the maximum of replicas (${maxReplicas}).`,
    );
  }
  const weightsGiB = readWeightsGiB(predictiveConfig(request.model.config));
  if (weightsGiB === undefined) {
    throw new InputError(
      'The size of the model is missing, or no number of GiB up to 1,000,000; write it as {"weightsGiB": 0.5}.',
    );
  }
  const chosen = chosenClass(request, classes);
  const verdicts = sizePredictiveModel(
    { weightsGiB, minReplicas, maxReplicas },
    classes,
  );
  const verdict = verdicts[classes.indexOf(chosen)];
  if (!('plan' in verdict)) {
    refuse(verdict, verdicts, 'make the model smaller, or split it');
  }
  return {
    modelId: request.model.id,
    acceleratorClass: chosen.name,
    acceleratorClassTitle: chosen.title,
    deviceClassName: chosen.deviceClassName,
    devicesPerReplica: 1,
    tensorParallel: 1,
    image: `nvcr.io/nvidia/tritonserver:${TRITON_VERSION}`,
    args: predictorArguments(
      latencySettings('triton', withDefaults(request).latencyProfile)
        .drainSeconds,
    ),
    cpuCores: 4,
    memoryGiB: Math.ceil(weightsGiB * 2) + 8,
    sharedMemoryGiB: 1,
    minReplicas,
    maxReplicas,
    replicas: minReplicas,
    reservedDevices: maxReplicas,
    weightsGiB,
    checkpointGiB: weightsGiB,
    ...startOf(weightsGiB, withDefaults(request).modelLoading),
    monthlyCost: formatScalingCosts(scalingCosts(verdict.plan, request)),
    sizing: { verdict: verdict.verdict, sentence: verdict.sentence },
    assumption:
      'Only the memory of predictive models is planned; find the replicas that the rate needs by a load test.',
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function planLanguageModel(
  request: EndpointRequest,
  classes: AcceleratorClass[],
): EndpointPlan {
  const model = readModel(request.model);
  const input: SizingInput = {
    model,
    precision: request.precision,
    ...(request.kvPrecision && { kvPrecision: request.kvPrecision }),
    maxModelLength: request.maxModelLength,
    traffic: {
      requestsPerSecond: request.requestsPerSecond,
      promptTokens: request.promptTokens,
      outputTokens: request.outputTokens,
      ...(request.concurrency !== undefined && {
        concurrency: request.concurrency,
      }),
    },
    slo: {
      ...(request.ttftP95Ms !== undefined && { ttftP95Ms: request.ttftP95Ms }),
      ...(request.tpotP95Ms !== undefined && { tpotP95Ms: request.tpotP95Ms }),
    },
    minReplicas: request.minReplicas,
    maxReplicas: request.maxReplicas,
  };
  const errors = checkSizingInput(input);
  if (errors.length > 0) {
    throw new InputError(
      `The endpoint cannot be planned: ${formatFieldErrors(errors)}.`,
    );
  }
  const chosen = chosenClass(request, classes);
  if (model.state === 'not-modelled') {
    throw new InputError(
      `The model cannot be sized: ${model.reason}. Ask the platform team to plan it with you.`,
    );
  }
  const verdicts = sizeForClasses(input, classes);
  const verdict = verdicts[classes.indexOf(chosen)];
  if (!('plan' in verdict)) {
    refuse(
      verdict,
      verdicts,
      'lower the context length, relax the targets or allow more replicas',
    );
  }

  const { plan } = verdict;
  const weightsGiB = tenths(plan.weightsGiB);
  const checkpointGiB = tenths(plan.checkpointGiB);
  const { runtime, latencyProfile, modelLoading } = withDefaults(request);
  return {
    modelId: request.model.id,
    parametersText: `${formatCount(plan.parameters / 1e6)} million`,
    acceleratorClass: chosen.name,
    acceleratorClassTitle: chosen.title,
    deviceClassName: chosen.deviceClassName,
    devicesPerReplica: plan.devicesPerReplica,
    tensorParallel: plan.tensorParallel,
    image: imageFor(chosen.vendor),
    args: serverArguments({
      modelId: request.model.id,
      shape: model,
      precision: request.precision,
      kvPrecision: request.kvPrecision,
      maxModelLength: request.maxModelLength,
      drainSeconds: latencySettings(runtime, latencyProfile).drainSeconds,
      plan,
    }),
    cpuCores: 4 * plan.devicesPerReplica,
    // Weights pass through host memory while loading; the rest is the server's own
    memoryGiB: Math.ceil(weightsGiB * 1.2) + 8,
    // NCCL exchanges through /dev/shm between the processes of a tensor parallel group
    sharedMemoryGiB: plan.tensorParallel > 1 ? 8 : 2,
    weightsGiB,
    checkpointGiB,
    maxModelLength: request.maxModelLength,
    kvTokens: plan.kvTokens,
    concurrency: plan.maxConcurrency,
    minReplicas: request.minReplicas,
    maxReplicas: request.maxReplicas,
    replicas: plan.replicas,
    reservedDevices: request.maxReplicas * plan.devicesPerReplica,
    ...startOf(checkpointGiB, modelLoading),
    monthlyCost: formatScalingCosts(scalingCosts(plan, request)),
    sizing: { verdict: verdict.verdict, sentence: verdict.sentence },
    assumption: plan.assumption,
  };
}
