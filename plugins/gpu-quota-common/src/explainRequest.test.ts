import { explainRequest } from './explainRequest';
import type { QuotaRequest } from './types';

const asked: QuotaRequest = {
  id: 12,
  version: 1,
  team: 'group:default/chat',
  acceleratorClass: 'h100-80g',
  count: 4,
  reason: 'Launch week',
  state: 'pending',
  stages: ['lead'],
  waitingOn: 'lead',
  approvers: ['group:default/product-leads'],
  requestedBy: 'user:default/ana',
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
  decisions: [],
  questions: [],
  awaitingRequester: false,
  evidence: { quota: { granted: 2, reserved: 2, waiting: 0 } },
  can: {
    decide: false,
    withdraw: true,
    edit: true,
    ask: false,
    answer: false,
    whyNot: 'You made it yourself.',
  },
};

it('says who asked for what, who decides next, and whether that is you', () => {
  expect(explainRequest(asked)).toBe(
    'user:default/ana asked for 4 × h100-80g for group:default/chat: “Launch week”. It waits for a decision at the lead stage, by group:default/product-leads. You cannot decide it: You made it yourself.',
  );
  expect(
    explainRequest({
      ...asked,
      can: {
        decide: true,
        withdraw: false,
        edit: false,
        ask: true,
        answer: false,
      },
    }),
  ).toContain('You may decide it.');
  expect(explainRequest({ ...asked, approvers: [] })).toContain(
    'by nobody: no group is named for it',
  );
});

it.each<[Partial<QuotaRequest>, string]>([
  [
    {
      state: 'denied',
      decisions: [
        {
          stage: 'lead',
          outcome: 'denied',
          by: 'user:default/lead',
          at: '2026-11-23T10:00:00.000Z',
          reason: 'The L4s idle',
        },
      ],
    },
    'At the lead stage user:default/lead denied it on 2026-11-23T10:00:00.000Z: “The L4s idle”. It is denied.',
  ],
  [
    {
      state: 'partially-approved',
      grantedCount: 2,
      decisions: [
        {
          stage: 'lead',
          outcome: 'approved',
          grantedCount: 2,
          by: 'user:default/lead',
          at: '2026-11-23T10:00:00.000Z',
          reason: 'Half for now',
        },
      ],
    },
    'approved 2 of 4 on 2026-11-23T10:00:00.000Z: “Half for now”. It is approved in part: 2 are granted.',
  ],
  [
    {
      awaitingRequester: true,
      questions: [
        {
          stage: 'lead',
          question: 'Why four?',
          by: 'user:default/lead',
          at: '2026-11-23T10:00:00.000Z',
        },
      ],
    },
    'It waits for an answer to a question of user:default/lead: “Why four?”',
  ],
  [{ state: 'approved', grantedCount: 4 }, 'It is approved in full'],
  [{ state: 'withdrawn' }, 'It is withdrawn; nothing was granted.'],
  [{ state: 'expired' }, 'It is expired; nothing was granted.'],
])('explains %j', (change, sentence) => {
  expect(explainRequest({ ...asked, ...change })).toContain(sentence);
});
