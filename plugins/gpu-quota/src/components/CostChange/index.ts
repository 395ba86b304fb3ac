export { CostChange } from './CostChange';
