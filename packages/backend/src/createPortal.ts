import { createBackend } from '@backstage/backend-defaults';

/** The example portal: stock Backstage and the plugins of the suite. */
export function createPortal() {
  const backend = createBackend();

  backend.add(import('@backstage/plugin-app-backend'));

  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));

  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(
    import('@golden-path/plugin-permission-backend-module-gpu-quota'),
  );

  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(
    import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
  );
  backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
  backend.add(import('@golden-path/plugin-catalog-backend-module-inference'));

  backend.add(import('@backstage/plugin-scaffolder-backend'));
  backend.add(import('@backstage/plugin-scaffolder-backend-module-gitea'));
  backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
  backend.add(import('@backstage/plugin-scaffolder-backend-module-gitlab'));
  backend.add(
    import('@golden-path/plugin-scaffolder-backend-module-inference'),
  );

  backend.add(import('@backstage/plugin-kubernetes-backend'));
  backend.add(import('@backstage/plugin-techdocs-backend'));

  backend.add(import('@backstage/plugin-search-backend'));
  backend.add(import('@backstage/plugin-search-backend-module-pg'));
  backend.add(import('@backstage/plugin-search-backend-module-catalog'));
  backend.add(import('@backstage/plugin-search-backend-module-techdocs'));

  backend.add(import('@backstage/plugin-mcp-actions-backend'));
  backend.add(import('@backstage/plugin-notifications-backend'));
  backend.add(import('@backstage/plugin-signals-backend'));
  backend.add(import('@backstage/plugin-user-settings-backend'));

  backend.add(import('@golden-path/plugin-inference-backend'));
  backend.add(
    import('@golden-path/plugin-inference-backend-module-prometheus'),
  );
  backend.add(import('@golden-path/plugin-inference-backend-module-pagerduty'));

  backend.add(import('@golden-path/plugin-gpu-quota-backend'));
  backend.add(
    import('@golden-path/plugin-gpu-quota-backend-module-kubernetes'),
  );

  return backend;
}
