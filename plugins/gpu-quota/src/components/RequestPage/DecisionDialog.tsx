import {
  grantable,
  type QuotaRequestDetail,
} from '@golden-path/plugin-gpu-quota-common';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  NumberField,
  Text,
  TextAreaField,
} from '@backstage/ui';
import { useId, useState } from 'react';
import { describeError } from '../../api/describeError';
import { DialogForm } from '../DialogForm';
import { checkReason } from '../RequestQuotaDialog';
import { StaleNotice } from './StaleNotice';
import type { Act } from './useAct';
import type { Reload } from './useReload';

export type DialogKind = 'fewer' | 'deny' | 'withdraw';

export type DecisionDialogProps = {
  kind: DialogKind;
  request: QuotaRequestDetail;
  /** Kept by the caller, so that closing the dialog does not lose it. */
  reason: string;
  onReasonChange: (reason: string) => void;
  error: Error | null;
  /** The request has changed: nothing can be sent before it is read again. */
  isOvertaken: boolean;
  isPending: boolean;
  reload: Reload;
  onAct: (act: Act) => void;
  onClose: () => void;
};

const words: Record<
  DialogKind,
  { title: (id: number) => string; submit: string }
> = {
  fewer: {
    title: id => `Approve fewer devices on request ${id}`,
    submit: 'Approve',
  },
  deny: {
    title: id => `Deny request ${id}`,
    submit: 'Deny',
  },
  withdraw: {
    title: id => `Withdraw request ${id}`,
    submit: 'Withdraw',
  },
};

function checkCount(count: number, ceiling: number): string | undefined {
  return Number.isInteger(count) && count >= 1 && count < ceiling
    ? undefined
    : `Approve a whole number of devices from 1 to ${
        ceiling - 1
      }; for all ${ceiling}, use “Approve ${ceiling}”.`;
}

/** Asks for what a decision needs beyond a click: a number, a reason, or a second thought. */
export function DecisionDialog(props: DecisionDialogProps) {
  const { kind, request, reason, error, isOvertaken, isPending } = props;
  const formId = useId();
  const ceiling = grantable(request);
  const [count, setCount] = useState(Math.max(1, ceiling - 1));
  const [wasTried, setWasTried] = useState(false);
  const countProblem =
    kind === 'fewer' ? checkCount(count, ceiling) : undefined;
  const reasonProblem = kind === 'withdraw' ? undefined : checkReason(reason);
  const mayStillAct =
    kind === 'withdraw' ? request.can.withdraw : request.can.decide;
  const cannot = isOvertaken || !mayStillAct;

  const label =
    kind === 'fewer' && !countProblem ? `Approve ${count}` : words[kind].submit;

  const submit = () => {
    setWasTried(true);
    if (countProblem || reasonProblem || cannot || isPending) {
      return;
    }
    props.onAct(toAct(kind, count, reason.trim()));
  };

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
      <DialogHeader>{words[kind].title(request.id)}</DialogHeader>
      <DialogBody>
        {isOvertaken && (
          <StaleNotice
            reload={props.reload}
            keepsReason={kind !== 'withdraw'}
          />
        )}
        {!isOvertaken && !mayStillAct && (
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
            title="Nothing was decided"
            description={describeError(error)}
          />
        )}
        <DialogForm id={formId} onSubmit={submit}>
          {kind === 'withdraw' && (
            <Text as="p">
              Nobody can decide on it afterwards, and reservations that wait for
              it keep waiting. You can make a new request any time.
            </Text>
          )}
          {kind === 'fewer' && (
            <NumberField
              label={`Devices, of ${ceiling} asked for`}
              isRequired
              minValue={1}
              maxValue={Math.max(1, ceiling - 1)}
              value={count}
              onChange={setCount}
              validate={() => (wasTried && countProblem) || null}
              validationBehavior="aria"
            />
          )}
          {kind !== 'withdraw' && (
            <TextAreaField
              label="Reason"
              isRequired
              description="The people who asked read it."
              rows={4}
              value={reason}
              onChange={props.onReasonChange}
              validate={() => (wasTried && reasonProblem) || null}
              validationBehavior="aria"
            />
          )}
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
          {isPending ? 'Sending…' : label}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function toAct(kind: DialogKind, count: number, reason: string): Act {
  switch (kind) {
    case 'withdraw':
      return { type: 'withdraw' };
    case 'deny':
      return { type: 'decide', decision: { outcome: 'deny', reason } };
    default:
      return {
        type: 'decide',
        decision: { outcome: 'approve', grantedCount: count, reason },
      };
  }
}
