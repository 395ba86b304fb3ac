import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
  useEntityPresentation,
} from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';

/** The entity ref of an accelerator class in the catalog. */
export function classRef(acceleratorClass: string): string {
  return `resource:default/${acceleratorClass}`;
}

/** An entity's title in the catalog; its name until that is known, or where it is not there. */
export function useEntityTitle(entityRef: string): string {
  return useEntityPresentation(entityRef).primaryTitle;
}

const heading = { variant: 'title-x-small', weight: 'bold' } as const;

/** An entity by its title, linked to its page where the catalog is installed. */
export function EntityTitle(props: {
  entityRef: string;
  /** The text around it is a heading. */
  isHeading?: boolean;
}) {
  const { entityRef, isHeading } = props;
  const title = useEntityTitle(entityRef);
  const entityPage = useRouteRef(entityRouteRef);
  if (!entityPage) {
    return <>{title}</>;
  }
  return (
    <Link
      href={entityPage(entityRouteParams(entityRef))}
      title={entityRef}
      {...(isHeading && heading)}
    >
      {title}
    </Link>
  );
}

/** An accelerator class by its title, as plain text. */
export function ClassTitle(props: { acceleratorClass: string }) {
  return <>{useEntityTitle(classRef(props.acceleratorClass))}</>;
}
