import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatMoney,
  GROUP_ANNOTATIONS,
  isCurrency,
  tenancyRefOf,
  toMoney,
} from '@golden-path/plugin-inference-common';
import { parseRepository } from '@golden-path/plugin-inference-node';
import { refuseProblems, tenantProblems } from '../onboarding/checkTenant';
import { priceEnvelope, readEnvelope } from '../onboarding/readEnvelope';
import { readLeads } from '../onboarding/readLeads';
import { findTenancy } from '../onboarding/tenancies';
import { checkNamespace } from '../plan/checkEndpointName';
import { readAcceleratorClasses, readOwningTeam } from '../plan/readCatalog';
import { examples } from './checkTeam.examples';
import { quotaClientFor, type QuotaAccess } from './quotaClient';

/** What {@link createCheckTeamAction} needs. @public */
export type CheckTeamActionOptions = QuotaAccess & {
  catalog: CatalogService;
  config: RootConfigService;
};

/**
 * Creates `gpu-quota:team:check`: whether a team can be onboarded to GPU, and what its repository needs.
 *
 * @remarks
 * Says everything that is missing at once, each in a sentence that says what to do: no leads, nobody to page, no cost
 * centre, whoever started the task is no member, the team is onboarded already.
 *
 * @public
 */
export function createCheckTeamAction(options: CheckTeamActionOptions) {
  const { catalog, config } = options;
  return createTemplateAction({
    id: 'gpu-quota:team:check',
    description:
      'Checks that a team can be onboarded to GPU, and says everything that is missing at once',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        team: z => z.string({ description: 'Entity ref of the group' }),
        envelope: z =>
          z.string({
            description: 'Entity ref of the quota envelope to begin with',
          }),
        costCentre: z =>
          z
            .string({ description: "Who pays; left out, the group's own" })
            .trim()
            .max(63)
            .regex(
              /^[\w .\-/]*$/,
              'takes letters, digits, spaces and . _ - / only',
            )
            .optional(),
        monthlyBudget: z =>
          z
            .number({
              description: 'For accelerators, in whole units of the currency',
            })
            .int()
            .min(1)
            .max(1_000_000_000),
        currency: z =>
          z
            .string({ description: 'ISO 4217' })
            .regex(/^[A-Z]{3}$/, "must be a currency such as 'USD'"),
        pagerDutyServiceId: z =>
          z
            .string({
              description: 'Whom to page, where the group does not say',
            })
            .trim()
            .regex(
              /^[A-Za-z0-9]{0,40}$/,
              'must be the id of a PagerDuty service, letters and digits',
            )
            .optional(),
        repoUrl: z =>
          z.string({ description: "Repository as 'host?owner=…&repo=…'" }),
      },
      output: {
        team: z => z.string({ description: 'Entity ref of the group' }),
        teamTitle: z => z.string(),
        namespace: z =>
          z.string({
            description: 'Kubernetes namespace, the name of the team',
          }),
        tenancyName: z => z.string({ description: 'Of the catalog entity' }),
        leadGroup: z =>
          z.string({ description: 'Entity ref of the group of leads' }),
        leadGroupTitle: z => z.string(),
        costCentre: z => z.string(),
        monthlyBudget: z => z.string({ description: "E.g. '4000 USD'" }),
        monthlyBudgetText: z => z.string({ description: 'For people' }),
        pagerDutyServiceId: z =>
          z
            .string({
              description: "Only where it is not the group's own",
            })
            .optional(),
        envelope: z =>
          z.string({ description: 'Entity ref of the quota envelope' }),
        envelopeTitle: z => z.string(),
        devices: z =>
          z.array(
            z.object({ acceleratorClass: z.string(), count: z.number() }),
            { description: 'What to ask for' },
          ),
        devicesText: z => z.string(),
        costText: z =>
          z.string({
            description: 'All of it for a month, at list price',
          }),
        portalUrl: z => z.string(),
        publisher: z =>
          z.enum(['gitea', 'github', 'gitlab'], {
            description: 'Suffix of the publish action to run',
          }),
        repoOwner: z => z.string(),
        repositoryUrl: z => z.string(),
        catalogInfoPath: z => z.string(),
      },
    },
    async handler(ctx) {
      const { input, logger } = ctx;
      if (!isCurrency(input.currency)) {
        throw new InputError(
          `'${input.currency}' is not a currency of ISO 4217; write one such as 'USD'.`,
        );
      }
      const credentials = await ctx.getInitiatorCredentials();
      const access = { catalog, credentials };
      const repository = parseRepository(input.repoUrl, config);
      const team = await readOwningTeam({ ...access, owner: input.team });
      checkNamespace(team.name);
      const group = await catalog.getEntityByRef(team.ref, { credentials });
      const costCentre =
        input.costCentre ||
        group?.metadata.annotations?.[GROUP_ANNOTATIONS.costCentre]?.trim();
      const leads = await readLeads({
        ...access,
        team: team.ref,
        platformGroup: config.getOptionalString('gpuQuota.platformGroup'),
      });
      const portalUrl = config.getString('app.baseUrl').replace(/\/+$/, '');
      const isMember = ctx.isDryRun
        ? undefined
        : (
            await (
              await quotaClientFor(options, credentials)
            ).listMyTeams({ signal: ctx.signal })
          ).teams.includes(team.ref);
      // In a checkpoint, because a task that is run again finds what it has registered itself.
      const tenancy = await ctx.checkpoint({
        key: `gpu-quota.team.tenancy.${team.ref}`,
        fn: () => findTenancy({ ...access, team: team.ref }),
      });
      refuseProblems(
        team.title,
        tenantProblems({
          title: team.title,
          leads,
          initiator: ctx.user?.ref,
          isMember,
          pagerDutyServiceId:
            team.pagerDutyServiceId ?? input.pagerDutyServiceId,
          costCentre,
          tenancy,
          quotaPage: `${portalUrl}/gpu-quota`,
        }),
      );
      if (leads.state !== 'known' || !costCentre) {
        throw new InputError(`${team.title} cannot be onboarded`);
      }

      const envelope = await readEnvelope({
        ...access,
        envelope: input.envelope,
      });
      const classes = await readAcceleratorClasses({ ...access, logger });
      const priced = priceEnvelope(envelope, classes);
      const monthlyBudgetText = formatMoney(
        toMoney(input.monthlyBudget, input.currency),
      );
      logger.info(
        `${team.title} begins with ${priced.devicesText}: ${priced.costText} a month at list price, of a budget of ${monthlyBudgetText}`,
      );

      const outputs = {
        team: team.ref,
        teamTitle: team.title,
        namespace: team.name,
        tenancyName: tenancyRefOf(team.ref).name,
        leadGroup: leads.group,
        leadGroupTitle: leads.title,
        costCentre,
        monthlyBudget: `${input.monthlyBudget} ${input.currency}`,
        monthlyBudgetText,
        pagerDutyServiceId: team.pagerDutyServiceId
          ? undefined
          : input.pagerDutyServiceId,
        envelope: envelope.entityRef,
        envelopeTitle: envelope.title,
        devices: envelope.devices,
        ...priced,
        portalUrl,
        publisher: repository.publisher,
        repoOwner: repository.owner,
        repositoryUrl: repository.url,
        catalogInfoPath: repository.catalogInfoPath,
      };
      for (const [key, value] of Object.entries(outputs)) {
        if (value !== undefined) {
          ctx.output(key as keyof typeof outputs, value);
        }
      }
    },
  });
}
