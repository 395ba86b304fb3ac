import { CHAT, SEARCH } from './__testUtils__/organisation';
import { testPostgres } from './__testUtils__/postgres';
import { startPortal } from './__testUtils__/startPortal';

const postgres = testPostgres();

it('answers the permission framework about single requests and teams', async () => {
  const portal = await startPortal({ knex: await postgres.create() });
  const { body: made } = await portal.call('ana', 'post', '/requests', {
    body: {
      team: CHAT,
      acceleratorClass: 'h100-80g',
      count: 1,
      reason: 'More',
    },
  });
  const id = made.id;
  const apply = (
    resourceType: string,
    resourceRef: string,
    conditions: unknown,
  ) => ({
    id: `${resourceRef} ${JSON.stringify(conditions)}`,
    resourceType,
    resourceRef,
    conditions,
  });
  const rule = (name: string, resourceType: string, params: unknown) => ({
    rule: name,
    resourceType,
    params,
  });
  const ofRequest = 'gpu-quota-request';
  const ofTeam = 'gpu-quota-team';
  const items = [
    apply(
      ofRequest,
      `${id}`,
      rule('IS_REQUESTER', ofRequest, { users: ['user:default/Ana'] }),
    ),
    apply(
      ofRequest,
      `${id}`,
      rule('IS_TEAM_LEAD', ofRequest, {
        groups: ['group:default/product-leads'],
      }),
    ),
    apply(
      ofRequest,
      `${id}`,
      rule('IS_TEAM_MEMBER', ofRequest, { groups: [SEARCH] }),
    ),
    apply(
      ofRequest,
      `${id}`,
      rule('WAITS_ON_STAGE', ofRequest, { stages: ['platform'] }),
    ),
    apply(
      ofRequest,
      '999999',
      rule('IS_REQUESTER', ofRequest, { users: ['user:default/ana'] }),
    ),
    apply(ofTeam, CHAT, rule('IS_TEAM_MEMBER', ofTeam, { groups: [CHAT] })),
    apply(
      ofTeam,
      CHAT,
      rule('IS_TEAM_LEAD', ofTeam, { groups: ['group:default/company'] }),
    ),
  ];
  const response = await portal.call(
    { service: 'plugin:permission' },
    'post',
    '/.well-known/backstage/permissions/apply-conditions',
    { body: { items } },
  );
  expect(response.status).toBe(200);
  expect(
    response.body.items.map((item: { result: string }) => item.result),
  ).toEqual(['ALLOW', 'ALLOW', 'DENY', 'DENY', 'DENY', 'ALLOW', 'DENY']);
});
