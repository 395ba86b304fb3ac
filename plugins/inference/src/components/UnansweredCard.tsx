import type { ReactNode } from 'react';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Alert, Button, VisuallyHidden } from '@backstage/ui';
import type { ErrorDescription } from '../data/describeError';
import { sentence } from '../format/sentence';

/** What a card has before its first answer. */
export type Unanswered =
  | { state: 'loading' }
  | { state: 'failed'; error: ErrorDescription; retry: () => void };

const FAILURES: Record<Exclude<ErrorDescription['kind'], 'denied'>, string> = {
  'not-found': 'The inference backend does not know this endpoint yet',
  invalid: 'The inference backend could not read this endpoint',
  unavailable: 'The inference backend does not answer',
};

/** A card of an endpoint that loads, or whose request failed, with what to do about it. */
export function UnansweredCard(props: {
  title: string;
  view: Unanswered;
  /** What those who are denied may not see, after "You are not allowed to see". */
  subject: string;
  /** The shape of what is to come, so that nothing moves when it does. */
  skeleton: ReactNode;
  /** What to say after the error; left out, nothing. */
  advice?: Record<ErrorDescription['kind'], string>;
  className: string;
  contentClassName: string;
}) {
  const { title, view, advice, className, contentClassName } = props;
  if (view.state === 'loading') {
    return (
      <EntityInfoCard title={title} className={className}>
        <div className={contentClassName} aria-busy="true">
          <VisuallyHidden>Loading {title}</VisuallyHidden>
          {props.skeleton}
        </div>
      </EntityInfoCard>
    );
  }
  const { kind, message } = view.error;
  return (
    <EntityInfoCard title={title} className={className}>
      <div className={contentClassName}>
        <Alert
          role="alert"
          icon
          status={
            kind === 'unavailable' || kind === 'invalid' ? 'danger' : 'warning'
          }
          title={
            kind === 'denied'
              ? `You are not allowed to see ${props.subject}`
              : FAILURES[kind]
          }
          description={
            advice ? `${sentence(message)} ${advice[kind]}` : message
          }
          customActions={
            kind === 'denied' ? undefined : (
              <Button size="small" variant="secondary" onPress={view.retry}>
                Try again
              </Button>
            )
          }
        />
      </div>
    </EntityInfoCard>
  );
}
