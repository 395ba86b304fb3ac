/** The organisation that lives in the sandbox: people by role, teams, and who is on call. */

export type Role =
  | 'ML engineer'
  | 'Team lead'
  | 'On-call'
  | 'Platform lead'
  | 'Auditor';

export type Person = {
  /** Catalog `User` name. */
  name: string;
  displayName: string;
  email: string;
  role: Role;
  /** Catalog `Group` names. */
  memberOf: string[];
};

export type Team = {
  /** Catalog `Group` name; also the Kubernetes namespace of its endpoints. */
  name: string;
  title: string;
  kind: 'organization' | 'department' | 'team' | 'leads';
  parent?: string;
  /** `goldenpath.dev/quota-approvers`: the group whose members decide the `lead` stage. */
  quotaApprovers?: string;
  costCentre?: string;
  /** PagerDuty service that pages this team. */
  pagerDutyServiceId?: string;
  /** How it was onboarded to GPU; a team without has yet to be. */
  tenancy?: {
    /** Whole units. */
    monthlyBudgetUsd: number;
    /** Name of the quota envelope it began with. */
    envelope?: string;
  };
};

export type OnCallSchedule = {
  serviceId: string;
  serviceName: string;
  escalationPolicyId: string;
  /** In order; level 1 is paged first. An empty list of people is a gap at that level. */
  levels: {
    escalateAfterMinutes: number;
    scheduleId: string;
    scheduleName: string;
    /** `Person.name`s that take turns. */
    people: string[];
    shiftHours: number;
  }[];
};

export const ORGANISATION = 'meridian';

export const teams: Team[] = [
  { name: 'meridian', title: 'Meridian', kind: 'organization' },
  {
    name: 'customer-products',
    title: 'Customer products',
    kind: 'department',
    parent: 'meridian',
    quotaApprovers: 'customer-products-leads',
  },
  {
    name: 'data-products',
    title: 'Data products',
    kind: 'department',
    parent: 'meridian',
    quotaApprovers: 'data-products-leads',
  },
  {
    name: 'customer-products-leads',
    title: 'Customer products leads',
    kind: 'leads',
    parent: 'customer-products',
  },
  {
    name: 'data-products-leads',
    title: 'Data products leads',
    kind: 'leads',
    parent: 'data-products',
  },
  {
    name: 'support-assist',
    title: 'Support assist',
    kind: 'team',
    parent: 'customer-products',
    costCentre: 'CC-4110',
    pagerDutyServiceId: 'PSUPPRT',
    tenancy: { monthlyBudgetUsd: 20_000, envelope: 'gpu-large-model' },
  },
  {
    name: 'search-ranking',
    title: 'Search ranking',
    kind: 'team',
    parent: 'customer-products',
    costCentre: 'CC-4120',
    pagerDutyServiceId: 'PSEARCH',
    tenancy: { monthlyBudgetUsd: 15_000, envelope: 'gpu-large-model' },
  },
  {
    name: 'fraud-detection',
    title: 'Fraud detection',
    kind: 'team',
    parent: 'data-products',
    costCentre: 'CC-5210',
    pagerDutyServiceId: 'PFRAUD1',
    tenancy: { monthlyBudgetUsd: 8_000, envelope: 'gpu-starter' },
  },
  {
    name: 'document-intelligence',
    title: 'Document intelligence',
    kind: 'team',
    parent: 'data-products',
    costCentre: 'CC-5220',
    pagerDutyServiceId: 'PDOCINT',
    tenancy: { monthlyBudgetUsd: 12_000, envelope: 'gpu-standard' },
  },
  // New here: it has leads and an on-call service, and is not on the platform yet.
  {
    name: 'voice-analytics',
    title: 'Voice analytics',
    kind: 'team',
    parent: 'data-products',
    costCentre: 'CC-5230',
    pagerDutyServiceId: 'PVOICE1',
  },
  {
    name: 'ai-platform',
    title: 'AI platform',
    kind: 'team',
    parent: 'meridian',
    quotaApprovers: 'ai-platform',
    costCentre: 'CC-1000',
    pagerDutyServiceId: 'PAIPLAT',
    tenancy: { monthlyBudgetUsd: 5_000 },
  },
  {
    name: 'internal-audit',
    title: 'Internal audit',
    kind: 'team',
    parent: 'meridian',
  },
];

export const people: Person[] = [
  {
    name: 'mia.chen',
    displayName: 'Mia Chen',
    email: 'mia.chen@meridian.example',
    role: 'ML engineer',
    memberOf: ['support-assist'],
  },
  {
    name: 'tom.okafor',
    displayName: 'Tom Okafor',
    email: 'tom.okafor@meridian.example',
    role: 'Team lead',
    memberOf: ['support-assist', 'customer-products-leads'],
  },
  {
    name: 'priya.nair',
    displayName: 'Priya Nair',
    email: 'priya.nair@meridian.example',
    role: 'On-call',
    memberOf: ['ai-platform'],
  },
  {
    name: 'lena.fischer',
    displayName: 'Lena Fischer',
    email: 'lena.fischer@meridian.example',
    role: 'Platform lead',
    memberOf: ['ai-platform'],
  },
  {
    name: 'diego.santos',
    displayName: 'Diego Santos',
    email: 'diego.santos@meridian.example',
    role: 'ML engineer',
    memberOf: ['search-ranking'],
  },
  {
    name: 'hana.suzuki',
    displayName: 'Hana Suzuki',
    email: 'hana.suzuki@meridian.example',
    role: 'ML engineer',
    memberOf: ['fraud-detection'],
  },
  {
    name: 'noor.rahman',
    displayName: 'Noor Rahman',
    email: 'noor.rahman@meridian.example',
    role: 'Team lead',
    memberOf: ['fraud-detection', 'data-products-leads'],
  },
  {
    name: 'sam.weber',
    displayName: 'Sam Weber',
    email: 'sam.weber@meridian.example',
    role: 'ML engineer',
    memberOf: ['document-intelligence'],
  },
  {
    name: 'omar.haddad',
    displayName: 'Omar Haddad',
    email: 'omar.haddad@meridian.example',
    role: 'Team lead',
    memberOf: ['voice-analytics', 'data-products-leads'],
  },
  {
    name: 'ines.moreau',
    displayName: 'Ines Moreau',
    email: 'ines.moreau@meridian.example',
    role: 'Auditor',
    memberOf: ['internal-audit'],
  },
];

/** PagerDuty services with their escalation policies. Search ranking has a gap at level 1. */
export const onCall: OnCallSchedule[] = [
  {
    serviceId: 'PAIPLAT',
    serviceName: 'AI platform',
    escalationPolicyId: 'EAIPLAT',
    levels: [
      {
        escalateAfterMinutes: 15,
        scheduleId: 'SAIPL01',
        scheduleName: 'AI platform primary',
        people: ['priya.nair', 'lena.fischer'],
        shiftHours: 168,
      },
      {
        escalateAfterMinutes: 30,
        scheduleId: 'SAIPL02',
        scheduleName: 'AI platform secondary',
        people: ['lena.fischer'],
        shiftHours: 168,
      },
    ],
  },
  {
    serviceId: 'PSUPPRT',
    serviceName: 'Support assist',
    escalationPolicyId: 'ESUPPRT',
    levels: [
      {
        escalateAfterMinutes: 30,
        scheduleId: 'SSUPP01',
        scheduleName: 'Support assist daily',
        people: ['mia.chen', 'tom.okafor'],
        shiftHours: 24,
      },
      {
        escalateAfterMinutes: 30,
        scheduleId: 'SSUPP02',
        scheduleName: 'Support assist lead',
        people: ['tom.okafor'],
        shiftHours: 168,
      },
    ],
  },
  {
    serviceId: 'PSEARCH',
    serviceName: 'Search ranking',
    escalationPolicyId: 'ESEARCH',
    levels: [
      {
        escalateAfterMinutes: 15,
        scheduleId: 'SSEAR01',
        scheduleName: 'Search ranking office hours',
        people: [],
        shiftHours: 8,
      },
      {
        escalateAfterMinutes: 30,
        scheduleId: 'SSEAR02',
        scheduleName: 'Search ranking backup',
        people: ['diego.santos'],
        shiftHours: 168,
      },
    ],
  },
  {
    serviceId: 'PFRAUD1',
    serviceName: 'Fraud detection',
    escalationPolicyId: 'EFRAUD1',
    levels: [
      {
        escalateAfterMinutes: 10,
        scheduleId: 'SFRAU01',
        scheduleName: 'Fraud detection follow-the-sun',
        people: ['hana.suzuki', 'noor.rahman'],
        shiftHours: 12,
      },
      {
        escalateAfterMinutes: 15,
        scheduleId: 'SFRAU02',
        scheduleName: 'Fraud detection lead',
        people: ['noor.rahman'],
        shiftHours: 168,
      },
    ],
  },
  {
    serviceId: 'PDOCINT',
    serviceName: 'Document intelligence',
    escalationPolicyId: 'EDOCINT',
    levels: [
      {
        escalateAfterMinutes: 30,
        scheduleId: 'SDOCI01',
        scheduleName: 'Document intelligence weekly',
        people: ['sam.weber'],
        shiftHours: 168,
      },
    ],
  },
  {
    serviceId: 'PVOICE1',
    serviceName: 'Voice analytics',
    escalationPolicyId: 'EVOICE1',
    levels: [
      {
        escalateAfterMinutes: 30,
        scheduleId: 'SVOIC01',
        scheduleName: 'Voice analytics weekly',
        people: ['omar.haddad'],
        shiftHours: 168,
      },
    ],
  },
];
