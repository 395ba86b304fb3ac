import {
  grantable,
  type QuotaRequestDetail,
} from '@golden-path/plugin-gpu-quota-common';
import { Alert, Button } from '@backstage/ui';
import { Quiet } from '../Quiet';
import { useId, useState } from 'react';
import { describeError, isStale } from '../../api/describeError';
import { Shortcuts, type Shortcut } from '../Shortcuts';
import { DecisionDialog, type DecisionKind } from './DecisionDialog';
import { EditDialog, toEditDraft, type EditDraft } from './EditDialog';
import { QuestionNotice } from './QuestionNotice';
import { StaleNotice } from './StaleNotice';
import { useAct, type Act } from './useAct';
import type { Reload } from './useReload';
import styles from './DecisionActions.module.css';

export type DialogKind = DecisionKind | 'edit';

type Texts = { reason: string; question: string; answer: string };

/** Which text a dialog takes: fewer and deny share the reason. */
function textOf(kind: DecisionKind): keyof Texts {
  switch (kind) {
    case 'ask':
      return 'question';
    case 'answer':
      return 'answer';
    default:
      return 'reason';
  }
}

const noTexts: Texts = { reason: '', question: '', answer: '' };

export type DecisionActionsProps = {
  /** As its reader saw it: decisions bind to this version. */
  request: QuotaRequestDetail;
  /** A newer version is known. */
  isOutdated: boolean;
  reload: Reload;
  /** After a change: reads everything again. */
  onDone: () => Promise<void>;
};

/** What the reader may do about a pending request; what they may not do is there too, with the reason. */
export function DecisionActions(props: DecisionActionsProps) {
  const { request, isOutdated, onDone } = props;
  const [dialog, setDialog] = useState<DialogKind>();
  const [texts, setTexts] = useState(noTexts);
  const [draft, setDraft] = useState<EditDraft>();
  const whyNotId = useId();
  const act = useAct(request, onDone);

  const overtaken = isOutdated || (act.error !== null && isStale(act.error));
  const reload: Reload = {
    ...props.reload,
    run: async () => {
      act.reset();
      await props.reload.run();
    },
  };
  const open = (kind: DialogKind) => {
    if (act.isPending) {
      return;
    }
    act.reset();
    setDialog(kind);
  };
  const run = (chosen: Act) => {
    if (act.isPending) {
      return;
    }
    act.mutate(chosen, {
      onSuccess: () => {
        setDialog(undefined);
        setTexts(noTexts);
        setDraft(undefined);
      },
    });
  };

  const shortcuts: Shortcut[] = shortcutsOf(request).map(
    ({ kind, ...each }) => ({
      ...each,
      run: () => (overtaken ? false : open(kind)),
    }),
  );
  const dialogState = {
    request,
    error: overtaken ? null : act.error,
    isOvertaken: overtaken,
    isPending: act.isPending,
    reload,
    onClose: () => {
      if (!overtaken) {
        act.reset();
      }
      setDialog(undefined);
    },
  };

  return (
    <>
      <div className={styles.root}>
        {request.state === 'pending' && (
          <Buttons
            request={request}
            isDisabled={overtaken}
            isPending={act.isPending && !dialog}
            whyNotId={whyNotId}
            onApprove={() =>
              run({ type: 'decide', decision: { outcome: 'approve' } })
            }
            onOpen={open}
          />
        )}
        <Shortcuts items={shortcuts} />
        {!dialog && overtaken && <StaleNotice reload={reload} />}
        {!dialog && !overtaken && act.error && (
          <Alert
            role="alert"
            status="danger"
            icon
            title="Nothing was decided"
            description={describeError(act.error)}
          />
        )}
      </div>
      <QuestionNotice request={request} isDisabled={overtaken} onOpen={open} />
      {dialog === 'edit' && (
        <EditDialog
          {...dialogState}
          draft={draft ?? toEditDraft(request)}
          onDraftChange={setDraft}
          onAct={run}
        />
      )}
      {dialog && dialog !== 'edit' && (
        <DecisionDialog
          {...dialogState}
          kind={dialog}
          text={texts[textOf(dialog)]}
          onTextChange={text =>
            setTexts(last => ({ ...last, [textOf(dialog)]: text }))
          }
          onAct={run}
        />
      )}
    </>
  );
}

/** What the reader may do, by key; approving asks once more, since a key is pressed by mistake more easily. */
function shortcutsOf(request: QuotaRequestDetail) {
  const { can, state } = request;
  const all: (Shortcut & { kind: DialogKind; may: boolean })[] = [
    { keys: ['a'], does: 'approve', kind: 'approve', may: can.decide },
    {
      keys: ['f'],
      does: 'fewer',
      kind: 'fewer',
      may: can.decide && grantable(request) > 1,
    },
    { keys: ['d'], does: 'deny', kind: 'deny', may: can.decide },
    { keys: ['i'], does: 'ask', kind: 'ask', may: can.ask },
  ];
  return state === 'pending' ? all.filter(({ may }) => may) : [];
}

function Buttons(props: {
  request: QuotaRequestDetail;
  isDisabled: boolean;
  isPending: boolean;
  whyNotId: string;
  onApprove: () => void;
  onOpen: (kind: DialogKind) => void;
}) {
  const { request, isDisabled, isPending, whyNotId, onApprove, onOpen } = props;
  const { can } = request;
  const ceiling = grantable(request);
  const decision = {
    isDisabled: isDisabled || !can.decide,
    ...(!can.decide && can.whyNot && { 'aria-describedby': whyNotId }),
  };
  return (
    <>
      <div className={styles.buttons}>
        {can.edit && (
          <Button
            variant="secondary"
            isDisabled={isDisabled}
            onPress={() => onOpen('edit')}
          >
            Edit…
          </Button>
        )}
        {can.withdraw && (
          <Button
            variant="secondary"
            isDisabled={isDisabled}
            onPress={() => onOpen('withdraw')}
          >
            Withdraw…
          </Button>
        )}
        {can.ask && (
          <Button
            variant="secondary"
            isDisabled={isDisabled}
            onPress={() => onOpen('ask')}
          >
            Ask…
          </Button>
        )}
        <Button
          variant="secondary"
          {...decision}
          onPress={() => onOpen('deny')}
        >
          Deny…
        </Button>
        {ceiling > 1 && (
          <Button
            variant="secondary"
            {...decision}
            onPress={() => onOpen('fewer')}
          >
            Approve fewer…
          </Button>
        )}
        <Button variant="primary" {...decision} onPress={onApprove}>
          {isPending ? 'Approving…' : `Approve ${ceiling}`}
        </Button>
      </div>
      {!can.decide && can.whyNot && <Quiet id={whyNotId}>{can.whyNot}</Quiet>}
    </>
  );
}
