import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  type PermissionPolicy,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  gpuQuotaAuditReadPermission,
  gpuQuotaPermissions,
  gpuQuotaRequestCreatePermission,
  gpuQuotaRequestDecidePermission,
  gpuQuotaRequestReadPermission,
  type Stage,
} from '@golden-path/plugin-gpu-quota-common';
import {
  admits,
  gpuQuotaRequestRules,
  gpuQuotaTeamRules,
  type GpuQuotaLimit,
} from '@golden-path/plugin-gpu-quota-node';
import { GpuQuotaPolicy } from './GpuQuotaPolicy';
import permissionModule from './index';

const groups: Record<string, string[]> = {
  ana: ['group:default/chat'],
  lead: ['group:default/leads'],
  platform: ['group:default/platform'],
  both: ['group:default/leads', 'group:default/platform'],
  auditor: ['group:default/chat', 'group:default/Audit'],
};

const userInfo = {
  getUserInfo: async (credentials: object) => {
    const { userEntityRef } = Object(credentials).principal;
    return {
      userEntityRef,
      ownershipEntityRefs: [
        userEntityRef,
        ...(groups[userEntityRef.split('/')[1]] ?? []),
      ],
    };
  },
};

async function ask(
  policy: PermissionPolicy,
  name: string,
  permission: Permission,
) {
  const credentials = mockCredentials.user(`user:default/${name}`);
  return await policy.handle(
    { permission },
    { credentials, info: await userInfo.getUserInfo(credentials) },
  );
}

const rules = [
  ...Object.values(gpuQuotaRequestRules),
  ...Object.values(gpuQuotaTeamRules),
];

/** Whether somebody is permitted something with a request of the chat team. */
async function permitted(
  name: string,
  permission: Permission,
  request: {
    requestedBy?: string;
    waitingOn?: Stage;
    team?: string;
    lead?: string;
  } = {},
): Promise<boolean> {
  const policy = new GpuQuotaPolicy({
    userInfo,
    platformGroup: 'platform',
    auditorGroup: 'group:default/audit',
  });
  const decision = await ask(policy, name, permission);
  if (decision.result !== AuthorizeResult.CONDITIONAL) {
    return decision.result === AuthorizeResult.ALLOW;
  }
  const limit: GpuQuotaLimit = createConditionTransformer({
    getRuleByName: rule => {
      const found = rules.find(
        each =>
          each.name === rule && each.resourceType === decision.resourceType,
      );
      if (!found) throw new Error(`There is no rule ${rule}`);
      return found;
    },
  })(decision.conditions);
  return admits(limit, {
    team: 'group:default/chat',
    lead: 'group:default/leads',
    requestedBy: 'user:default/tom',
    waitingOn: 'lead',
    ...request,
  });
}

it.each<[string, boolean[]]>([
  //             own team  of another  one's own in another team
  ['ana', [true, false, true]],
  ['lead', [true, true, true]],
  ['platform', [true, true, true]],
  ['auditor', [true, true, true]],
  ['stranger', [false, false, true]],
])('lets %s read requests of their teams and their own', async (name, may) => {
  const read = gpuQuotaRequestReadPermission;
  const own = {
    team: 'group:default/search',
    requestedBy: `user:default/${name}`,
  };
  expect([
    await permitted(name, read),
    await permitted(name, read, { team: 'group:default/search' }),
    await permitted(name, read, own),
  ]).toEqual(may);
});

it('lets approvers decide at their stage, and nobody on their own', async () => {
  const decide = gpuQuotaRequestDecidePermission;
  const at = async (name: string, waitingOn: Stage, requestedBy?: string) =>
    await permitted(name, decide, {
      waitingOn,
      ...(requestedBy && { requestedBy }),
    });
  const answers: Record<string, boolean[]> = {};
  for (const name of ['ana', 'lead', 'platform', 'both', 'auditor']) {
    answers[name] = [
      await at(name, 'lead'),
      await at(name, 'platform'),
      await at(name, 'lead', `user:default/${name}`),
      await at(name, 'platform', `user:default/${name}`),
    ];
  }
  expect(answers).toEqual({
    ana: [false, false, false, false],
    lead: [true, false, false, false],
    platform: [false, true, false, false],
    both: [true, true, false, false],
    auditor: [false, false, false, false],
  });
});

it('lets an auditor do nothing but read', async () => {
  for (const permission of gpuQuotaPermissions) {
    expect([
      permission.name,
      await permitted('auditor', permission, { team: 'group:default/search' }),
    ]).toEqual([permission.name, permission.attributes.action === 'read']);
  }
  await expect(permitted('ana', gpuQuotaAuditReadPermission)).resolves.toBe(
    true,
  );
  await expect(
    permitted('ana', gpuQuotaAuditReadPermission, {
      team: 'group:default/search',
      lead: 'group:default/company',
    }),
  ).resolves.toBe(false);
});

it('finds out once who asks, however many permissions they ask for', async () => {
  const getUserInfo = jest.fn(userInfo.getUserInfo);
  const policy = new GpuQuotaPolicy({ userInfo: { getUserInfo } });
  const credentials = mockCredentials.user('user:default/ana');
  const info = await userInfo.getUserInfo(credentials);
  const answers = await Promise.all(
    gpuQuotaPermissions.map(permission =>
      policy.handle({ permission }, { credentials, info }),
    ),
  );
  expect(answers).toHaveLength(gpuQuotaPermissions.length);
  expect(getUserInfo).toHaveBeenCalledTimes(1);
});

it('is the portal’s policy when its module is added, and leaves the rest to another', async () => {
  const policies: PermissionPolicy[] = [];
  await startTestBackend({
    extensionPoints: [
      [
        policyExtensionPoint,
        {
          setPolicy(policy) {
            policies.push(policy);
          },
        },
      ],
    ],
    features: [
      permissionModule,
      mockServices.rootConfig.factory({
        data: { gpuQuota: { auditorGroup: 'audit' } },
      }),
    ],
  });
  const elsewhere = createPermission({
    name: 'catalog.entity.create',
    attributes: { action: 'create' },
  });
  expect(policies).toHaveLength(1);
  const [policy] = policies;
  await expect(ask(policy, 'ana', elsewhere)).resolves.toEqual({
    result: AuthorizeResult.ALLOW,
  });
  await expect(
    policy.handle({ permission: gpuQuotaRequestCreatePermission }),
  ).resolves.toEqual({ result: AuthorizeResult.DENY });

  const strict = new GpuQuotaPolicy({
    userInfo,
    otherwise: { handle: async () => ({ result: AuthorizeResult.DENY }) },
  });
  await expect(ask(strict, 'ana', elsewhere)).resolves.toEqual({
    result: AuthorizeResult.DENY,
  });
  await expect(
    ask(strict, 'ana', gpuQuotaRequestCreatePermission),
  ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
});
