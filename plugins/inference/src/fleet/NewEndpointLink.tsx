import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { templateRouteRef } from '../routes';

const TEMPLATE = { namespace: 'default', templateName: 'inference-endpoint' };

/** The way to a new endpoint: the template's form. */
export function NewEndpointLink() {
  const templateLink = useRouteRef(templateRouteRef);
  // The scaffolder's own default path, for portals that do not bind the route.
  const href =
    templateLink?.(TEMPLATE) ??
    `/create/templates/${TEMPLATE.namespace}/${TEMPLATE.templateName}`;
  return (
    <ButtonLink
      variant="primary"
      href={href}
      iconStart={<RiAddLine aria-hidden />}
    >
      New inference endpoint
    </ButtonLink>
  );
}
