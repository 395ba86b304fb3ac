import {
  DEFAULT_NAMESPACE,
  parseEntityRef,
  stringifyEntityRef,
  type CompoundEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { z } from 'zod';
import { isCurrency } from './currency';
import { GROUP_ANNOTATIONS, VENDOR_ANNOTATIONS } from './endpoint';
import { entityRefOf } from './entityRefOf';
import { fieldErrorsOf, type FieldError, type Parsed } from './fieldError';
import { toMoney, type Money } from './money';
import { isResourceOf, readOwnedResource } from './ownedResource';

/**
 * `spec.type` of a catalog Resource that records that a team was onboarded to GPU.
 *
 * @public
 */
export const GPU_TENANCY_TYPE = 'gpu-tenancy';

/**
 * Annotations that a GPU tenancy carries, by what they say.
 *
 * @public
 */
export const TENANCY_ANNOTATIONS = {
  /** The same as on a Group. */
  costCentre: GROUP_ANNOTATIONS.costCentre,
  /** What the team plans to spend on accelerators in a month, e.g. `4000 USD`. */
  monthlyBudget: 'goldenpath.dev/monthly-budget',
  /** Entity ref of the quota envelope that the team began with. */
  quotaEnvelope: 'goldenpath.dev/quota-envelope',
} as const;

/**
 * The template that gives a team its GPU tenancy, by its catalog entity.
 *
 * @public
 */
export const ONBOARDING_TEMPLATE = {
  namespace: 'default',
  templateName: 'onboard-team',
  title: 'Onboard a team to GPU',
} as const;

/**
 * A team's place on the platform, as read from its catalog Resource: where its endpoints run and who pays.
 *
 * @public
 */
export type GpuTenancy = {
  name: string;
  title: string;
  /** `resource:namespace/name` */
  entityRef: string;
  /** Entity ref of the Group that it is for. */
  team: string;
  /** Kubernetes namespace of the team's endpoints: the Group's name. */
  namespace: string;
  costCentre: string;
  /** For accelerators. */
  monthlyBudget: Money;
  /** `resource:namespace/name` of the envelope that the team began with. */
  quotaEnvelope?: string;
  /** Whom to page for the team where its Group does not say. */
  pagerDutyServiceId?: string;
};

const annotation = TENANCY_ANNOTATIONS;
const SUFFIX = '-gpu';
const OWNER_RULE = 'must be the group that is the tenant';
/** Of a catalog entity's name. */
const MAX_NAME_CHARACTERS = 63;
const MAX_COST_CENTRE_CHARACTERS = 63;
const BUDGET = /^([1-9]\d{0,9}) ([A-Z]{3})$/;
const BUDGET_HINT =
  "must be a whole amount and an ISO 4217 currency, such as '4000 USD'";

/**
 * Checks a cost centre as a tenancy carries it: at most 63 characters, which is what a cloud's or a cluster's labels hold.
 *
 * @returns what is wrong, after "it"; undefined where nothing is
 *
 * @public
 */
export function checkCostCentre(text: string): string | undefined {
  if (text.trim() === '') {
    return 'must not be empty';
  }
  return text.trim().length > MAX_COST_CENTRE_CHARACTERS
    ? `must be at most ${MAX_COST_CENTRE_CHARACTERS} characters`
    : undefined;
}

const annotationsSchema = z.object({
  [VENDOR_ANNOTATIONS.kubernetesNamespace]: z
    .string({ error: "is missing; name the team's namespace" })
    .regex(
      /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
      'must be a DNS label (lower case letters, digits and -)',
    ),
  [annotation.costCentre]: z
    .string({ error: 'is missing; say which cost centre pays' })
    .trim()
    .superRefine((text, context) => {
      const problem = checkCostCentre(text);
      if (problem) {
        context.addIssue({ code: 'custom', message: problem });
      }
    }),
  [annotation.monthlyBudget]: z
    .string({ error: `is missing; it ${BUDGET_HINT}` })
    .transform((text, context) => {
      const [, amount, currency] = BUDGET.exec(text) ?? [];
      if (!amount || !currency || !isCurrency(currency)) {
        context.addIssue({ code: 'custom', message: BUDGET_HINT });
        return z.NEVER;
      }
      return toMoney(Number(amount), currency);
    }),
  [annotation.quotaEnvelope]: z.string().optional(),
  [VENDOR_ANNOTATIONS.pagerDutyServiceId]: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(500)
    .optional(),
});

/**
 * Whether a catalog entity is a GPU tenancy, well formed or not.
 *
 * @public
 */
export function isGpuTenancyEntity(entity: Entity): boolean {
  return isResourceOf(entity, GPU_TENANCY_TYPE);
}

/**
 * The one place of the catalog where a team's GPU tenancy counts: `resource:default/<team>-gpu`.
 *
 * @remarks
 * Anybody may register a tenancy and name any team as its owner. With one place there is one, and whose it is is seen by
 * its name.
 *
 * @param team - entity ref of the Group, in full
 * @public
 */
export function tenancyRefOf(team: string): CompoundEntityRef {
  const { name } = parseEntityRef(team);
  return {
    kind: 'resource',
    namespace: DEFAULT_NAMESPACE,
    name: `${name.slice(0, MAX_NAME_CHARACTERS - SUFFIX.length)}${SUFFIX}`,
  };
}

function envelopeRefOf(value: string, namespace: string): string | undefined {
  const ref = entityRefOf(value, {
    defaultKind: 'resource',
    defaultNamespace: namespace,
  });
  return ref?.startsWith('resource:') ? ref : undefined;
}

/**
 * Reads a GPU tenancy from its catalog Resource.
 *
 * @param entity - a Resource with `spec.type: gpu-tenancy` that the team's Group owns
 * @returns the tenancy, or every field that is wrong with its path in the entity
 *
 * @public
 */
export function parseGpuTenancy(entity: Entity): Parsed<GpuTenancy> {
  const read = readOwnedResource(entity, {
    type: GPU_TENANCY_TYPE,
    spec: z.unknown(),
    ownerRule: OWNER_RULE,
  });
  if (!read.ok && !isGpuTenancyEntity(entity)) {
    return read;
  }
  const errors: FieldError[] = [];
  const resource = read.ok ? read.value.resource : undefined;
  const team = resource?.owner.startsWith('group:')
    ? resource.owner
    : undefined;
  if (team === undefined) {
    errors.push({ path: 'spec.owner', message: OWNER_RULE });
  }
  const parsed = annotationsSchema.safeParse(entity.metadata.annotations ?? {});
  if (!parsed.success) {
    errors.push(...fieldErrorsOf(parsed.error, 'metadata.annotations'));
    return { ok: false, errors };
  }
  const values = parsed.data;
  const namespace = values[VENDOR_ANNOTATIONS.kubernetesNamespace];
  if (team !== undefined && parseEntityRef(team).name !== namespace) {
    errors.push({
      path: `metadata.annotations.${VENDOR_ANNOTATIONS.kubernetesNamespace}`,
      message: `must be '${
        parseEntityRef(team).name
      }', the team's name: its quota is enforced there`,
    });
  }
  const envelope = values[annotation.quotaEnvelope];
  const quotaEnvelope =
    envelope === undefined
      ? undefined
      : envelopeRefOf(envelope, entity.metadata.namespace ?? DEFAULT_NAMESPACE);
  if (envelope !== undefined && quotaEnvelope === undefined) {
    errors.push({
      path: `metadata.annotations.${annotation.quotaEnvelope}`,
      message: `must name a quota envelope (a Resource), not '${envelope}'`,
    });
  }
  if (errors.length > 0 || !resource || team === undefined) {
    return { ok: false, errors };
  }
  const pagerDutyServiceId = values[VENDOR_ANNOTATIONS.pagerDutyServiceId];
  return {
    ok: true,
    value: {
      name: resource.name,
      title: resource.title,
      entityRef: resource.entityRef,
      team,
      namespace,
      costCentre: values[annotation.costCentre],
      monthlyBudget: values[annotation.monthlyBudget],
      ...(quotaEnvelope && { quotaEnvelope }),
      ...(pagerDutyServiceId && { pagerDutyServiceId }),
    },
  };
}

/**
 * The GPU tenancy of a team, where the entity in its place ({@link tenancyRefOf}) is one.
 *
 * @param entity - what the catalog has there
 * @param team - entity ref of the Group, in full
 * @public
 */
export function tenancyOf(
  entity: Entity | undefined,
  team: string,
): GpuTenancy | undefined {
  const parsed = entity && parseGpuTenancy(entity);
  return parsed?.ok &&
    parsed.value.team === team &&
    parsed.value.entityRef === stringifyEntityRef(tenancyRefOf(team))
    ? parsed.value
    : undefined;
}
