import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Text } from '@backstage/ui';
import { Quiet } from '../Quiet';
import {
  gpuQuotaRequestCreatePermission,
  type MyTeams,
} from '@golden-path/plugin-gpu-quota-common';
import { useState } from 'react';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { myTeamsQuery } from '../../api/quotaQueries';
import { useLiveQuery } from '../../api/useLiveQuery';
import { PageBody } from '../PageBody';
import { QueryView } from '../QueryView';
import { RequestQuotaDialog } from '../RequestQuotaDialog';
import { TeamSection } from './TeamSection';
import styles from './MyQuotaPage.module.css';

/** What each of the caller's teams may hold, what it holds and what it waits for. */
export function MyQuotaPage() {
  const api = useApi(gpuQuotaApiRef);
  const teams = useLiveQuery(myTeamsQuery(api));
  return (
    <PageBody>
      <QueryView query={teams} what="list of your teams" lines={8}>
        {mine => <Teams mine={mine} />}
      </QueryView>
    </PageBody>
  );
}

function Teams(props: { mine: MyTeams }) {
  const { teams } = props.mine;
  const [isOpen, setOpen] = useState(false);
  const { allowed, loading } = usePermission({
    permission: gpuQuotaRequestCreatePermission,
  });
  if (teams.length === 0) {
    return (
      <Text as="p">
        You are in no team, so there is no quota to show. Ask whoever keeps your
        organisation&apos;s groups in the catalog to add you to one.
      </Text>
    );
  }
  return (
    <>
      <Flex justify="between" align="center" gap="4" className={styles.intro}>
        <Quiet>
          {allowed || loading
            ? 'Devices your teams may hold, by accelerator class.'
            : 'Devices your teams may hold, by accelerator class. You may look but not ask for more.'}
        </Quiet>
        <Button
          variant="primary"
          isDisabled={!allowed}
          onPress={() => setOpen(true)}
        >
          Request quota
        </Button>
      </Flex>
      <RequestQuotaDialog
        teams={teams}
        isOpen={isOpen}
        onOpenChange={setOpen}
      />
      {teams.map(team => (
        <TeamSection key={team} team={team} mayReturn={allowed} />
      ))}
    </>
  );
}
