import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { locateRepository } from './locateRepository';

const config = mockServices.rootConfig({
  data: {
    integrations: {
      gitea: [
        { host: 'git.example:3000', baseUrl: 'http://git.example:3000/' },
      ],
      github: [{ token: 't' }],
      gitlab: [{ host: 'gitlab.example', token: 't' }],
    },
  },
});

function endpointAt(location?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'chat',
      annotations: location
        ? { 'backstage.io/managed-by-location': location }
        : {},
    },
  };
}

describe('where the repository of an endpoint is', () => {
  it.each([
    [
      'url:http://git.example:3000/meridian/chat/src/branch/main/catalog-info.yaml',
      {
        publisher: 'gitea',
        repoUrl: 'git.example:3000?owner=meridian&repo=chat',
        branch: 'main',
        url: 'http://git.example:3000/meridian/chat',
      },
    ],
    [
      'url:https://github.com/acme/chat/tree/release-2026/catalog-info.yaml',
      {
        publisher: 'github',
        repoUrl: 'github.com?owner=acme&repo=chat',
        branch: 'release-2026',
      },
    ],
    [
      'url:https://gitlab.example/acme/ml/chat/-/blob/main/catalog-info.yaml',
      {
        publisher: 'gitlab',
        repoUrl: 'gitlab.example?owner=acme%2Fml&repo=chat',
        owner: 'acme/ml',
        branch: 'main',
      },
    ],
  ])('is read from %s', (location, expected) => {
    expect(locateRepository(endpointAt(location), config)).toMatchObject(
      expected,
    );
  });

  it.each([
    [undefined, 'does not read it from a repository'],
    ['file:/etc/catalog-info.yaml', 'does not read it from a repository'],
    [
      'url:http://169.254.169.254/a/b/src/branch/main/catalog-info.yaml',
      'not configured under integrations',
    ],
    [
      'url:http://git.example:3000.evil.example/a/b/src/branch/main/catalog-info.yaml',
      'not configured under integrations',
    ],
    [
      'url:http://u:p@git.example:3000/a/b/src/branch/main/catalog-info.yaml',
      'not configured under integrations',
    ],
    [
      'url:http://git.example:3000/a/../src/branch/main/catalog-info.yaml',
      "repository name '..' cannot be used",
    ],
    [
      'url:http://git.example:3000/a/b/src/branch/../x/catalog-info.yaml',
      'at the root of a branch',
    ],
    [
      'url:http://git.example:3000/a/b/src/branch/-x/catalog-info.yaml',
      'at the root of a branch',
    ],
    [
      'url:http://git.example:3000/a/b/raw/branch/main/catalog-info.yaml',
      'at the root of a branch',
    ],
    [
      'url:http://git.example:3000/a/b/src/branch/main/svc/catalog-info.yaml',
      'at the root of a branch',
    ],
    [
      'url:https://github.com/acme/chat/tree/release/2026/catalog-info.yaml',
      'without a slash in its name',
    ],
  ])('is refused for %s', (location, sentence) => {
    expect(() => locateRepository(endpointAt(location), config)).toThrow(
      sentence,
    );
  });
});
