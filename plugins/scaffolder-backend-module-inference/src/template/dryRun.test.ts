import { parse } from 'yaml';
import { classEntities, teamEntity } from '../__testUtils__/platform';
import { templateFolder } from './__testUtils__/renderSkeleton';
import { startDryRuns } from './__testUtils__/startDryRuns';

const values = {
  name: 'first-chat',
  title: '- First chat: "quoted" ${{ 7 * 7 }} {% raw %}',
  owner: 'group:default/support-assist',
  environment: 'dev',
  model: { id: 'Qwen/Qwen2.5-7B-Instruct' },
  precision: 'auto',
  maxModelLength: 8192,
  requestsPerSecond: 1,
  promptTokens: 600,
  outputTokens: 200,
  minReplicas: 1,
  maxReplicas: 1,
  acceleratorClass: 'l4-24g',
  repoUrl: 'git.example?owner=meridian&repo=first-chat',
};

describe("a dry run in the scaffolder's own workflow runner", () => {
  let dryRuns: Awaited<ReturnType<typeof startDryRuns>>;

  beforeAll(async () => {
    dryRuns = await startDryRuns({
      folder: templateFolder,
      values,
      entities: [...classEntities, teamEntity],
    });
  });

  it('writes the repository and passes every step its input', async () => {
    const { files, output } = await dryRuns.render();
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        '.goldenpath/parameters.yaml',
        'CODEOWNERS',
        'catalog-info.yaml',
        'deploy/kustomization.yaml',
        'deploy/base/llm-inference-service.yaml',
        'docs/runbook.md',
      ]),
    );
    expect(parse(files.get('catalog-info.yaml') ?? '')).toMatchObject({
      metadata: { name: 'first-chat', title: values.title },
      spec: { type: 'inference-endpoint' },
    });
    expect(output.links).toEqual([
      expect.objectContaining({ title: 'Endpoint page' }),
      { title: 'Repository', url: 'https://git.example/meridian/first-chat' },
    ]);
  });

  it.each([
    [{ minReplicas: 0 }, 'must be greater than or equal to 1'],
    [{ acceleratorClass: 'v100-16g' }, 'is not in the catalog (any more)'],
    [{ repoUrl: 'bitbucket.org?owner=a&repo=b' }, 'Configured: git.example.'],
    [
      { model: { id: 'a/b', config: 'not json' } },
      "config.json of 'a/b' cannot be used",
    ],
  ])('fails with a sentence for %j', async (changes, sentence) => {
    expect(await dryRuns.refusal(changes)).toContain(sentence);
  });
});
