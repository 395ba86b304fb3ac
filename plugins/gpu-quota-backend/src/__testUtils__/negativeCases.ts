type Method = 'get' | 'post' | 'patch';

/** One call with exactly one thing wrong. */
export type Case = {
  name: string;
  method: Method;
  /** Path as in the contract. */
  template: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
};

type Schema = {
  $ref?: string;
  allOf?: unknown[];
  oneOf?: unknown[];
  type?: string;
  enum?: (string | boolean)[];
  nullable?: boolean;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
};
type Parameter = {
  $ref?: string;
  name?: string;
  in?: string;
  required?: boolean;
  schema?: Schema;
};
type Operation = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    parameters: Record<string, Parameter>;
  };
};

/** Values that a call with nothing wrong has. */
export type Valid = {
  parameters: Record<string, string>;
  /** `{id}` by the first segment of the path. */
  path: Record<string, string>;
  bodies: Record<string, Record<string, unknown>>;
};

function last(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** Values a schema must refuse; only texts where it stands in a URL or a header. */
function wrongValues(schema: Schema, where: 'text' | 'json'): unknown[] {
  const json = where === 'json';
  switch (schema.type) {
    case 'integer':
      return [
        ...(schema.minimum === undefined ? [] : [schema.minimum - 1]),
        ...(schema.maximum === undefined ? [] : [schema.maximum + 1]),
        1.5,
        ...(json ? ['1', null, true, [1]] : ['one', '1e3x', '9'.repeat(30)]),
      ];
    case 'boolean':
      return ['maybe', '2'];
    case 'object':
      return ['text', 7, null, []];
    default:
      return [
        ...(schema.minLength ? [''] : []),
        ...(schema.maxLength ? ['x'.repeat(schema.maxLength + 1)] : []),
        ...(schema.enum ? ['other'] : []),
        ...(schema.format ? ['not-a-uuid'] : []),
        ...(schema.pattern?.startsWith('^[^') ? ['nul \u0000 inside'] : []),
        ...(schema.pattern && !schema.pattern.startsWith('^[^')
          ? ['no match', '../../etc']
          : []),
        ...(json ? [7, {}, ['x'], ...(schema.nullable ? [] : [null])] : []),
      ];
  }
}

/** For every parameter and body field of every operation, calls in which it is missing, of the wrong kind or out of range. */
export function negativeCases(document: Document, valid: Valid): Case[] {
  const schemaOf = (schema: Schema): Schema =>
    schema.$ref
      ? schemaOf(document.components.schemas[last(schema.$ref)])
      : schema;
  const parameterOf = (parameter: Parameter): Parameter =>
    parameter.$ref
      ? document.components.parameters[last(parameter.$ref)]
      : parameter;

  return Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).flatMap(([name, operation]) => {
      const method: Method = name === 'get' || name === 'patch' ? name : 'post';
      const parameters = (operation.parameters ?? []).map(parameterOf);
      const body = valid.bodies[operation.operationId];
      const build = (
        what: string,
        change: { parameter?: string; value?: unknown; body?: unknown },
      ): Case => {
        const headers: Record<string, string> = {};
        const query = new URLSearchParams();
        let path = template.replace(
          '{id}',
          valid.path[`/${template.split('/')[1]}`] ?? '',
        );
        for (const parameter of parameters) {
          const key = parameter.name ?? '';
          const changed = key === change.parameter;
          const value = changed ? change.value : valid.parameters[key];
          if (value === undefined) continue;
          if (parameter.in === 'header') headers[key] = String(value);
          if (parameter.in === 'query') query.set(key, String(value));
          if (parameter.in === 'path') {
            path = template.replace('{id}', encodeURIComponent(String(value)));
          }
        }
        const search = query.size > 0 ? `?${query}` : '';
        return {
          name: `${operation.operationId}: ${what}`,
          method,
          template,
          path: `${path}${search}`,
          headers,
          body: 'body' in change ? change.body : body,
        };
      };

      const wrongParameters = parameters.flatMap(parameter => {
        const key = parameter.name ?? '';
        const wrong = wrongValues(schemaOf(parameter.schema ?? {}), 'text')
          // An empty path segment or header is a missing one, which has its own case.
          .filter(value => value !== '' || parameter.in === 'query')
          // The header has to be sendable before it can be refused.
          .filter(value => parameter.in === 'query' || value !== 'no match')
          .map(value =>
            build(`${key} = ${JSON.stringify(value).slice(0, 40)}`, {
              parameter: key,
              value,
            }),
          );
        const missing =
          parameter.required && parameter.in !== 'path'
            ? [build(`without ${key}`, { parameter: key })]
            : [];
        return [...wrong, ...missing];
      });

      const schema =
        operation.requestBody &&
        schemaOf(operation.requestBody.content['application/json'].schema);
      if (!schema || !body) return wrongParameters;
      const wrongFields = fieldCases(schema, schemaOf).map(({ what, apply }) =>
        build(what, { body: apply(structuredClone(body)) }),
      );
      return [...wrongParameters, ...wrongFields];
    }),
  );
}

type FieldCase = {
  what: string;
  apply: (body: Record<string, unknown>) => unknown;
};

function fieldCases(
  schema: Schema,
  schemaOf: (schema: Schema) => Schema,
): FieldCase[] {
  const fields = Object.entries(schema.properties ?? {});
  return [
    { what: 'an unknown field', apply: body => ({ ...body, surprise: 1 }) },
    ...(schema.required ?? []).map(field => ({
      what: `without ${field}`,
      apply: (body: Record<string, unknown>) => {
        const { [field]: _left, ...rest } = body;
        return rest;
      },
    })),
    ...fields.flatMap(([field, each]) => {
      const resolved = schemaOf(each);
      const own = wrongValues(resolved, 'json').map(value => ({
        what: `${field} = ${JSON.stringify(value).slice(0, 40)}`,
        apply: (body: Record<string, unknown>) => ({ ...body, [field]: value }),
      }));
      const nested = resolved.properties
        ? fieldCases(resolved, schemaOf).map(inner => ({
            what: `${field}, ${inner.what}`,
            apply: (body: Record<string, unknown>) => ({
              ...body,
              [field]: inner.apply(Object(body[field])),
            }),
          }))
        : [];
      return [...own, ...nested];
    }),
  ];
}
