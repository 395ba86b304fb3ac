import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Alert, Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import {
  gpuQuotaDriftRepairPermission,
  type Drift,
  type DriftReport,
} from '@golden-path/plugin-gpu-quota-common';
import { useId } from 'react';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { driftQuery } from '../../api/quotaQueries';
import { useLiveQuery } from '../../api/useLiveQuery';
import { QueryView } from '../QueryView';
import { Quiet } from '../Quiet';
import { RelativeTime } from '../RelativeTime';
import { TeamDrift } from './TeamDrift';

type Sink = DriftReport['sinks'][number];

function byTeam(items: Drift[]): Map<string, Drift[]> {
  const teams = new Map<string, Drift[]>();
  for (const item of items) {
    teams.set(item.team, [...(teams.get(item.team) ?? []), item]);
  }
  return teams;
}

function SilentSink(props: { sink: Sink }) {
  const { sink, unreachableSince, message } = props.sink;
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={
        <>
          {sink} does not answer
          {unreachableSince && (
            <>
              , <RelativeTime at={unreachableSince} form="for" />
            </>
          )}
        </>
      }
      description={message}
    />
  );
}

function NoDrift(props: { sinks: Sink[] }) {
  const { sinks } = props;
  if (sinks.length === 0) {
    return <Quiet>No cluster enforces quota, so none can differ.</Quiet>;
  }
  const reached = sinks.filter(({ state }) => state === 'reachable').length;
  const waiting = sinks.some(({ state }) => state === 'not-asked-yet');
  if (reached === 0) {
    return waiting ? (
      <Quiet>The clusters have not been asked yet.</Quiet>
    ) : null;
  }
  return (
    <Quiet>
      {reached === sinks.length
        ? 'Every cluster enforces what was granted.'
        : 'Every cluster that was asked and answered enforces what was granted.'}
    </Quiet>
  );
}

/** Where granted, applied and used devices differ; one sentence when they do not. */
export function DriftSection() {
  const api = useApi(gpuQuotaApiRef);
  const headingId = useId();
  const drift = useLiveQuery(driftQuery(api));
  const { allowed } = usePermission({
    permission: gpuQuotaDriftRepairPermission,
  });
  return (
    <QueryView query={drift} what="enforcement in the clusters" lines={1}>
      {({ sinks, items }) => (
        <>
          {sinks
            .filter(({ state }) => state === 'unreachable')
            .map(sink => (
              <SilentSink key={sink.sink} sink={sink} />
            ))}
          {items.length === 0 ? (
            <NoDrift sinks={sinks} />
          ) : (
            <section aria-labelledby={headingId}>
              <Card>
                <CardHeader>
                  <Text
                    as="h2"
                    variant="title-x-small"
                    weight="bold"
                    id={headingId}
                  >
                    Differs from what was granted
                  </Text>
                </CardHeader>
                <CardBody>
                  <Flex direction="column" gap="4">
                    {[...byTeam(items)].map(([team, differences]) => (
                      <TeamDrift
                        key={team}
                        team={team}
                        items={differences}
                        mayRepair={allowed}
                      />
                    ))}
                  </Flex>
                </CardBody>
              </Card>
            </section>
          )}
        </>
      )}
    </QueryView>
  );
}
