import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import type { Drift } from '@golden-path/plugin-gpu-quota-common';
import { useMutation } from '@tanstack/react-query';
import { describeError } from '../../api/describeError';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { queryClient } from '../../api/queryClient';
import { driftKey } from '../../api/quotaQueries';
import { ClassTitle, EntityTitle, useEntityTitle } from '../EntityTitle';
import { RelativeTime } from '../RelativeTime';
import { Rows, type RowsColumn } from '../Rows';

const TOAST_MS = 6_000;

const columns: RowsColumn<Drift>[] = [
  {
    id: 'class',
    label: 'Class',
    isRowHeader: true,
    cell: row =>
      row.acceleratorClass ? (
        <ClassTitle acceleratorClass={row.acceleratorClass} />
      ) : (
        'All classes'
      ),
  },
  { id: 'what', label: 'What differs', cell: row => row.message },
  { id: 'cluster', label: 'Cluster', cell: row => row.sink },
  {
    id: 'seen',
    label: 'Seen',
    align: 'end',
    cell: row =>
      row.observedAt ? <RelativeTime at={row.observedAt} /> : 'not yet',
  },
];

/** Writes the team's quota again. That it failed is an answer too, with its reason. */
function useRepair(team: string, title: string) {
  const api = useApi(gpuQuotaApiRef);
  const toast = useApi(toastApiRef);
  return useMutation(
    {
      mutationFn: () => api.repairDrift({ team }),
      onSuccess: async repair => {
        if (repair.outcome === 'applied') {
          toast.post({
            title: `The quota of ${title} was written to the clusters`,
            status: 'neutral',
            timeout: TOAST_MS,
          });
        }
        await queryClient.invalidateQueries({ queryKey: [driftKey] });
      },
    },
    queryClient,
  );
}

/** How one team's quota differs in the clusters, and the button that writes it again. */
export function TeamDrift(props: {
  team: string;
  items: Drift[];
  mayRepair: boolean;
}) {
  const { team, items, mayRepair } = props;
  const title = useEntityTitle(team);
  const repair = useRepair(team, title);
  const failure = repair.error
    ? describeError(repair.error)
    : repair.data?.outcome === 'failed' &&
      (repair.data.message ?? 'The clusters did not take it.');
  return (
    <div>
      <Flex justify="between" align="center" gap="4">
        <Text as="h3" weight="bold">
          <EntityTitle entityRef={team} />
        </Text>
        {mayRepair && (
          <Button
            size="small"
            variant="secondary"
            aria-label={`Repair ${title}`}
            isPending={repair.isPending}
            onPress={() => repair.mutate()}
          >
            Repair
          </Button>
        )}
      </Flex>
      {failure && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={`Could not repair the quota of ${title}`}
          description={failure}
        />
      )}
      <Rows
        caption={`How the quota of ${title} differs`}
        columns={columns}
        rows={items}
        rowKey={row =>
          [row.sink, row.acceleratorClass, row.kind, row.message].join(' ')
        }
      />
    </div>
  );
}
