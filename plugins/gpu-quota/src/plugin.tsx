import {
  PageBlueprint,
  SubPageBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import { RiDashboard3Line } from '@remixicon/react';
import { gpuQuotaApi } from './api/gpuQuotaApi';
import { approvalsRouteRef, requestRouteRef, rootRouteRef } from './routes';

const page = PageBlueprint.make({
  params: { path: '/gpu-quota', routeRef: rootRouteRef },
});

const myQuotaSubPage = SubPageBlueprint.make({
  name: 'my-quota',
  params: {
    path: 'my-quota',
    title: 'My quota',
    loader: () =>
      import('./components/MyQuotaPage').then(m => <m.MyQuotaPage />),
  },
});

const approvalsSubPage = SubPageBlueprint.make({
  name: 'approvals',
  params: {
    path: 'approvals',
    title: 'Approvals',
    routeRef: approvalsRouteRef,
    loader: () =>
      import('./components/ApprovalsPage').then(m => <m.ApprovalsPage />),
  },
});

const capacitySubPage = SubPageBlueprint.make({
  name: 'capacity',
  params: {
    path: 'capacity',
    title: 'Capacity',
    loader: () =>
      import('./components/CapacityPage').then(m => <m.CapacityPage />),
  },
});

const auditSubPage = SubPageBlueprint.make({
  name: 'audit',
  params: {
    path: 'audit',
    title: 'Audit',
    loader: () => import('./components/AuditPage').then(m => <m.AuditPage />),
  },
});

// A page of its own, as the catalog's entity page is: sub-pages are tabs, and a request is none. Its path needs a
// number, so it does not show in the navigation.
const requestPage = PageBlueprint.make({
  name: 'request',
  params: {
    path: '/gpu-quota/requests/:id',
    routeRef: requestRouteRef,
    loader: () =>
      import('./components/RequestPage').then(m => <m.RequestPage />),
  },
});

const endpointQuotaCard = EntityCardBlueprint.make({
  name: 'endpoint',
  params: {
    type: 'info',
    filter: { kind: 'component', 'spec.type': 'inference-endpoint' },
    loader: () =>
      import('./components/EndpointQuotaCard').then(m => (
        <m.EndpointQuotaCard />
      )),
  },
});

const teamQuotaCard = EntityCardBlueprint.make({
  name: 'team',
  params: {
    type: 'content',
    filter: { kind: 'group', 'spec.type': 'team' },
    loader: () =>
      import('./components/TeamQuotaCard').then(m => <m.TeamQuotaCard />),
  },
});

const homeWidget = HomePageWidgetBlueprint.make({
  name: 'overview',
  params: {
    name: 'GpuQuotaOverview',
    title: 'GPU quota',
    description:
      'Requests that wait for you, quota close to its limit, and grants that end within a week.',
    components: () =>
      import('./components/HomeWidget').then(m => ({ Content: m.HomeWidget })),
    layout: { width: { minColumns: 4 }, height: { minRows: 3 } },
  },
});

/**
 * GPU quota: what teams may hold, requests for more, and approvals.
 *
 * @public
 */
export const plugin = createFrontendPlugin({
  pluginId: 'gpu-quota',
  title: 'GPU quota',
  icon: <RiDashboard3Line />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    approvals: approvalsRouteRef,
    request: requestRouteRef,
  },
  extensions: [
    gpuQuotaApi,
    page,
    myQuotaSubPage,
    approvalsSubPage,
    capacitySubPage,
    auditSubPage,
    requestPage,
    endpointQuotaCard,
    teamQuotaCard,
    homeWidget,
  ],
});
