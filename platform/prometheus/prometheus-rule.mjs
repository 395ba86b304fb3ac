// Prints the rules as an object of Prometheus Operator:
//   node platform/prometheus/prometheus-rule.mjs | kubectl apply --namespace monitoring --filename -
import { readdir, readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';

const folder = new URL('rules/', import.meta.url);
const files = (await readdir(folder)).filter(name => name.endsWith('.yaml'));
const documents = await Promise.all(
  files
    .sort()
    .map(async name => parse(await readFile(new URL(name, folder), 'utf8'))),
);
console.log(
  stringify({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'inference-recorded-series' },
    spec: { groups: documents.flatMap(({ groups }) => groups) },
  }),
);
