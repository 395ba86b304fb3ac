import type { Entity } from '@backstage/catalog-model';
import { z } from 'zod';
import { fieldErrorsOf, type Parsed } from '../fieldError';

/**
 * The template that endpoints are made from, where nothing names another.
 *
 * @public
 */
export const ENDPOINT_TEMPLATE_REF = 'template:default/inference-endpoint';

/**
 * The template that opens a change with what is new since an endpoint was made.
 *
 * @public
 */
export const UPGRADE_TEMPLATE_REF =
  'template:default/upgrade-inference-endpoint';

const versionSchema = z
  .string()
  .regex(
    /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/,
    'must be a version such as 1.2.0',
  );

const releasesSchema = z
  .array(
    z.object({
      version: versionSchema,
      date: z.iso.date('must be a day such as 2026-11-25'),
      changes: z
        .array(z.string().min(1, 'must be a sentence').max(500))
        .min(1, 'must say what has changed'),
    }),
    'must be a list of releases, newest first',
  )
  .min(1, 'must name at least one release');

/**
 * One version of the endpoint template.
 *
 * @public
 */
export type Release = {
  /** `major.minor.patch` */
  version: string;
  /** The day it came out, `YYYY-MM-DD`. */
  date: string;
  /** What an endpoint gains by it, in sentences. */
  changes: string[];
};

/**
 * Compares two versions by number: below 0 when `a` is the older one.
 *
 * @public
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map(version => version.split('.').map(Number));
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : left[at] - right[at];
}

/**
 * Reads the releases of a template, `spec.releases` of its catalog entity, newest first.
 *
 * @returns the releases, or every field that is wrong with its path
 *
 * @public
 */
export function parseReleases(template: Entity): Parsed<Release[]> {
  const parsed = releasesSchema.safeParse(template.spec?.releases);
  if (!parsed.success) {
    return { ok: false, errors: fieldErrorsOf(parsed.error, 'spec.releases') };
  }
  const unordered = parsed.data.findIndex(
    ({ version }, index, all) =>
      index > 0 && compareVersions(version, all[index - 1].version) >= 0,
  );
  if (unordered >= 0) {
    return {
      ok: false,
      errors: [
        {
          path: `spec.releases[${unordered}].version`,
          message: 'must be older than the one before it',
        },
      ],
    };
  }
  return { ok: true, value: parsed.data };
}

/**
 * The releases after a version, newest first.
 *
 * @public
 */
export function releasesSince(releases: Release[], version: string): Release[] {
  return versionSchema.safeParse(version).success
    ? releases.filter(release => compareVersions(release.version, version) > 0)
    : [];
}
