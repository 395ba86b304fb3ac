export { RequestStateBadge } from './RequestStateBadge';
