import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { fieldErrorsOf, formatFieldErrors } from './fieldError';
import {
  conditionSchema,
  describeCondition,
  type Condition,
} from './operatingModelCondition';
import type { OperatingModel, PartyId } from './schemas';

/**
 * A named condition and who answers for it first.
 *
 * @public
 */
export type Symptom = {
  id: string;
  title: string;
  /** Id of a severity. */
  severity: string;
  when: Condition;
  /** Who is paged first. */
  first: PartyId;
  /** Who is paged next, `afterMinutes` later. */
  then?: PartyId;
  afterMinutes?: number;
  /** Why them, for people. */
  why: string;
  /** Address or path of the procedure; `{namespace}` and `{name}` in it stand for the endpoint's. */
  runbook?: string;
};

/**
 * Who is responsible for what, who is paged first and when it escalates: the document a platform team keeps.
 *
 * @public
 */
export type OperatingModelDocument = {
  /** Both parties. A party without `ownerRef` is the owner of the endpoint. */
  parties: { party: PartyId; title: string; ownerRef?: string }[];
  /** RACI rows; `consulted` and `informed` name parties or others. */
  responsibilities: {
    area: string;
    responsible: PartyId;
    accountable: PartyId;
    consulted?: string[];
    informed?: string[];
  }[];
  /** The most severe first. */
  severities: { id: string; title: string; escalateAfterMinutes?: number }[];
  symptoms: Symptom[];
};

const text = z
  .string({ error: 'must be text' })
  .trim()
  .min(1, 'must not be empty')
  .max(2000);
const id = z
  .string({ error: 'must be an id' })
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower case letters, digits and -');
const party = z.enum(['platform', 'model-team'], {
  error: "must be 'platform' or 'model-team'",
});
const minutes = z
  .number({ error: 'must be a number of minutes' })
  .int('must be whole minutes')
  .min(1, 'must be at least 1')
  .max(10_080, 'must be at most 10080 (a week)');
const entityRef = z
  .string({ error: 'must be an entity ref' })
  .regex(
    /^[a-z]+:[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/,
    'must be a full entity ref such as group:default/ai-platform',
  );
const runbook = z
  .string({ error: 'must be a path or an https address' })
  .regex(
    /^(https:\/\/|\/(?!\/))[^\s]{1,500}$/,
    'must be a path that begins with one / or an https address',
  )
  .regex(
    /^([^{}]|\{(namespace|name)\})*$/,
    'knows only the placeholders {namespace} and {name}',
  );

const symptom = z
  .strictObject({
    id,
    title: text,
    severity: id,
    when: conditionSchema,
    first: party,
    then: party.optional(),
    afterMinutes: minutes.optional(),
    why: text,
    runbook: runbook.optional(),
  })
  .superRefine((value, context) => {
    if (value.then === value.first) {
      context.addIssue({
        code: 'custom',
        path: ['then'],
        message: `must not be '${value.first}', who is first`,
      });
    }
    if ((value.then === undefined) !== (value.afterMinutes === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['afterMinutes'],
        message: 'goes with then: give both or neither',
      });
    }
  });

function refuseRepeated(
  values: string[],
  pathOf: (index: number) => PropertyKey[],
  context: z.RefinementCtx,
) {
  values.forEach((value, index) => {
    if (values.indexOf(value) < index) {
      context.addIssue({
        code: 'custom',
        path: pathOf(index),
        message: `'${value}' is there twice`,
      });
    }
  });
}

const documentSchema: z.ZodType<OperatingModelDocument> = z
  .strictObject(
    {
      parties: z
        .array(
          z.strictObject({
            party,
            title: text,
            ownerRef: entityRef.optional(),
          }),
          { error: 'must be a list of the two parties' },
        )
        .length(2, 'must name platform and model-team'),
      responsibilities: z.array(
        z.strictObject({
          area: text,
          responsible: party,
          accountable: party,
          consulted: z.array(text).optional(),
          informed: z.array(text).optional(),
        }),
        { error: 'must be a list of responsibilities' },
      ),
      severities: z
        .array(
          z.strictObject({
            id,
            title: text,
            escalateAfterMinutes: minutes.optional(),
          }),
          { error: 'must be a list of severities, the most severe first' },
        )
        .min(1, 'must not be empty'),
      symptoms: z
        .array(symptom, { error: 'must be a list of symptoms' })
        .min(1, 'must not be empty'),
    },
    {
      error:
        'must be a document with parties, responsibilities, severities and symptoms',
    },
  )
  .superRefine((document, context) => {
    refuseRepeated(
      document.parties.map(row => row.party),
      index => ['parties', index, 'party'],
      context,
    );
    refuseRepeated(
      document.severities.map(row => row.id),
      index => ['severities', index, 'id'],
      context,
    );
    refuseRepeated(
      document.symptoms.map(row => row.id),
      index => ['symptoms', index, 'id'],
      context,
    );
    const severities = document.severities.map(row => row.id);
    document.symptoms.forEach((row, index) => {
      if (!severities.includes(row.severity)) {
        context.addIssue({
          code: 'custom',
          path: ['symptoms', index, 'severity'],
          message: `'${
            row.severity
          }' is not among the severities (${severities.join(', ')})`,
        });
      }
    });
  });

/**
 * Checks an operating model document.
 *
 * @param document - what was read from YAML or JSON
 * @throws InputError that names the path of every wrong field
 *
 * @public
 */
export function parseOperatingModel(document: unknown): OperatingModelDocument {
  const parsed = documentSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const errors = fieldErrorsOf(parsed.error).map(error => ({
    ...error,
    path: error.path || 'document',
  }));
  throw new InputError(`Operating model: ${formatFieldErrors(errors)}`);
}

/**
 * The document as the API gives it, with conditions in words.
 *
 * @public
 */
export function toOperatingModel(
  document: OperatingModelDocument,
): OperatingModel {
  return {
    parties: document.parties,
    responsibilities: document.responsibilities,
    severities: document.severities,
    symptoms: document.symptoms.map(({ when, ...row }) => ({
      ...row,
      condition: describeCondition(when),
    })),
  };
}

/**
 * The procedure for one endpoint.
 *
 * @param template - a symptom's `runbook`
 * @param endpoint - whose names take the place of `{namespace}` and `{name}`
 *
 * @public
 */
export function runbookOf(
  template: string,
  endpoint: { namespace: string; name: string },
): string {
  return template
    .split('{namespace}')
    .join(encodeURIComponent(endpoint.namespace))
    .split('{name}')
    .join(encodeURIComponent(endpoint.name));
}
