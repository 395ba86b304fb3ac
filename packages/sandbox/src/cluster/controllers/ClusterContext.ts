import type { EventRecorder } from './EventRecorder';
import type { FaultBoard } from './FaultBoard';
import type { ObjectStore } from '../store/ObjectStore';

/** What every controller works with. */
export type ClusterContext = {
  store: ObjectStore;
  events: EventRecorder;
  faults: FaultBoard;
  now: () => number;
  /** How much faster than the clock the simulated world runs. */
  timeScale: number;
  /** The random end of a generated name: five characters. */
  newSuffix: () => string;
};
