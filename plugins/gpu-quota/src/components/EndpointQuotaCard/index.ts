export { EndpointQuotaCard } from './EndpointQuotaCard';
