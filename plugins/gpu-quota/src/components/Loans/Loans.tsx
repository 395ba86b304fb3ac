import type { Quota } from '@golden-path/plugin-gpu-quota-common';
import { Fragment } from 'react';
import { EntityTitle } from '../EntityTitle';
import { Quiet } from '../Quiet';

type Side = NonNullable<Quota['lentTo']>;

function Teams(props: { teams: Side }) {
  return (
    <>
      {props.teams.map(({ team }, index) => (
        <Fragment key={team}>
          {index > 0 && ', '}
          <EntityTitle entityRef={team} />
        </Fragment>
      ))}
    </>
  );
}

function sum(side: Side): number {
  return side.reduce((total, { count }) => total + count, 0);
}

/** What a team's devices of a class have to do with its siblings': "2 borrowed from Search, called back when …". */
export function Loans(props: {
  quota: Pick<Quota, 'lentTo' | 'borrowedFrom'>;
}) {
  const { lentTo, borrowedFrom } = props.quota;
  return (
    <>
      {borrowedFrom && (
        <Quiet small>
          {sum(borrowedFrom)} borrowed from <Teams teams={borrowedFrom} />,
          called back when{' '}
          {borrowedFrom.length === 1 ? 'its owner needs' : 'their owners need'}{' '}
          {sum(borrowedFrom) === 1 ? 'it' : 'them'}
        </Quiet>
      )}
      {lentTo && (
        <Quiet small>
          {sum(lentTo)} lent to <Teams teams={lentTo} />, back as soon as
          reserved
        </Quiet>
      )}
    </>
  );
}
