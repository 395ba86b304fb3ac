import { Alert, Button } from '@backstage/ui';
import { describeError } from '../../api/describeError';
import type { Reload } from './useReload';

/** Says that what is on screen has been overtaken, and reads it again. What was typed is not touched. */
export function StaleNotice(props: { reload: Reload; keepsText?: boolean }) {
  const { reload, keepsText } = props;
  return (
    <Alert
      role="alert"
      mb="3"
      status="warning"
      icon
      title="Somebody changed this request since you opened it"
      description={
        reload.error
          ? `It could not be read again: ${describeError(reload.error)}`
          : `Reload to see it as it is now, then go on.${
              keepsText ? ' What you typed stays.' : ''
            }`
      }
      customActions={
        <Button size="small" variant="secondary" onPress={() => reload.run()}>
          {reload.isPending ? 'Reloading…' : 'Reload'}
        </Button>
      }
    />
  );
}
