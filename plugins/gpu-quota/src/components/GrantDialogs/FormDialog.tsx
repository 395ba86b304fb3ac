import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { useId, type ReactNode } from 'react';
import { describeError } from '../../api/describeError';
import { DialogForm } from '../DialogForm';

/** A dialog that sends what its fields say, and shows why it was refused. */
export function FormDialog(props: {
  title: string;
  submitLabel: string;
  failed: string;
  error: Error | null;
  isPending: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { error, isPending, onSubmit, onClose } = props;
  const formId = useId();
  return (
    <Dialog
      isOpen
      isDismissable
      width={480}
      onOpenChange={isOpen => {
        if (!isOpen) {
          onClose();
        }
      }}
    >
      <DialogHeader>{props.title}</DialogHeader>
      <DialogBody>
        <DialogForm
          id={formId}
          onSubmit={() => {
            if (!isPending) {
              onSubmit();
            }
          }}
        >
          {props.children}
          {error && (
            <Alert
              role="alert"
              status="danger"
              icon
              title={props.failed}
              description={describeError(error)}
            />
          )}
        </DialogForm>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Cancel
        </Button>
        <Button type="submit" form={formId} variant="primary">
          {isPending ? 'Sending…' : props.submitLabel}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
