import { catalogInfoUrlOf } from './catalogInfoUrl';

const url =
  'https://git.example/meridian/chat/src/branch/main/catalog-info.yaml';

it.each<[string, Record<string, string>, string | undefined]>([
  [
    'where the catalog reads it, whatever source its author names',
    {
      'backstage.io/managed-by-location': `url:${url}`,
      'backstage.io/source-location': 'url:https://git.example/other/repo/',
    },
    url,
  ],
  [
    'nowhere, for a file of the portal',
    { 'backstage.io/managed-by-location': 'file:/etc/catalog-info.yaml' },
    undefined,
  ],
  [
    'nowhere, for what is no location',
    { 'backstage.io/managed-by-location': 'nonsense' },
    undefined,
  ],
  ['nowhere, without an annotation', {}, undefined],
])('the repository of an endpoint is %s', (_, annotations, expected) => {
  expect(
    catalogInfoUrlOf({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'chat', annotations },
    }),
  ).toBe(expected);
});
