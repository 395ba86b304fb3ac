import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { Response } from 'supertest';
import { spec } from '../schema/openapi.generated';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(
  { $id: 'contract', components: spec.components, paths: spec.paths },
  'contract',
);

function pointer(...parts: string[]): string {
  return parts
    .map(part => part.replaceAll('~', '~0').replaceAll('/', '~1'))
    .map(encodeURIComponent)
    .join('/');
}

/** Fails unless a response is what the contract says the operation answers. */
export function expectContract(
  operation: { method: string; path: string },
  response: Response,
): void {
  const ok = response.status < 400;
  const $ref = ok
    ? `contract#/${pointer(
        'paths',
        operation.path,
        operation.method,
        'responses',
        String(response.status),
        'content',
        'application/json',
        'schema',
      )}`
    : 'contract#/components/schemas/Error';
  const validate = ajv.compile({ $ref });
  validate(response.body);
  expect({ body: response.body, errors: validate.errors }).toEqual({
    body: response.body,
    errors: null,
  });
}
