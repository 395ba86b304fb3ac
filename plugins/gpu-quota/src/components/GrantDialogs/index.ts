export { RenewDialog } from './RenewDialog';
export { ReturnDialog } from './ReturnDialog';
