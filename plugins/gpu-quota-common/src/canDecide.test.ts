import fc from 'fast-check';
import { canDecide, type Actor } from './canDecide';
import type { RequestState, Stage } from './types';

const request = {
  state: 'pending' as RequestState,
  count: 4,
  stages: ['lead'] as Stage[],
  decisions: [],
  requestedBy: 'user:default/mia.chen',
  questions: [] as { answeredBy?: string }[],
};

function user(userEntityRef: string): Actor {
  return { type: 'user', userEntityRef };
}

it('lets an approver of the stage decide', () => {
  expect(
    canDecide({
      request,
      actor: user('user:default/tom.okafor'),
      approves: ['lead'],
    }),
  ).toEqual({ allowed: true, stage: 'lead' });
});

it.each<[string, Actor, Stage[], Partial<typeof request>, string]>([
  ['the requester', user('user:default/mia.chen'), ['lead'], {}, 'own-request'],
  [
    'the requester in another spelling',
    user('User:Default/Mia.Chen'),
    ['lead'],
    {},
    'own-request',
  ],
  [
    'who answered for a service that asked',
    user('user:default/tom'),
    ['lead'],
    {
      requestedBy: 'service:plugin:scaffolder',
      questions: [{ answeredBy: 'user:default/Tom' }, {}],
    },
    'own-request',
  ],
  [
    'an approver of another stage',
    user('user:default/lena'),
    ['platform'],
    {},
    'not-approver',
  ],
  ['nobody’s approver', user('user:default/sam'), [], {}, 'not-approver'],
  [
    'a service',
    { type: 'service', subject: 'plugin:scaffolder' },
    ['lead'],
    {},
    'service',
  ],
  ['the plugin itself', { type: 'system' }, ['lead'], {}, 'service'],
  [
    'anybody on what is decided',
    user('user:default/tom'),
    ['lead'],
    { state: 'denied' },
    'not-pending',
  ],
])('refuses %s', (_who, actor, approves, change, rule) => {
  expect(
    canDecide({ request: { ...request, ...change }, actor, approves }),
  ).toEqual({ allowed: false, rule, whyNot: expect.stringMatching(/\.$/) });
});

it('lets exactly those approvers decide who neither asked nor spoke for who asked, however they are spelled', () => {
  const people = ['ana', 'ben', 'cleo'];
  const ref = fc
    .tuple(fc.constantFrom(...people), fc.func(fc.boolean()))
    .map(([who, upper]) => ({
      who,
      ref: [...`user:default/${who}`]
        .map((letter, at) => (upper(at) ? letter.toUpperCase() : letter))
        .join(''),
    }));
  fc.assert(
    fc.property(
      ref,
      fc.option(ref),
      fc.array(fc.option(ref)),
      fc.subarray<Stage>(['lead', 'platform']),
      (actor, asked, answers, approves) => {
        const verdict = canDecide({
          request: {
            ...request,
            requestedBy: asked?.ref ?? 'service:plugin:scaffolder',
            questions: answers.map(answer => ({ answeredBy: answer?.ref })),
          },
          actor: user(actor.ref),
          approves,
        });
        const isParty = [asked, ...answers].some(
          each => each?.who === actor.who,
        );
        expect(verdict.allowed).toBe(!isParty && approves.includes('lead'));
      },
    ),
  );
});
