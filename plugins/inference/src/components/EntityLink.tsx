import {
  useEntityPresentation,
  useEntityRefLink,
} from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';

/** The title of an entity, leading to its page. */
export function EntityLink(props: {
  entityRef: string;
  defaultKind?: string;
  title?: string;
}) {
  const link = useEntityRefLink();
  const { primaryTitle } = useEntityPresentation(props.entityRef, {
    defaultKind: props.defaultKind,
  });
  return (
    <Link href={link(props.entityRef)}>{props.title ?? primaryTitle}</Link>
  );
}
