import type { Entity } from '@backstage/catalog-model';
import { formatFieldErrors } from './fieldError';
import { parseGpuTenancy, tenancyOf, tenancyRefOf } from './gpuTenancy';
import { parseQuotaEnvelope } from './quotaEnvelope';

function tenancy(
  annotations: Record<string, string | undefined> = {},
  owner = 'group:default/voice-analytics',
): Entity {
  return JSON.parse(
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'voice-analytics-gpu',
        namespace: 'default',
        annotations: {
          'backstage.io/kubernetes-namespace': 'voice-analytics',
          'goldenpath.dev/cost-centre': 'CC-5230',
          'goldenpath.dev/monthly-budget': '4000 USD',
          'goldenpath.dev/quota-envelope': 'resource:default/gpu-starter',
          ...annotations,
        },
      },
      spec: { type: 'gpu-tenancy', owner },
    }),
  );
}

function problemsOf(
  parsed: ReturnType<typeof parseGpuTenancy | typeof parseQuotaEnvelope>,
): string {
  return parsed.ok ? '' : formatFieldErrors(parsed.errors);
}

describe('a GPU tenancy', () => {
  it('says whose it is, where its endpoints run and who pays', () => {
    expect(parseGpuTenancy(tenancy())).toEqual({
      ok: true,
      value: {
        name: 'voice-analytics-gpu',
        title: 'voice-analytics-gpu',
        entityRef: 'resource:default/voice-analytics-gpu',
        team: 'group:default/voice-analytics',
        namespace: 'voice-analytics',
        costCentre: 'CC-5230',
        monthlyBudget: { amountMinor: 400_000, currency: 'USD' },
        quotaEnvelope: 'resource:default/gpu-starter',
      },
    });
  });

  it.each([
    [
      { 'goldenpath.dev/monthly-budget': '4000' },
      "metadata.annotations.goldenpath.dev/monthly-budget: must be a whole amount and an ISO 4217 currency, such as '4000 USD'",
    ],
    [{ 'goldenpath.dev/monthly-budget': '0 USD' }, 'must be a whole amount'],
    [{ 'goldenpath.dev/monthly-budget': '10 XYZ' }, 'must be a whole amount'],
    [
      { 'goldenpath.dev/cost-centre': undefined },
      'metadata.annotations.goldenpath.dev/cost-centre: is missing',
    ],
    [
      { 'goldenpath.dev/cost-centre': ' ' },
      'metadata.annotations.goldenpath.dev/cost-centre: must not be empty',
    ],
    [
      { 'goldenpath.dev/cost-centre': 'C'.repeat(64) },
      'metadata.annotations.goldenpath.dev/cost-centre: must be at most 63 characters',
    ],
    [
      { 'backstage.io/kubernetes-namespace': 'someone-else' },
      "metadata.annotations.backstage.io/kubernetes-namespace: must be 'voice-analytics'",
    ],
    [
      { 'goldenpath.dev/quota-envelope': 'component:default/x' },
      'metadata.annotations.goldenpath.dev/quota-envelope: must name a quota envelope',
    ],
  ])('with %j is refused by the path of the field', (annotations, problem) => {
    expect(problemsOf(parseGpuTenancy(tenancy(annotations)))).toContain(
      problem,
    );
  });

  it('counts for the team that owns it, in the one place of its name', () => {
    const team = 'group:default/voice-analytics';
    expect(tenancyRefOf(team)).toEqual({
      kind: 'resource',
      namespace: 'default',
      name: 'voice-analytics-gpu',
    });
    expect(tenancyRefOf(`group:default/${'a'.repeat(63)}`).name).toBe(
      `${'a'.repeat(59)}-gpu`,
    );
    expect(tenancyOf(tenancy(), team)).toMatchObject({ team });
    expect(tenancyOf(tenancy(), 'group:other/voice-analytics')).toBeUndefined();
    expect(tenancyOf(undefined, team)).toBeUndefined();
    const elsewhere = tenancy();
    elsewhere.metadata.name = 'made-by-a-stranger';
    expect(tenancyOf(elsewhere, team)).toBeUndefined();
  });

  it('is refused with all that is wrong at once', () => {
    expect(
      problemsOf(
        parseGpuTenancy(tenancy({ 'goldenpath.dev/monthly-budget': '1' }, '')),
      ),
    ).toBe(
      "spec.owner: must be the group that is the tenant; metadata.annotations.goldenpath.dev/monthly-budget: must be a whole amount and an ISO 4217 currency, such as '4000 USD'",
    );
    expect(
      problemsOf(parseGpuTenancy({ ...tenancy({}, ''), kind: 'Component' })),
    ).toBe("spec.type: must be 'gpu-tenancy' on a Resource");
  });

  it('belongs to a group, not to a person', () => {
    expect(
      problemsOf(parseGpuTenancy(tenancy({}, 'user:default/mia.chen'))),
    ).toBe('spec.owner: must be the group that is the tenant');
  });
});

describe('a quota envelope', () => {
  const envelope = (devices: unknown): Entity =>
    JSON.parse(
      JSON.stringify({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Resource',
        metadata: { name: 'gpu-starter', title: 'Starter' },
        spec: {
          type: 'quota-envelope',
          owner: 'ai-platform',
          envelope: { devices },
        },
      }),
    );

  it('says how many devices of which classes it offers', () => {
    expect(
      parseQuotaEnvelope(envelope([{ acceleratorClass: 'l4-24g', count: 2 }])),
    ).toEqual({
      ok: true,
      value: {
        name: 'gpu-starter',
        title: 'Starter',
        entityRef: 'resource:default/gpu-starter',
        owner: 'group:default/ai-platform',
        devices: [{ acceleratorClass: 'l4-24g', count: 2 }],
      },
    });
  });

  it.each([
    [undefined, 'spec.envelope.devices: must be a list'],
    [[], 'spec.envelope.devices: must hold at least one accelerator class'],
    [
      [{ acceleratorClass: 'l4-24g', count: 0.5 }],
      'spec.envelope.devices[0].count: must be a whole number of devices',
    ],
    [
      [
        { acceleratorClass: 'l4-24g', count: 1 },
        { acceleratorClass: 'l4-24g', count: 2 },
      ],
      'spec.envelope.devices[1].acceleratorClass: names l4-24g a second time',
    ],
  ])(
    'with the devices %j is refused by the path of the field',
    (devices, problem) => {
      expect(problemsOf(parseQuotaEnvelope(envelope(devices)))).toContain(
        problem,
      );
    },
  );
});
