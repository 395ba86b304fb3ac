import type { Quota } from '@golden-path/plugin-gpu-quota-common';
import { Alert, NumberField, TextAreaField } from '@backstage/ui';
import { useState } from 'react';
import { devices } from '../../format/words';
import { classRef, useEntityTitle } from '../EntityTitle';
import { Quiet } from '../Quiet';
import { FormDialog } from './FormDialog';
import { useReturnQuota } from './useReturnQuota';

/** Gives quota back, which nobody has to approve; warns of more than is free. */
export function ReturnDialog(props: { quota: Quota; onClose: () => void }) {
  const { quota, onClose } = props;
  const { team, acceleratorClass, granted, reserved, available } = quota;
  const title = useEntityTitle(classRef(acceleratorClass));
  const [count, setCount] = useState(Math.max(1, available));
  const [reason, setReason] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const giveBack = useReturnQuota(onClose);
  const isValid = Number.isInteger(count) && count >= 1 && count <= granted;
  const problem = isValid
    ? undefined
    : `Return a whole number of devices from 1 to ${granted}.`;
  const isOver = isValid && count > available;
  return (
    <FormDialog
      title={`Return ${title}`}
      submitLabel={isValid ? `Return ${count}` : 'Return'}
      failed="Nothing was returned"
      error={giveBack.error}
      isPending={giveBack.isPending}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (isValid) {
          giveBack.mutate({
            team,
            acceleratorClass,
            count,
            ...(reason.trim() && { reason: reason.trim() }),
            ...(isOver && { belowReserved: true }),
          });
        }
      }}
    >
      <Quiet>
        At once and without an approval. What ends soonest goes back first, and
        is not renewed.
      </Quiet>
      <NumberField
        label={`Devices, of ${granted} granted`}
        isRequired
        minValue={1}
        maxValue={granted}
        value={count}
        onChange={setCount}
        validate={() => (wasTried && problem) || null}
        validationBehavior="aria"
      />
      {isOver && (
        <Alert
          role="status"
          status="warning"
          icon
          title={freeWords(available)}
          description={`The team would be over its quota by ${
            reserved - granted + count
          }: nothing is stopped, but nothing more can be reserved until that many are released.`}
        />
      )}
      <TextAreaField
        label="Reason"
        description="Optional; it goes into the audit."
        rows={2}
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}

function freeWords(available: number): string {
  if (available === 0) {
    return 'None of them is free';
  }
  return `Only ${devices(available)} ${available === 1 ? 'is' : 'are'} free`;
}
