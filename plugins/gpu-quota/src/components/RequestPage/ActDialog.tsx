import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import type { QuotaRequestDetail } from '@golden-path/plugin-gpu-quota-common';
import { useId, type ReactNode } from 'react';
import { describeError } from '../../api/describeError';
import { DialogForm } from '../DialogForm';
import { StaleNotice } from './StaleNotice';
import type { Reload } from './useReload';

/** What every dialog about a request is told by the page. */
export type ActDialogState = {
  request: QuotaRequestDetail;
  error: Error | null;
  /** The request has changed: nothing can be sent before it is read again. */
  isOvertaken: boolean;
  isPending: boolean;
  reload: Reload;
  onClose: () => void;
};

export type ActDialogProps = ActDialogState & {
  title: string;
  submitLabel: string;
  /** What did not happen, where it failed: "Nothing was decided". */
  failed: string;
  /** Its reader may still do this. */
  mayAct: boolean;
  /** Something was typed, which reloading keeps. */
  keepsText: boolean;
  onSubmit: () => void;
  children: ReactNode;
};

/** A dialog in which somebody acts on a request. It says when the request was overtaken, and what a failure was. */
export function ActDialog(props: ActDialogProps) {
  const { request, error, isOvertaken, isPending, mayAct } = props;
  const formId = useId();
  const cannot = isOvertaken || !mayAct;
  return (
    <Dialog
      isOpen
      isDismissable
      width={480}
      onOpenChange={isOpen => {
        if (!isOpen) {
          props.onClose();
        }
      }}
    >
      <DialogHeader>{props.title}</DialogHeader>
      <DialogBody>
        {isOvertaken && (
          <StaleNotice reload={props.reload} keepsText={props.keepsText} />
        )}
        {!isOvertaken && !mayAct && (
          <Alert
            role="alert"
            mb="3"
            status="info"
            icon
            title="This no longer waits for you"
            description={
              request.can.whyNot ?? `The request is ${request.state} now.`
            }
          />
        )}
        {error && (
          <Alert
            role="alert"
            mb="3"
            status="danger"
            icon
            title={props.failed}
            description={describeError(error)}
          />
        )}
        <DialogForm
          id={formId}
          onSubmit={() => {
            if (!cannot && !isPending) {
              props.onSubmit();
            }
          }}
        >
          {props.children}
        </DialogForm>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={props.onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          form={formId}
          variant="primary"
          isDisabled={cannot}
        >
          {isPending ? 'Sending…' : props.submitLabel}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
