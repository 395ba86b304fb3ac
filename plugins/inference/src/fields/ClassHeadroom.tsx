import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import { formatPlural } from '../format/format';
import { devicesToReserve, headroomOf, type Choice } from './choices';
import { keyHeadroomOf } from './keyHeadroom';
import type { HeadroomView } from './useChoices';

const useStyles = makeStyles(theme => ({
  keys: { margin: theme.spacing(0.5, 0), paddingLeft: theme.spacing(2.5) },
  key: { overflowWrap: 'anywhere' },
  summary: { cursor: 'pointer' },
}));

function TeamTitle(props: { team: string }) {
  return <>{useEntityPresentation(props.team).primaryTitle}</>;
}

/** What each team has left of a class, altogether and under every quota key, against what this endpoint takes. */
export function ClassHeadroom(props: {
  choice: Choice;
  headroom: HeadroomView;
  maxReplicas: number;
  classes: AcceleratorClass[];
}) {
  const { choice, classes, headroom, maxReplicas } = props;
  const { acceleratorClass, plan } = choice;
  const styles = useStyles();
  if (headroom.state !== 'known' || !plan) {
    return null;
  }
  const needed = devicesToReserve(plan, maxReplicas);
  return (
    <>
      {headroomOf(headroom.teams, acceleratorClass.name).map(
        ({ team, granted, available }) => (
          <Typography key={team} variant="body2">
            <TeamTitle team={team} />: {available} of{' '}
            {formatPlural(granted, 'device')} free,{' '}
            {needed <= available
              ? `enough for the ${needed} this needs`
              : `this needs ${needed}; a quota request will be filed and the endpoint waits for it`}
          </Typography>
        ),
      )}
      <Typography variant="body2" component="details">
        <summary className={styles.summary}>Quota keys it counts under</summary>
        {headroom.teams.map(({ team, quotas }) => (
          <ul key={team} className={styles.keys}>
            {keyHeadroomOf(acceleratorClass, classes, quotas).map(item => (
              <li key={item.key}>
                {item.family}, <code className={styles.key}>{item.key}</code>:{' '}
                {item.available} of {item.granted} free
                {headroom.teams.length > 1 ? (
                  <>
                    {' '}
                    for <TeamTitle team={team} />
                  </>
                ) : null}
                {item.sharedWith.length > 0
                  ? `, together with ${item.sharedWith.join(', ')}`
                  : ''}
              </li>
            ))}
          </ul>
        ))}
      </Typography>
    </>
  );
}
