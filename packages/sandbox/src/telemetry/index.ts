export {
  createTelemetry,
  type Telemetry,
  type TelemetryOptions,
} from './createTelemetry';
export type { Fault, FaultInput } from './faults';
export type { ObservedEndpoint, ObservedReplica } from './observation';
