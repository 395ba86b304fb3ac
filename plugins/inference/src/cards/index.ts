export { CostCard } from './CostCard';
export { GpuUtilisationCard } from './GpuUtilisationCard';
export { LatencyCard } from './LatencyCard';
export { OwnershipCard } from './OwnershipCard';
export { QueueCard } from './QueueCard';
export { RangeStrip } from './RangeStrip';
