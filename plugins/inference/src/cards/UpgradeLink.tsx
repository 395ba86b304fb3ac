import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ButtonLink } from '@backstage/ui';
import { templateRouteRef } from '../routes';

/** The way to the form that upgrades this endpoint, filled in. */
export function UpgradeLink(props: { templateRef: string; version: string }) {
  const { entity } = useEntity();
  const { namespace, name } = parseEntityRef(props.templateRef);
  const templateLink = useRouteRef(templateRouteRef);
  // The scaffolder's own default path, for portals that do not bind the route.
  const path =
    templateLink?.({ namespace, templateName: name }) ??
    `/create/templates/${namespace}/${name}`;
  const query = new URLSearchParams({
    formData: JSON.stringify({ endpoint: stringifyEntityRef(entity) }),
  });
  return (
    <ButtonLink variant="primary" size="small" href={`${path}?${query}`}>
      Upgrade to {props.version}
    </ButtonLink>
  );
}
