import {
  STORED_PARAMETERS_PATH,
  checkAgainstPath,
} from '@golden-path/plugin-inference-common';
import { parse, parseAllDocuments } from 'yaml';
import { valuesOf } from './__testUtils__/cases';
import { renderSkeleton } from './__testUtils__/renderSkeleton';
import { stepOf } from './__testUtils__/template';
import { variants } from './__testUtils__/variants';

const { trimBlocks, lstripBlocks } = stepOf('fetch').input;

it('lacks nothing of the golden path, whatever way an endpoint is run', async () => {
  const gaps: Record<string, unknown> = {};
  for (const { name, plan } of variants) {
    const files = await renderSkeleton({
      values: valuesOf(plan),
      trimBlocks,
      lstripBlocks,
    });
    expect([...files.keys()]).toContain(STORED_PARAMETERS_PATH);
    const found = checkAgainstPath({
      entity: parse(files.get('catalog-info.yaml') ?? ''),
      objects: [...files]
        .filter(([path]) => /^deploy\/base\/.*\.yaml$/.test(path))
        .flatMap(([, text]) =>
          parseAllDocuments(text).map(document => document.toJS()),
        ),
      paths: files.keys(),
    }).filter(({ state }) => state !== 'present');
    if (found.length > 0) {
      gaps[name] = found.map(({ id, found: what }) => [id, what]);
    }
  }
  expect(gaps).toEqual({});
});
