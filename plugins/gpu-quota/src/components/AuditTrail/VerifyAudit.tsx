import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex } from '@backstage/ui';
import type { AuditVerification } from '@golden-path/plugin-gpu-quota-common';
import { useMutation } from '@tanstack/react-query';
import { describeError } from '../../api/describeError';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { queryClient } from '../../api/queryClient';
import { useEntityTitle } from '../EntityTitle';

function Verdict(props: { verdict: AuditVerification; title: string }) {
  const { verdict, title } = props;
  return verdict.intact ? (
    <Alert
      role="status"
      status="success"
      icon
      title={`The history of ${title} is intact`}
      description={`${verdict.events} events follow one another as they were written.`}
    />
  ) : (
    <Alert
      role="alert"
      status="danger"
      icon
      title={`The history of ${title} is broken at event ${verdict.seq}`}
      description={verdict.problem}
    />
  );
}

/** Follows a team's whole chain of events when asked, and says whether it is whole. */
export function VerifyAudit(props: { team: string }) {
  const { team } = props;
  const api = useApi(gpuQuotaApiRef);
  const title = useEntityTitle(team);
  const verify = useMutation(
    { mutationFn: () => api.verifyAudit(team) },
    queryClient,
  );
  return (
    <Flex direction="column" align="start" gap="3">
      <Button
        size="small"
        variant="secondary"
        aria-label={`Verify the history of ${title}`}
        isPending={verify.isPending}
        onPress={() => verify.mutate()}
      >
        Verify
      </Button>
      {verify.data && <Verdict verdict={verify.data} title={title} />}
      {verify.error && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={`Could not verify the history of ${title}`}
          description={describeError(verify.error)}
        />
      )}
    </Flex>
  );
}
