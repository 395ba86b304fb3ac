import { createPermission } from '@backstage/plugin-permission-common';

/**
 * To see endpoints with their figures, costs and on-call, and the operating model. Which endpoints a person
 * sees follows from what they may read in the catalog.
 *
 * @public
 */
export const inferenceEndpointReadPermission = createPermission({
  name: 'inference.endpoint.read',
  attributes: { action: 'read' },
});

/**
 * Every permission of the `inference` plugin.
 *
 * @public
 */
export const inferencePermissions = [inferenceEndpointReadPermission];
