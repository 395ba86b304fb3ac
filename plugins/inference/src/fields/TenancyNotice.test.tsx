import type { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen, waitFor } from '@testing-library/react';
import { fieldProps } from '../__testUtils__/fieldProps';
import { queryClient } from '../data/queryClient';
import { ModelPicker } from './ModelPicker';

const group: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: {
    name: 'voice-analytics',
    namespace: 'default',
    title: 'Voice analytics',
  },
  spec: { type: 'team', children: [] },
};
const tenancy: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name: 'voice-analytics-gpu',
    namespace: 'default',
    annotations: {
      'backstage.io/kubernetes-namespace': 'voice-analytics',
      'goldenpath.dev/cost-centre': 'CC-5230',
      'goldenpath.dev/monthly-budget': '4000 USD',
    },
  },
  spec: { type: 'gpu-tenancy', owner: 'group:default/voice-analytics' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/voice-analytics' }],
};

async function show(options: { entities: Entity[]; required: boolean }) {
  const catalogApi = catalogApiMock({ entities: options.entities });
  const getEntityByRef = jest.spyOn(catalogApi, 'getEntityByRef');
  await renderInTestApp(
    <ModelPicker
      {...fieldProps<{ id: string; config: string }>({
        id: 'root_model',
        title: 'Model',
        form: { owner: 'group:default/voice-analytics' },
        onChange: () => {},
      })}
    />,
    {
      apis: [[catalogApiRef, catalogApi]],
      config: { inference: { requireTenancy: options.required } },
    },
  );
  return getEntityByRef;
}

afterEach(() => queryClient.clear());

describe('the first step of a new endpoint', () => {
  it('tells a team that was not onboarded which template to start', async () => {
    await show({ entities: [group], required: true });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /is not set up for GPUs yet, so this endpoint cannot be created\. Start Onboard a team to GPU first/,
    );
    expect(
      screen.getByRole('link', { name: 'Onboard a team to GPU' }),
    ).toHaveAttribute('href', '/create/templates/default/onboard-team');
  });

  it('says nothing to a team that was', async () => {
    const asked = await show({ entities: [group, tenancy], required: true });
    await waitFor(() =>
      expect(asked).toHaveBeenCalledWith(
        expect.objectContaining({ name: 'voice-analytics-gpu' }),
      ),
    );
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('does not take what somebody registered under another name for it', async () => {
    const metadata = { ...tenancy.metadata, name: 'by-a-stranger' };
    const stranger = { ...tenancy, metadata };
    await show({ entities: [group, stranger], required: true });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /is not set up for GPUs yet/,
    );
  });

  it('asks nothing where the portal does not require it', async () => {
    const asked = await show({ entities: [group], required: false });
    expect(screen.getByLabelText(/Model/)).toBeVisible();
    expect(asked).not.toHaveBeenCalled();
  });
});
