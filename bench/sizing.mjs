// How long it takes to size every accelerator class for one model, as the form does on each keystroke.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib.mjs';
import { median, printTable } from './report.mjs';
import { load, loadPackage } from './quota/load.mjs';

const ROUNDS = 7;
const CALLS = 500;
const BUDGET_MICROSECONDS = 1_000;
const MODELS = [
  'Qwen/Qwen2.5-7B-Instruct',
  'openai/gpt-oss-120b',
  'meta-llama/Llama-3.3-70B-Instruct',
  'deepseek-ai/DeepSeek-V3-0324',
];

/** Microseconds of one call, the median over rounds. */
function timeOf(call) {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    for (let index = 0; index < CALLS; index++) call();
    return ((performance.now() - began) / CALLS) * 1_000;
  });
  return median(rounds);
}

export async function run() {
  const {
    findKnownModel,
    parseAcceleratorClass,
    parseModelConfig,
    sizeForClasses,
  } = load('plugins/inference-common/src/index.ts');
  const { parseAllDocuments } = loadPackage('yaml');
  const classes = parseAllDocuments(
    readFileSync(join(root, 'platform/accelerator-classes.yaml'), 'utf8'),
  ).map(document => parseAcceleratorClass(document.toJS()).value);

  const rows = MODELS.map(id => {
    const config = JSON.stringify(findKnownModel(id).config);
    const model = parseModelConfig(config);
    const input = {
      model,
      precision: 'auto',
      maxModelLength: 16_384,
      traffic: {
        requestsPerSecond: 4,
        promptTokens: 1_500,
        outputTokens: 300,
      },
      slo: { ttftP95Ms: 2_000, tpotP95Ms: 60 },
      minReplicas: 1,
      maxReplicas: 16,
    };
    const reading = timeOf(() => parseModelConfig(config));
    const sizing = timeOf(() => sizeForClasses(input, classes));
    return {
      model: id,
      'read config.json': `${reading.toFixed(0)} µs`,
      [`size ${classes.length} classes`]: `${sizing.toFixed(0)} µs`,
      goal: `${
        sizing < BUDGET_MICROSECONDS ? 'met' : 'missed'
      }, < ${BUDGET_MICROSECONDS.toLocaleString('en-US')} µs`,
    };
  });
  printTable(
    'sizing',
    rows,
    'There is no peer beside it: the estimators we know of run in Python, over the network, or for one device at a time.',
  );
}
