import {
  Identifier,
  LabelName,
  parser,
  UnquotedLabelMatcher,
  VectorSelector,
} from '@prometheus-io/lezer-promql';
import type { Runtime } from '@golden-path/plugin-inference-common';
import {
  knownMetricNames,
  STALE_LABELS,
  STALE_NAMES,
} from '../plan/metricNames';
import { at, listOf, type Manifest } from './manifest';

/** A PromQL query and the field it stands in. */
type Query = { field: string; text: string };

/** The queries of alert rules and scalers; none of other kinds. */
function queriesOf(manifest: Manifest): Query[] {
  const queries: { field: string; text: unknown }[] = [];
  if (manifest.kind === 'PrometheusRule') {
    listOf(at(manifest, 'spec', 'groups')).forEach((group, g) =>
      listOf(at(group, 'rules')).forEach((rule, r) =>
        queries.push({
          field: `spec.groups.${g}.rules.${r}.expr`,
          text: at(rule, 'expr'),
        }),
      ),
    );
  }
  if (manifest.kind === 'ScaledObject') {
    listOf(at(manifest, 'spec', 'triggers')).forEach((trigger, t) => {
      if (at(trigger, 'type') === 'prometheus') {
        queries.push({
          field: `spec.triggers.${t}.metadata.query`,
          text: at(trigger, 'metadata', 'query'),
        });
      }
    });
  }
  return queries.map(({ field, text }) => ({ field, text: String(text) }));
}

/** What is wrong with one query: its grammar, or a name or label that the server does not export. */
export function queryProblems(text: string, runtime: Runtime): string[] {
  const known = new Set(knownMetricNames(runtime));
  const problems: string[] = [];
  const cursor = parser.parse(text).cursor();
  do {
    if (cursor.type.isError) {
      return [`is not PromQL at character ${cursor.from + 1}`];
    }
    if (cursor.type.id === VectorSelector) {
      const { node } = cursor;
      const identifier = node.getChild(Identifier);
      const name = identifier
        ? text.slice(identifier.from, identifier.to)
        : '(no name)';
      if (!known.has(name)) {
        problems.push(
          `${name} is not exported by this ${runtime}${
            name in STALE_NAMES ? `; it is ${STALE_NAMES[name]} now` : ''
          }`,
        );
      }
      if (/^(vllm:|nv_)/.test(name)) {
        const labels = labelsOf(text.slice(node.from, node.to));
        for (const [stale, label] of Object.entries(STALE_LABELS[runtime])) {
          if (labels.includes(stale)) {
            problems.push(`${name} has no label ${stale}; it is ${label}`);
          }
        }
      }
    }
  } while (cursor.next());
  return problems;
}

function labelsOf(selector: string): string[] {
  const labels: string[] = [];
  const cursor = parser.parse(selector).cursor();
  do {
    if (cursor.type.id === UnquotedLabelMatcher) {
      const label = cursor.node.getChild(LabelName);
      if (label) {
        labels.push(selector.slice(label.from, label.to));
      }
    }
  } while (cursor.next());
  return labels;
}

/** What is wrong with the queries of an object. */
export function checkQueries(manifest: Manifest, runtime: Runtime): string[] {
  return queriesOf(manifest).flatMap(({ field, text }) =>
    queryProblems(text, runtime).map(problem => `${field}: ${problem}`),
  );
}
