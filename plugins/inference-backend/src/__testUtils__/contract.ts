import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { spec } from '../schema/openapi.generated';

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema({ $id: 'inference', components: spec.components });

/** What is wrong with an answer by the API's contract; empty when nothing is. */
export function contractErrors(
  schema: keyof typeof spec.components.schemas,
  body: unknown,
): string[] {
  const check = ajv.compile({
    $ref: `inference#/components/schemas/${schema}`,
  });
  check(body);
  return (check.errors ?? []).map(
    error => `${error.instancePath} ${error.message}`,
  );
}
