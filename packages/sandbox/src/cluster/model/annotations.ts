/** Annotations and labels that the cluster reads. */
export const WEIGHTS_GIB = 'goldenpath.dev/weights-gib';
export const MODEL_LOAD_SECONDS = 'goldenpath.dev/model-load-seconds';
export const ENTITY_NAMESPACE = 'goldenpath.dev/entity-namespace';
export const ENTITY_NAME = 'goldenpath.dev/entity-name';
export const ACCELERATOR_CLASS = 'goldenpath.dev/accelerator-class';
export const MODEL = 'goldenpath.dev/model';
export const RUNTIME = 'goldenpath.dev/runtime';
export const PROGRESS_DEADLINE_SECONDS =
  'goldenpath.dev/progress-deadline-seconds';
/** Label or annotation of pods that may be evicted when quota is taken back. */
export const INTERRUPTIBLE = 'goldenpath.dev/interruptible';
export const KUBERNETES_ID = 'backstage.io/kubernetes-id';

/** Annotations that the cluster keeps its own notes in. */
export const TIMELINE = 'sandbox.goldenpath.dev/timeline';
export const REPOSITORY = 'sandbox.goldenpath.dev/repository';
export const RUNNING_SINCE = 'sandbox.goldenpath.dev/running-since';
export const REVISION = 'sandbox.goldenpath.dev/revision';
/** Devices of a pod that has an extended resource instead of a claim, as `node/device` pairs. */
export const EXTENDED_DEVICES = 'sandbox.goldenpath.dev/devices';

export const POD_TEMPLATE_HASH = 'pod-template-hash';
