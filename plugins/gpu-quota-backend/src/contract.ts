import type { operations } from '@golden-path/plugin-gpu-quota-common';
import type { Request } from 'express';

type Operation = keyof operations;

/** Query parameters of an operation, with the contract's defaults filled in. */
export type QueryOf<O extends Operation> = NonNullable<
  operations[O]['parameters']['query']
>;

/** Request body of an operation. */
export type BodyOf<O extends Operation> = operations[O] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;

/** Body of an operation's success. */
export type AnswerOf<O extends Operation> =
  operations[O]['responses'] extends infer Responses
    ? Responses extends {
        200: { content: { 'application/json': infer Body } };
      }
      ? Body
      : Responses extends {
          201: { content: { 'application/json': infer Body } };
        }
      ? Body
      : never
    : never;

/** The query as the validator left it: checked, and turned into numbers and booleans where the contract says so. */
export function queryOf<O extends Operation>(request: Request): QueryOf<O> {
  // express types every query as text; the validator that ran before makes it what the contract says.
  return request.query as QueryOf<O>;
}

/** The body as the validator let it through. */
export function bodyOf<O extends Operation>(request: Request): BodyOf<O> {
  return request.body;
}
