import type {
  QuotaRequest,
  RequestChange,
} from '@golden-path/plugin-gpu-quota-common';
import { NumberField, TextAreaField } from '@backstage/ui';
import { useState } from 'react';
import { DateField, endOfDay, toDay } from '../DateField';
import { Quiet } from '../Quiet';
import {
  MAX_COUNT,
  checkCount,
  checkReason,
  checkUntil,
} from '../RequestQuotaDialog';
import { ActDialog, type ActDialogState } from './ActDialog';
import type { Act } from './useAct';

/** What a request is to be changed to, as typed so far. */
export type EditDraft = { count: number; reason: string; until: string };

export type EditDialogProps = ActDialogState & {
  /** Kept by the caller, so that closing the dialog does not lose it. */
  draft: EditDraft;
  onDraftChange: (draft: EditDraft) => void;
  onAct: (act: Act) => void;
};

/** The request as it is, to be changed. */
export function toEditDraft(request: QuotaRequest): EditDraft {
  return {
    count: request.count,
    reason: request.reason,
    until: request.until ? toDay(request.until) : '',
  };
}

/** What differs between a request and its draft. */
function toChange(request: QuotaRequest, draft: EditDraft): RequestChange {
  const before = toEditDraft(request);
  const reason = draft.reason.trim();
  return {
    ...(draft.count !== before.count && { count: draft.count }),
    ...(reason !== before.reason && { reason }),
    ...(draft.until !== before.until && {
      until: endOfDay(draft.until) ?? null,
    }),
  };
}

/** Changes what a pending request asks for. */
export function EditDialog(props: EditDialogProps) {
  const { draft, onDraftChange, onAct, ...state } = props;
  const { request } = state;
  const [wasTried, setWasTried] = useState(false);
  const change = toChange(request, draft);
  const problems = {
    count: checkCount(draft.count),
    reason: checkReason(draft.reason),
    until: 'until' in change ? checkUntil(draft.until) : undefined,
  };
  const isUnchanged = Object.keys(change).length === 0;
  const set = (part: Partial<EditDraft>) =>
    onDraftChange({ ...draft, ...part });
  return (
    <ActDialog
      {...state}
      title={`Edit request ${request.id}`}
      submitLabel="Save"
      failed="The request was not changed"
      mayAct={request.can.edit}
      keepsText
      onSubmit={() => {
        setWasTried(true);
        if (!isUnchanged && Object.values(problems).every(each => !each)) {
          onAct({ type: 'edit', change });
        }
      }}
    >
      <Quiet>
        What was decided on it so far is void then, an open question counts as
        answered, and it is decided anew.
      </Quiet>
      <NumberField
        label="Devices"
        isRequired
        minValue={1}
        maxValue={MAX_COUNT}
        value={draft.count}
        onChange={count => set({ count })}
        validate={() => (wasTried && problems.count) || null}
        validationBehavior="aria"
      />
      <DateField
        label="Until"
        description="The last day the devices are needed; empty asks for them for good."
        value={draft.until}
        onChange={until => set({ until })}
        problem={wasTried ? problems.until : undefined}
      />
      <TextAreaField
        label="Reason"
        isRequired
        rows={4}
        value={draft.reason}
        onChange={reason => set({ reason })}
        validate={() => (wasTried && problems.reason) || null}
        validationBehavior="aria"
      />
      {wasTried && isUnchanged && (
        <Quiet>
          Nothing has been changed yet, so there is nothing to save.
        </Quiet>
      )}
    </ActDialog>
  );
}
