import { InputError } from '@backstage/errors';
import { checkCostCentre } from '@golden-path/plugin-inference-common';
import type { Leads } from './readLeads';
import type { TenancyPlace } from './tenancies';

/** What has to be so before a team can be onboarded. */
export type TenantFacts = {
  /** Name for people. */
  title: string;
  leads: Leads;
  /** Entity ref of who starts the task; undefined for a service. */
  initiator?: string;
  /** Whether the initiator may ask for the team's quota; undefined where it was not asked. */
  isMember?: boolean;
  pagerDutyServiceId?: string;
  costCentre?: string;
  /** What the catalog has where the tenancy will be. */
  tenancy: TenancyPlace;
  /** Address of the page where a team asks for more quota. */
  quotaPage: string;
};

const SOURCE = "where your organisation's groups are kept";

function leadProblem({
  title,
  leads,
  initiator,
}: TenantFacts): string | undefined {
  if (leads.state === 'none') {
    return `Nobody leads ${title}: name a group of leads with the annotation goldenpath.dev/quota-approvers on its Group or on its department, ${SOURCE}.`;
  }
  if (leads.state === 'gone') {
    return `The leads of ${title} are ${leads.group}, which is not in the catalog: correct the annotation goldenpath.dev/quota-approvers, ${SOURCE}.`;
  }
  if (leads.members.length === 0) {
    return `${leads.title}, who decide the quota requests of ${title}, have no members: add its leads to ${leads.group}, ${SOURCE}.`;
  }
  if (leads.members.every(member => member === initiator)) {
    return `You are the only one in ${leads.title}, and nobody decides on a request of their own: add a second lead to ${leads.group}, or let another member of ${title} start this.`;
  }
  return undefined;
}

function readFrom({ from }: { from?: string }): string {
  return from === undefined ? '' : `, read from ${from}`;
}

function costCentreProblem({
  title,
  costCentre,
}: TenantFacts): string | undefined {
  if (!costCentre) {
    return `Nobody pays for ${title}: put goldenpath.dev/cost-centre on its Group, ${SOURCE}, or fill in the cost centre in the form.`;
  }
  const problem = checkCostCentre(costCentre);
  return (
    problem &&
    `The cost centre of ${title} ${problem}: correct goldenpath.dev/cost-centre on its Group, ${SOURCE}, or fill in another one in the form.`
  );
}

/**
 * Everything that keeps a team from being onboarded, one sentence each that says what to do; empty when nothing does.
 */
export function tenantProblems(facts: TenantFacts): string[] {
  const { title, tenancy } = facts;
  if (tenancy.state === 'onboarded') {
    const { name } = tenancy.tenancy;
    return [
      `${title} is onboarded already (${name} in the catalog${readFrom(
        tenancy,
      )}). For more quota, ask on its quota page: ${facts.quotaPage}`,
    ];
  }
  const problems = [
    tenancy.state === 'taken'
      ? `The place of its tenancy is taken by ${
          tenancy.entityRef
        }, which is not the tenancy of ${title} (its owner is ${
          tenancy.owner
        }${readFrom(tenancy)}): have it renamed or removed from the catalog.`
      : undefined,
    facts.isMember === false
      ? `Only members of ${title} can ask for its quota, and you are not one: let a member start this, or be added to the Group, ${SOURCE}.`
      : undefined,
    leadProblem(facts),
    facts.pagerDutyServiceId
      ? undefined
      : `Nobody can be paged for ${title}: put pagerduty.com/service-id on its Group, ${SOURCE}, or fill in the on-call service in the form.`,
    costCentreProblem(facts),
  ];
  return problems.filter(problem => problem !== undefined);
}

/**
 * @param problems - sentences
 * @throws InputError with all of them when there are any
 */
export function refuseProblems(title: string, problems: string[]): void {
  if (problems.length === 1) {
    throw new InputError(problems[0]);
  }
  if (problems.length > 1) {
    throw new InputError(
      `${title} cannot be onboarded yet. ${problems
        .map((problem, index) => `(${index + 1}) ${problem}`)
        .join(' ')}`,
    );
  }
}
