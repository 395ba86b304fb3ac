import type { JsonObject } from '@backstage/types';
import {
  STORED_PARAMETERS_PATH,
  parseStoredParameters,
  storedParametersBytes,
} from '@golden-path/plugin-inference-common';
import { parse } from 'yaml';
import { cases, valuesOf } from './__testUtils__/cases';
import { renderSkeleton } from './__testUtils__/renderSkeleton';
import { fillIn, stepOf } from './__testUtils__/template';

const [{ plan }] = cases;

/** Answers that would be something else in YAML, or to the template engine, where they are not quoted. */
const hostile = [
  'plain',
  '"]}, {"kind": "Secret"',
  `: - # & * ! | > ' " % @ \``,
  '${{ values.plan | dump }} {% raw %} {{ 7 * 7 }} {# #}',
  'two\nlines: yes\n---\nkind: Secret',
  '- leading',
  '価格 🙂 \u2028 \u0085 \u0007 \\',
  'yes',
  '1e3',
  'null',
  '',
];

/** Writes the repository for what somebody filled in, the way the workflow runner does. */
async function fileFor(parameters: JsonObject): Promise<string> {
  const { trimBlocks, lstripBlocks, values } = stepOf('fetch').input;
  const filled = fillIn(
    { parameters: Object(values).parameters },
    { parameters },
  );
  const files = await renderSkeleton({
    trimBlocks,
    lstripBlocks,
    values: { ...valuesOf(plan), ...Object(filled) },
  });
  return files.get(STORED_PARAMETERS_PATH) ?? '';
}

async function storedFor(parameters: JsonObject): Promise<unknown> {
  return parse(await fileFor(parameters), { strict: true });
}

describe('the answers that a repository keeps', () => {
  it.each(hostile)('are word for word those of the form: %j', async text => {
    const parameters = {
      name: 'support-chat',
      title: text,
      model: { id: 'a/b', config: { text, layers: [1, 2] } },
      [`odd ${text}`]: text,
      minReplicas: 1,
      availabilityTarget: 0.995,
      interruptible: false,
    };
    expect(parseStoredParameters(await storedFor(parameters))).toEqual({
      ok: true,
      value: {
        template: 'template:default/inference-endpoint',
        version: '1.1.0',
        parameters,
      },
    });
  });

  it.each([
    [
      'a config.json as it is published',
      '{\n  "hidden_size": 4096,\n  "x": [1, 2]\n}',
    ],
    ['many quotes', '"'.repeat(50_000)],
    ['letters of several bytes', '価格🙂\u2028'.repeat(9_000)],
  ])('take as many bytes as is measured beforehand: %s', async (_, config) => {
    const parameters = { name: 'support-chat', model: { id: 'a/b', config } };
    const bytes = Buffer.byteLength(await fileFor(parameters));
    const measured = storedParametersBytes(parameters);
    expect(measured).toBeGreaterThanOrEqual(bytes);
    expect(measured - bytes).toBeLessThan(1000);
  });
});
