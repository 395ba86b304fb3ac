import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { Grant } from '@golden-path/plugin-gpu-quota-common';
import { NumberField, TextAreaField } from '@backstage/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { queryClient } from '../../api/queryClient';
import { DateField, endOfDay } from '../DateField';
import { classRef, useEntityTitle } from '../EntityTitle';
import { Quiet } from '../Quiet';
import {
  MAX_COUNT,
  checkCount,
  checkReason,
  checkUntil,
} from '../RequestQuotaDialog';
import { Until } from '../Until';
import { FormDialog } from './FormDialog';

const TOAST_MS = 8_000;

/** Asks for a grant that ends to go on. */
export function RenewDialog(props: { grant: Grant; onClose: () => void }) {
  const { grant, onClose } = props;
  const api = useApi(gpuQuotaApiRef);
  const toast = useApi(toastApiRef);
  const title = useEntityTitle(classRef(grant.acceleratorClass));
  const [count, setCount] = useState(grant.remaining);
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState(grant.reason);
  const [wasTried, setWasTried] = useState(false);
  const problems = {
    count: checkCount(count),
    until: checkUntil(until),
    reason: checkReason(reason),
  };
  const renew = useMutation(
    {
      mutationFn: () => {
        const end = until ? endOfDay(until) : undefined;
        return api.renewGrant(grant.id, {
          count,
          reason: reason.trim(),
          ...(end && { until: end }),
        });
      },
      onSuccess: async request => {
        toast.post({
          title:
            request.state === 'pending'
              ? `Request ${request.id} was sent`
              : `Request ${request.id} was sent and approved at once`,
          // The toast's green is too faint to read (stock colours).
          status: 'neutral',
          timeout: TOAST_MS,
        });
        onClose();
        await queryClient.invalidateQueries();
      },
    },
    queryClient,
  );
  return (
    <FormDialog
      title={`Renew ${grant.remaining} × ${title}`}
      submitLabel="Send request"
      failed="The request was not sent"
      error={renew.error}
      isPending={renew.isPending}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (Object.values(problems).every(problem => !problem)) {
          renew.mutate();
        }
      }}
    >
      {grant.until && (
        <Quiet>
          They go back <Until at={grant.until} />. Approved before that, you
          keep them all the while.
        </Quiet>
      )}
      <NumberField
        label="Devices"
        isRequired
        minValue={1}
        maxValue={MAX_COUNT}
        value={count}
        onChange={setCount}
        validate={() => (wasTried && problems.count) || null}
        validationBehavior="aria"
      />
      <DateField
        label="Until"
        description="The new last day; empty asks for them for good."
        value={until}
        onChange={setUntil}
        problem={wasTried ? problems.until : undefined}
      />
      <TextAreaField
        label="Reason"
        isRequired
        description="Those who decide see beside it how the devices were used."
        rows={4}
        value={reason}
        onChange={setReason}
        validate={() => (wasTried && problems.reason) || null}
        validationBehavior="aria"
      />
    </FormDialog>
  );
}
