import type { Quota } from '@golden-path/plugin-gpu-quota-common';
import { Button } from '@backstage/ui';
import { Quiet } from '../Quiet';
import { ClassTitle, classRef, useEntityTitle } from '../EntityTitle';
import { Loans } from '../Loans';
import { QuotaMeter } from '../QuotaMeter';
import { Rows, type RowsColumn } from '../Rows';
import { StateBadge } from '../StateBadge';
import { EnforcementState } from './EnforcementState';

function ClassMeter(props: { quota: Quota }) {
  const { acceleratorClass, granted, reserved } = props.quota;
  const title = useEntityTitle(classRef(acceleratorClass));
  return (
    <>
      <QuotaMeter
        label={`Reserved ${title}`}
        granted={granted}
        reserved={reserved}
      />
      <Loans quota={props.quota} />
    </>
  );
}

const columns: RowsColumn<Quota>[] = [
  {
    id: 'class',
    label: 'Class',
    isRowHeader: true,
    cell: row => <ClassTitle acceleratorClass={row.acceleratorClass} />,
  },
  { id: 'use', label: 'Use', cell: row => <ClassMeter quota={row} /> },
  { id: 'granted', label: 'Granted', align: 'end', cell: row => row.granted },
  {
    id: 'reserved',
    label: 'Reserved',
    align: 'end',
    cell: row => row.reserved,
  },
  { id: 'waiting', label: 'Waiting', align: 'end', cell: row => row.waiting },
  {
    id: 'available',
    label: 'Available',
    align: 'end',
    cell: row =>
      row.overQuota > 0 ? (
        <span>
          <StateBadge tone="negative">over by {row.overQuota}</StateBadge>
        </span>
      ) : (
        row.available
      ),
  },
  {
    id: 'enforcement',
    label: 'In the cluster',
    cell: row => <EnforcementState enforcement={row.enforcement} />,
  },
];

function ReturnButton(props: { quota: Quota; onPress: () => void }) {
  const { quota, onPress } = props;
  const title = useEntityTitle(classRef(quota.acceleratorClass));
  return (
    <Button
      size="small"
      variant="secondary"
      isDisabled={quota.granted === 0}
      aria-label={`Return… ${title}`}
      onPress={onPress}
    >
      Return…
    </Button>
  );
}

/** A team's quota, one row per accelerator class, in devices. */
export function QuotaRows(props: {
  team: string;
  quotas: Quota[];
  /** Offered where the reader may give quota back. */
  onReturn?: (quota: Quota) => void;
}) {
  const { team, quotas, onReturn } = props;
  if (quotas.length === 0) {
    return (
      <Quiet>
        {team} has no GPU quota yet. Ask for some with “Request quota”.
      </Quiet>
    );
  }
  return (
    <Rows
      caption={`Quota of ${team}, in devices`}
      columns={
        onReturn
          ? [
              ...columns,
              {
                id: 'return',
                label: 'Give back',
                align: 'end',
                cell: row => (
                  <ReturnButton quota={row} onPress={() => onReturn(row)} />
                ),
              },
            ]
          : columns
      }
      rows={quotas}
      rowKey={row => row.acceleratorClass}
    />
  );
}
