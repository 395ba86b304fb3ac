import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import type { Grant } from '@golden-path/plugin-gpu-quota-common';
import type { ReactNode } from 'react';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { overviewQuery, type Overview } from '../../api/overviewQuery';
import { useLiveQuery } from '../../api/useLiveQuery';
import { approvalsRouteRef, rootRouteRef } from '../../routes';
import { ClassTitle, useEntityTitle } from '../EntityTitle';
import { QueryView } from '../QueryView';
import { Quiet } from '../Quiet';
import { RelativeTime } from '../RelativeTime';
import styles from './HomeWidget.module.css';

/** What waits for the reader and what their teams are about to run out of, on the portal's home page. */
export function HomeWidget() {
  const api = useApi(gpuQuotaApiRef);
  const overview = useLiveQuery(overviewQuery(api));
  return (
    <QueryView query={overview} what="overview of your GPU quota" lines={3}>
      {found => <Found overview={found} />}
    </QueryView>
  );
}

function Found(props: { overview: Overview }) {
  const { waiting, close, ending } = props.overview;
  const approvals = useRouteRef(approvalsRouteRef);
  const myQuota = useRouteRef(rootRouteRef);
  if (waiting.state === 'none' && close.length === 0 && ending.length === 0) {
    return (
      <Quiet>
        Nothing waits for you, no quota of your teams is close to its limit, and
        no grant ends within a week.
      </Quiet>
    );
  }
  return (
    <ul aria-label="To know about GPU quota" className={styles.list}>
      {waiting.state === 'some' && (
        <li>
          <To page={approvals}>
            {waiting.count === 1
              ? '1 request waits for you'
              : `${waiting.count} requests wait for you`}
          </To>
          , {waiting.count > 1 && 'the oldest '}
          <RelativeTime at={waiting.since} form="for" />
        </li>
      )}
      {close.map(({ team, acceleratorClass, granted, reserved, overQuota }) => (
        <li key={`${team} ${acceleratorClass}`}>
          <To page={myQuota}>
            <Team of={team} /> has {reserved} of {granted} ×{' '}
            <ClassTitle acceleratorClass={acceleratorClass} /> reserved
          </To>
          {overQuota > 0 && `, ${overQuota} more than it was granted`}
        </li>
      ))}
      {ending.map(
        ({ id, team, acceleratorClass, ending: count, until, renewal }) => (
          <li key={id}>
            <To page={myQuota}>
              {count} × <ClassTitle acceleratorClass={acceleratorClass} /> of{' '}
              <Team of={team} />
            </To>{' '}
            {count === 1 ? 'ends' : 'end'} <RelativeTime at={until} />
            {goesOn(renewal)}
          </li>
        ),
      )}
    </ul>
  );
}

function goesOn(renewal: Grant['renewal']): string | undefined {
  if (!renewal) return undefined;
  const { count } = renewal;
  if (count === undefined) return ', and a renewal is asked for';
  return count === 0
    ? undefined
    : `, and ${count} of the grant ${count === 1 ? 'goes' : 'go'} on`;
}

function Team(props: { of: string }) {
  return <>{useEntityTitle(props.of)}</>;
}

function To(props: { page: (() => string) | undefined; children: ReactNode }) {
  const { page, children } = props;
  return page ? <Link href={page()}>{children}</Link> : <>{children}</>;
}
