import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '@backstage/types';
import { createTemplateRenderer, type TemplateContext } from 'nunjitsu';
import { parse } from 'yaml';
import { templateFolder } from './renderSkeleton';

/** One step of the template. */
export type Step = {
  id: string;
  action: string;
  if?: string;
  input: JsonObject;
};

/** The template as its file has it. */
export const template: {
  apiVersion: string;
  metadata: JsonObject;
  spec: {
    owner: string;
    type: string;
    parameters: {
      title: string;
      required?: string[];
      properties: Record<string, JsonObject>;
    }[];
    steps: Step[];
    output: { links: JsonObject[]; text: JsonObject[] };
  };
} = parse(readFileSync(join(templateFolder, 'template.yaml'), 'utf8'));

/** The step with an id. */
export function stepOf(id: string): Step {
  const found = template.spec.steps.find(step => step.id === id);
  if (!found) {
    throw new Error(`No step ${id}`);
  }
  return found;
}

/**
 * Fills in expressions with the scaffolder's engine, in the way its workflow runner does: value by value, where a failed
 * expression stays as it is written.
 */
export function fillIn<T extends JsonValue>(
  value: T,
  context: JsonObject,
  failed = false,
): JsonValue | undefined {
  const renderer = createTemplateRenderer({
    allowRegexExecution: true,
    globals: { always: () => true, failure: () => failed },
  });
  const values: TemplateContext = JSON.parse(JSON.stringify(context));
  return JSON.parse(JSON.stringify(value), (_key, item) => {
    if (typeof item !== 'string') {
      return item;
    }
    try {
      return renderer.renderValue(item, values);
    } catch {
      return item;
    }
  });
}
