export { Until } from './Until';
