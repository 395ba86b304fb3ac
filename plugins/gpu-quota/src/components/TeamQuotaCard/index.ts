export { TeamQuotaCard } from './TeamQuotaCard';
