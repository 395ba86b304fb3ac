import {
  toastApiRef,
  useApi,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { describeError } from '../../api/describeError';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { newIdempotencyKey } from '../../api/newIdempotencyKey';
import { queryClient } from '../../api/queryClient';
import { requestRouteRef } from '../../routes';
import { DialogForm } from '../DialogForm';
import { DraftFields } from './DraftFields';
import { checkDraft, toRequest, type Draft } from './draft';

export type RequestQuotaDialogProps = {
  /** Group refs the request can be made for. */
  teams: string[];
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

const TOAST_MS = 8_000;

function emptyDraft(teams: string[]): Draft {
  const [first = '', ...others] = teams;
  return {
    team: others.length === 0 ? first : '',
    acceleratorClass: '',
    count: 1,
    reason: '',
    until: '',
  };
}

/**
 * Asks for more quota, once: pressing again after an answer got lost sends the same request under the same key. What was
 * typed stays until it has been accepted, also when the dialog is closed.
 */
export function RequestQuotaDialog(props: RequestQuotaDialogProps) {
  const { teams, isOpen, onOpenChange } = props;
  const api = useApi(gpuQuotaApiRef);
  const toast = useApi(toastApiRef);
  const requestPage = useRouteRef(requestRouteRef);
  const formId = useId();
  const [draft, setDraft] = useState(() => emptyDraft(teams));
  const [key, setKey] = useState(newIdempotencyKey);
  const [wasTried, setWasTried] = useState(false);
  const problems = checkDraft(draft);

  // Another draft is another request.
  const edit = (change: (last: Draft) => Draft) => {
    setDraft(change);
    setKey(newIdempotencyKey());
  };

  const create = useMutation(
    {
      mutationFn: () =>
        api.createRequest(toRequest(draft), { idempotencyKey: key }),
      onSuccess: async request => {
        toast.post({
          title:
            request.state === 'pending'
              ? `Request ${request.id} was sent`
              : `Request ${request.id} was sent and approved at once`,
          // The toast's green is too faint to read (stock colours).
          status: 'neutral',
          timeout: TOAST_MS,
          ...(requestPage && {
            links: [
              {
                label: 'View request',
                href: requestPage({ id: String(request.id) }),
              },
            ],
          }),
        });
        edit(() => emptyDraft(teams));
        setWasTried(false);
        onOpenChange(false);
        await queryClient.invalidateQueries();
      },
    },
    queryClient,
  );

  const submit = () => {
    setWasTried(true);
    if (Object.keys(problems).length === 0 && !create.isPending) {
      create.mutate();
    }
  };

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      width={480}
      isDismissable
    >
      <DialogHeader>Request quota</DialogHeader>
      <DialogBody>
        <DialogForm id={formId} onSubmit={submit}>
          <DraftFields
            teams={teams}
            draft={draft}
            problems={wasTried ? problems : {}}
            onChange={change => edit(last => ({ ...last, ...change }))}
          />
          {create.error && (
            <Alert
              role="alert"
              status="danger"
              icon
              title="The request was not sent"
              description={describeError(create.error)}
            />
          )}
        </DialogForm>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={() => onOpenChange(false)}>
          Cancel
        </Button>
        <Button type="submit" form={formId} variant="primary">
          {create.isPending ? 'Sending…' : 'Send request'}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
