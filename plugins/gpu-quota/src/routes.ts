import { createRouteRef } from '@backstage/frontend-plugin-api';

export const rootRouteRef = createRouteRef();

export const approvalsRouteRef = createRouteRef();

export const requestRouteRef = createRouteRef({ params: ['id'] });
