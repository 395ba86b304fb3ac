import type { QuotaRequest } from '@golden-path/plugin-gpu-quota-common';
import { Card, CardBody, Text } from '@backstage/ui';
import { Quiet } from '../Quiet';
import { useRequests } from '../../api/useRequests';
import { ClassTitle, EntityTitle } from '../EntityTitle';
import { PageBody } from '../PageBody';
import { QueryView } from '../QueryView';
import { RelativeTime } from '../RelativeTime';
import { RequestLink } from '../RequestLink';
import { Rows, type RowsColumn } from '../Rows';
import { Shortcuts } from '../Shortcuts';
import { ShowMore } from '../ShowMore';
import { CostChange } from '../CostChange';
import { useRowFocus } from './useRowFocus';
import styles from './ApprovalsPage.module.css';

const columns: RowsColumn<QuotaRequest>[] = [
  {
    id: 'request',
    label: 'Request',
    isRowHeader: true,
    cell: row => <RequestLink id={row.id} />,
  },
  {
    id: 'what',
    label: 'What',
    cell: row => (
      <span>
        {row.count} × <ClassTitle acceleratorClass={row.acceleratorClass} />
        {row.endpoint && (
          <>
            {' '}
            for <EntityTitle entityRef={row.endpoint} />
          </>
        )}
      </span>
    ),
  },
  {
    id: 'who',
    label: 'Who',
    cell: row => (
      <span>
        <EntityTitle entityRef={row.requestedBy} /> of{' '}
        <EntityTitle entityRef={row.team} />
      </span>
    ),
  },
  {
    id: 'why',
    label: 'Why',
    cell: row => <span className={styles.why}>{row.reason}</span>,
  },
  {
    id: 'cost',
    label: 'Cost per month',
    align: 'end',
    cell: row => <CostChange cost={row.evidence.cost} />,
  },
  {
    id: 'age',
    label: 'Waits',
    align: 'end',
    cell: row => <RelativeTime at={row.createdAt} form="bare" />,
  },
];

/** The requests that wait for the caller's decision, oldest first. */
export function ApprovalsPage() {
  const requests = useRequests({ awaiting: 'me' });
  const { list, shortcuts } = useRowFocus();
  return (
    <PageBody>
      <Card>
        <CardBody>
          <QueryView
            query={requests}
            what="requests that wait for you"
            lines={6}
          >
            {page =>
              page.items.length === 0 ? (
                <div className={styles.empty}>
                  <Text as="p" weight="bold">
                    Nothing waits for you
                  </Text>
                  <Quiet>
                    Requests you may decide on appear here, oldest first.
                  </Quiet>
                </div>
              ) : (
                <>
                  <Quiet>
                    {page.totalItems === 1
                      ? '1 request waits for you.'
                      : `${page.totalItems} requests wait for you, oldest first.`}
                  </Quiet>
                  <Shortcuts items={shortcuts} />
                  <div ref={list} className={styles.list}>
                    <Rows
                      caption="Requests that wait for you"
                      columns={columns}
                      rows={page.items}
                      rowKey={row => String(row.id)}
                    />
                  </div>
                  <ShowMore pages={requests} />
                </>
              )
            }
          </QueryView>
        </CardBody>
      </Card>
    </PageBody>
  );
}
