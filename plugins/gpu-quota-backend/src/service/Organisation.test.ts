import type { Entity } from '@backstage/catalog-model';
import fc from 'fast-check';
import { Organisation } from './Organisation';

function group(
  name: string,
  options: { parent?: string; approvers?: string; namespace?: string } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name,
      namespace: options.namespace ?? 'default',
      annotations: options.approvers
        ? { 'goldenpath.dev/quota-approvers': options.approvers }
        : {},
    },
    spec: { type: 'team', parent: options.parent },
  };
}

const team = 'group:default/team';

it.each<[string, Entity[], string | undefined]>([
  [
    'the group named on the team',
    [group('team', { approvers: 'leads', parent: 'dept' }), group('dept')],
    'group:default/leads',
  ],
  [
    'the group named on the nearest ancestor that names one',
    [
      group('team', { parent: 'dept' }),
      group('dept', { parent: 'company' }),
      group('company', { approvers: 'group:hr/board' }),
    ],
    'group:hr/board',
  ],
  [
    'the nearest ancestor where none is named',
    [group('team', { parent: 'dept' }), group('dept', { parent: 'company' })],
    'group:default/dept',
  ],
  ['the platform group at the top', [group('team')], 'group:default/platform'],
  [
    'the ancestor when the annotation is no reference',
    [group('team', { parent: 'dept', approvers: ':' }), group('dept')],
    'group:default/dept',
  ],
  [
    'somebody even when the groups go round in a circle',
    [group('team', { parent: 'dept' }), group('dept', { parent: 'team' })],
    'group:default/dept',
  ],
])('asks %s', (_what, entities, lead) => {
  const organisation = Organisation.fromEntities(
    entities,
    'group:default/platform',
  );
  expect(organisation.leadOf(team)).toBe(lead);
});

it('finds exactly the teams whose lead is one of the caller’s groups, whatever the shape', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const name = fc.constantFrom(...names);
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          parent: fc.option(name, { nil: undefined }),
          approvers: fc.option(name, { nil: undefined }),
        }),
        { minLength: 5, maxLength: 5 },
      ),
      fc.uniqueArray(name),
      (shape, mine) => {
        const organisation = Organisation.fromEntities(
          shape.map((options, index) => group(names[index], options)),
        );
        const groups = new Set(mine.map(each => `group:default/${each}`));
        expect(organisation.teamsLedBy(groups)).toEqual(
          names
            .map(each => `group:default/${each}`)
            .filter(ref => groups.has(organisation.leadOf(ref) ?? '')),
        );
      },
    ),
  );
});
