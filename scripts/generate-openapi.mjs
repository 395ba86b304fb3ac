// Types for clients and routers from each backend's OpenAPI document.
//   node scripts/generate-openapi.mjs           writes them
//   node scripts/generate-openapi.mjs --check   exits 1 when they are out of date
import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import prettier from 'prettier';
import { parse } from 'yaml';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const header = name =>
  `// Generated from plugins/${name}-backend/src/schema/openapi.yaml by \`yarn generate\`. Do not edit.\n`;

let stale = 0;

async function emit(path, content) {
  const options = await prettier.resolveConfig(resolve(root, 'package.json'));
  const wanted = prettier.format(content, { ...options, parser: 'typescript' });
  const file = resolve(root, path);
  const present = await readFile(file, 'utf8').catch(() => undefined);
  if (present === wanted) return;
  stale += 1;
  if (check) {
    console.error(`${path} is out of date: run \`yarn generate\``);
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, wanted);
  console.log(`wrote ${path}`);
}

for (const name of ['inference', 'gpu-quota']) {
  const source = resolve(
    root,
    `plugins/${name}-backend/src/schema/openapi.yaml`,
  );
  const spec = parse(await readFile(source, 'utf8'));
  const types = astToString(await openapiTS(spec, { immutable: false }));
  await emit(
    `plugins/${name}-common/src/generated/openapi.ts`,
    header(name) + types,
  );
  await emit(
    `plugins/${name}-backend/src/schema/openapi.generated.ts`,
    `${header(name)}export const spec = ${JSON.stringify(spec)};\n`,
  );
}

if (check && stale > 0) process.exit(1);
