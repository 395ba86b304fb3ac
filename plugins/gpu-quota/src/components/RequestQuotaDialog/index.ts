export {
  RequestQuotaDialog,
  type RequestQuotaDialogProps,
} from './RequestQuotaDialog';
export {
  checkCount,
  checkReason,
  checkText,
  checkUntil,
  MAX_COUNT,
  MAX_REASON_LENGTH,
} from './draft';
