import Typography from '@material-ui/core/Typography';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { ONBOARDING_TEMPLATE } from '@golden-path/plugin-inference-common';
import { templateRouteRef } from '../routes';

/** Tells a team that is not on the platform yet how it comes in. */
export function TenancyNotice(props: { team: string }) {
  const { primaryTitle } = useEntityPresentation(props.team);
  const templateLink = useRouteRef(templateRouteRef);
  const { namespace, templateName, title } = ONBOARDING_TEMPLATE;
  // The scaffolder's own default path, for portals that do not bind the route.
  const href =
    templateLink?.({ namespace, templateName }) ??
    `/create/templates/${namespace}/${templateName}`;
  return (
    <Typography variant="body2" role="alert" gutterBottom>
      {primaryTitle} is not set up for GPUs yet, so this endpoint cannot be
      created. Start <Link href={href}>{title}</Link> first: it gives the team a
      namespace, a first quota request and a cost centre.
    </Typography>
  );
}
