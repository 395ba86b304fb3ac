import { Alert, Button } from '@backstage/ui';
import { TimeAgo } from '../components/TimeAgo';
import type { ErrorDescription } from '../data/describeError';

/** What failed about the list, and what still works. */
export function FleetFailure(props: {
  failure: ErrorDescription;
  /** When the figures still on screen were fetched, in milliseconds; left out when there are none. */
  shownFrom?: number;
  onRetry: () => void;
}) {
  const { failure, shownFrom } = props;
  if (failure.kind === 'denied') {
    return (
      <Alert
        role="alert"
        icon
        status="warning"
        title="You are not allowed to see the fleet"
        description={failure.message}
      />
    );
  }
  const retry = (
    <Button size="small" variant="secondary" onPress={props.onRetry}>
      Try again
    </Button>
  );
  if (shownFrom !== undefined) {
    return (
      <Alert
        role="alert"
        icon
        status="warning"
        title={
          <>
            The last refresh failed; everything here is from{' '}
            <TimeAgo at={shownFrom} />
          </>
        }
        description={failure.message}
        customActions={retry}
      />
    );
  }
  return (
    <Alert
      role="alert"
      icon
      status="danger"
      title="The list of endpoints could not be loaded"
      description={`${failure.message.replace(
        /\.*$/,
        '',
      )}. The endpoints themselves are still in the catalog, and new ones can be created.`}
      customActions={retry}
    />
  );
}
