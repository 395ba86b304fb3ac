import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { newTeam, tenancyEntity } from '../__testUtils__/organisation';
import { requireTenancy } from './tenancies';

const team = {
  ref: 'group:default/voice-analytics',
  name: 'voice-analytics',
  title: 'Voice analytics',
};

function requireIt(options: {
  entities?: Entity[];
  required?: boolean;
  pagerDutyServiceId?: string;
}) {
  const { entities = [], required, pagerDutyServiceId } = options;
  return requireTenancy({
    catalog: catalogServiceMock({ entities: [newTeam.team, ...entities] }),
    credentials: mockCredentials.user(),
    config: mockServices.rootConfig({
      data: {
        app: { baseUrl: 'http://portal.example/' },
        ...(required !== undefined && {
          inference: { requireTenancy: required },
        }),
      },
    }),
    team: { ...team, ...(pagerDutyServiceId && { pagerDutyServiceId }) },
  });
}

describe('a team that creates an endpoint', () => {
  it('is told of the template when it was not onboarded', async () => {
    await expect(
      requireIt({
        required: true,
        entities: [tenancyEntity('support-assist')],
      }),
    ).rejects.toThrow(
      "Voice analytics is not set up for GPUs yet: it has no namespace, no quota and no cost centre. Start the template 'Onboard a team to GPU' for it first (http://portal.example/create/templates/default/onboard-team), then create the endpoint.",
    );
  });

  it('goes on when it was, with the on-call target that it named then', async () => {
    const entities = [
      tenancyEntity('voice-analytics', {
        'pagerduty.com/service-id': 'PTENANT',
      }),
    ];
    await expect(requireIt({ required: true, entities })).resolves.toEqual({
      ...team,
      pagerDutyServiceId: 'PTENANT',
    });
    await expect(
      requireIt({ required: true, entities, pagerDutyServiceId: 'PGROUP1' }),
    ).resolves.toMatchObject({ pagerDutyServiceId: 'PGROUP1' });
  });

  it('is neither let through nor paged by what a stranger registered for it', async () => {
    const paged = { 'pagerduty.com/service-id': 'PSTRANGE' };
    const named = tenancyEntity('voice-analytics', paged);
    named.metadata.name = 'by-a-stranger';
    const others = tenancyEntity('strangers', paged);
    others.metadata.name = 'voice-analytics-gpu';
    for (const entities of [[named], [others]]) {
      await expect(requireIt({ required: true, entities })).rejects.toThrow(
        'Voice analytics is not set up for GPUs yet',
      );
    }
    await expect(
      requireIt({
        required: true,
        entities: [named, tenancyEntity('voice-analytics')],
      }),
    ).resolves.toEqual(team);
  });

  it.each([false, undefined])(
    'is not asked in a portal with requireTenancy %s',
    async required => {
      await expect(requireIt({ required })).resolves.toEqual(team);
    },
  );
});
