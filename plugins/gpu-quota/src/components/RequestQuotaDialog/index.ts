export {
  RequestQuotaDialog,
  type RequestQuotaDialogProps,
} from './RequestQuotaDialog';
export { checkReason, MAX_REASON_LENGTH } from './draft';
