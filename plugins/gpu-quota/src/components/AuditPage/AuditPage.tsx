import { Card, CardBody, Select } from '@backstage/ui';
import { useState } from 'react';
import { useOwners } from '../../api/useOwners';
import { AuditTrail, auditActions } from '../AuditTrail';
import { useEntityTitle } from '../EntityTitle';
import { PageBody } from '../PageBody';
import styles from './AuditPage.module.css';

const ALL = 'all';

const actionOptions = [
  { value: ALL, label: 'Everything' },
  ...Object.entries(auditActions).map(([value, label]) => ({ value, label })),
];

function TeamTrail(props: { team: string; action?: string }) {
  const { team, action } = props;
  const title = useEntityTitle(team);
  return (
    <AuditTrail
      team={team}
      what={title}
      {...(action && {
        action,
        empty: 'Nothing of this kind happened.',
      })}
    />
  );
}

/** What happened to quota, of all teams the caller may see or of one. */
export function AuditPage() {
  const owners = useOwners();
  const [team, setTeam] = useState(ALL);
  const [action, setAction] = useState(ALL);
  const only = action === ALL ? {} : { action };
  return (
    <PageBody>
      <Card>
        <CardBody>
          <div className={styles.filters}>
            <Select
              label="Team"
              options={[
                { value: ALL, label: 'All teams I may see' },
                ...(owners.data ?? []),
              ]}
              value={team}
              onChange={key => setTeam(String(key ?? ALL))}
              description={
                owners.error
                  ? 'The catalog did not give its teams, so there are none to choose from.'
                  : undefined
              }
            />
            <Select
              label="What was done"
              options={actionOptions}
              value={action}
              onChange={key => setAction(String(key ?? ALL))}
            />
          </div>
          {team === ALL ? (
            <AuditTrail
              what="GPU quota"
              {...only}
              {...(action !== ALL && {
                empty: 'Nothing of this kind happened.',
              })}
            />
          ) : (
            <TeamTrail team={team} {...only} />
          )}
        </CardBody>
      </Card>
    </PageBody>
  );
}
