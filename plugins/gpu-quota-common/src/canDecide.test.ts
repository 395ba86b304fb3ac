import fc from 'fast-check';
import { actorRef, canDecide, type Actor } from './canDecide';
import type { RequestState, Stage } from './types';

const request = {
  state: 'pending' as RequestState,
  count: 4,
  stages: ['lead'] as Stage[],
  decisions: [],
  requestedBy: 'user:default/mia.chen',
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

it('never lets anybody decide on what they asked for, whatever else they are', () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,20}$/);
  fc.assert(
    fc.property(
      name,
      fc.subarray<Stage>(['lead', 'platform']),
      fc.func(fc.boolean()),
      (who, approves, upper) => {
        const spelling = [...`user:default/${who}`]
          .map(letter => (upper(letter) ? letter.toUpperCase() : letter))
          .join('');
        const actor = user(spelling);
        const own = {
          ...request,
          requestedBy: actorRef(user(`user:default/${who}`)),
        };
        expect(canDecide({ request: own, actor, approves }).allowed).toBe(
          false,
        );
      },
    ),
  );
});
