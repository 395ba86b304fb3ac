import {
  grantable,
  type QuotaRequest,
} from '@golden-path/plugin-gpu-quota-common';
import { NumberField, Text, TextAreaField } from '@backstage/ui';
import { useState } from 'react';
import { devices } from '../../format/words';
import { ClassTitle, EntityTitle } from '../EntityTitle';
import { checkText } from '../RequestQuotaDialog';
import { ActDialog, type ActDialogState } from './ActDialog';
import type { Act } from './useAct';

export type DecisionKind =
  | 'approve'
  | 'fewer'
  | 'deny'
  | 'withdraw'
  | 'ask'
  | 'answer';

export type DecisionDialogProps = ActDialogState & {
  kind: DecisionKind;
  /** Kept by the caller, so that closing the dialog does not lose it. */
  text: string;
  onTextChange: (text: string) => void;
  onAct: (act: Act) => void;
};

type TextWords = { label: string; description: string; missing: string };

type Words = {
  title: (id: number) => string;
  submit: string;
  failed: string;
  /** The text it takes; left out where it takes none. */
  text?: TextWords;
  /** What of it the reader may do. */
  may: 'decide' | 'withdraw' | 'ask' | 'answer';
};

const reason: TextWords = {
  label: 'Reason',
  description: 'The people who asked read it.',
  missing: 'Say why, in a sentence or two.',
};

const words: Record<DecisionKind, Words> = {
  approve: {
    title: id => `Approve request ${id} in full`,
    submit: 'Approve',
    failed: 'Nothing was decided',
    may: 'decide',
  },
  fewer: {
    title: id => `Approve fewer devices on request ${id}`,
    submit: 'Approve',
    failed: 'Nothing was decided',
    text: reason,
    may: 'decide',
  },
  deny: {
    title: id => `Deny request ${id}`,
    submit: 'Deny',
    failed: 'Nothing was decided',
    text: reason,
    may: 'decide',
  },
  withdraw: {
    title: id => `Withdraw request ${id}`,
    submit: 'Withdraw',
    failed: 'Nothing was withdrawn',
    may: 'withdraw',
  },
  ask: {
    title: id => `Ask for more information on request ${id}`,
    submit: 'Ask',
    failed: 'The question was not sent',
    text: {
      label: 'Question',
      description:
        'Whoever made the request is told. It stays pending meanwhile.',
      missing: 'Say what you need to know.',
    },
    may: 'ask',
  },
  answer: {
    title: id => `Answer the question on request ${id}`,
    submit: 'Send answer',
    failed: 'The answer was not sent',
    text: {
      label: 'Answer',
      description: 'The request waits for its approvers again afterwards.',
      missing: 'Say what was asked for.',
    },
    may: 'answer',
  },
};

function checkCount(count: number, ceiling: number): string | undefined {
  return Number.isInteger(count) && count >= 1 && count < ceiling
    ? undefined
    : `Approve a whole number of devices from 1 to ${
        ceiling - 1
      }; for all ${ceiling}, use “Approve ${ceiling}”.`;
}

/** Asks for what an act needs beyond a click: a number, a text, or a second thought. */
export function DecisionDialog(props: DecisionDialogProps) {
  const { kind, text, onTextChange, onAct, ...state } = props;
  const { request } = state;
  const { title, submit, failed, text: textWords, may } = words[kind];
  const ceiling = grantable(request);
  const [count, setCount] = useState(Math.max(1, ceiling - 1));
  const [wasTried, setWasTried] = useState(false);
  const countProblem =
    kind === 'fewer' ? checkCount(count, ceiling) : undefined;
  const textProblem = textWords && checkText(text, textWords.missing);
  const approved = kind === 'approve' ? ceiling : count;
  const hasCount = kind === 'approve' || (kind === 'fewer' && !countProblem);

  return (
    <ActDialog
      {...state}
      title={title(request.id)}
      submitLabel={hasCount ? `Approve ${approved}` : submit}
      failed={failed}
      mayAct={request.can[may]}
      keepsText={textWords !== undefined}
      onSubmit={() => {
        setWasTried(true);
        if (!countProblem && !textProblem) {
          onAct(toAct(kind, count, text.trim()));
        }
      }}
    >
      {kind === 'approve' && <Approval request={request} count={ceiling} />}
      {kind === 'withdraw' && (
        <Text as="p">
          Nobody can decide on it afterwards, and reservations that wait for it
          keep waiting. You can make a new request any time.
        </Text>
      )}
      {kind === 'answer' && <Text as="p">“{openQuestion(request)}”</Text>}
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
      {textWords && (
        <TextAreaField
          label={textWords.label}
          isRequired
          description={textWords.description}
          rows={4}
          value={text}
          onChange={onTextChange}
          validate={() => (wasTried && textProblem) || null}
          validationBehavior="aria"
        />
      )}
    </ActDialog>
  );
}

function Approval(props: { request: QuotaRequest; count: number }) {
  const { request, count } = props;
  return (
    <Text as="p">
      {devices(count)} of{' '}
      <ClassTitle acceleratorClass={request.acceleratorClass} /> for{' '}
      <EntityTitle entityRef={request.team} />.
    </Text>
  );
}

function openQuestion(request: QuotaRequest): string | undefined {
  return request.questions.find(each => !each.answeredAt)?.question;
}

function toAct(kind: DecisionKind, count: number, text: string): Act {
  switch (kind) {
    case 'withdraw':
      return { type: 'withdraw' };
    case 'ask':
      return { type: 'ask', question: text };
    case 'answer':
      return { type: 'answer', answer: text };
    case 'approve':
      return { type: 'decide', decision: { outcome: 'approve' } };
    case 'deny':
      return { type: 'decide', decision: { outcome: 'deny', reason: text } };
    default:
      return {
        type: 'decide',
        decision: { outcome: 'approve', grantedCount: count, reason: text },
      };
  }
}
