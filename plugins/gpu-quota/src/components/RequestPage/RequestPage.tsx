import {
  BreadcrumbEntry,
  useApi,
  useRouteRef,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import { ButtonLink, Text } from '@backstage/ui';
import { Quiet } from '../Quiet';
import { isNotFound } from '../../api/describeError';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { requestQuery } from '../../api/quotaQueries';
import { useLiveQuery } from '../../api/useLiveQuery';
import { approvalsRouteRef, requestRouteRef } from '../../routes';
import { PageBody } from '../PageBody';
import { QueryView } from '../QueryView';
import { RequestView } from './RequestView';
import styles from './RequestPage.module.css';

const LARGEST_ID = 2_147_483_647;

/** One request at its own address: what was asked, what speaks for it, and the decision. */
export function RequestPage() {
  const { id } = useRouteRefParams(requestRouteRef);
  const number = /^[1-9]\d{0,9}$/.test(id) ? Number(id) : undefined;
  return (
    <PageBody>
      {number !== undefined && number <= LARGEST_ID ? (
        <LoadedRequest key={number} id={number} />
      ) : (
        <NoRequest id={id} />
      )}
    </PageBody>
  );
}

function LoadedRequest(props: { id: number }) {
  const { id } = props;
  const api = useApi(gpuQuotaApiRef);
  const request = useLiveQuery(requestQuery(api, id));
  const requestPage = useRouteRef(requestRouteRef);
  if (!request.data && request.error && isNotFound(request.error)) {
    return <NoRequest id={String(id)} />;
  }
  return (
    <BreadcrumbEntry
      entry={{
        label: `Request ${id}`,
        href: requestPage?.({ id: String(id) }) ?? '',
      }}
    >
      <QueryView query={request} what={`request ${id}`} lines={12}>
        {latest => <RequestView latest={latest} />}
      </QueryView>
    </BreadcrumbEntry>
  );
}

function NoRequest(props: { id: string }) {
  const approvals = useRouteRef(approvalsRouteRef);
  return (
    <div className={styles.missing}>
      <Text as="p" weight="bold">
        There is no request {props.id} that you may see
      </Text>
      <Quiet>
        It may belong to a team you are not in, or the address is mistyped.
      </Quiet>
      {approvals && (
        <ButtonLink href={approvals()} variant="secondary">
          Go to Approvals
        </ButtonLink>
      )}
    </div>
  );
}
