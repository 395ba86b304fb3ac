import type { Entity } from '@backstage/catalog-model';
import { PATH_RULES, type Finding } from './pathRules';
import { findWorkload, mergeObjects } from './manifests';

/**
 * What one endpoint has of the golden path, point by point.
 *
 * @public
 */
export type PathCheck = {
  id: string;
  title: string;
  /** `different`: it is there, but not as the path has it. */
  state: 'present' | 'missing' | 'different';
  /** What goes wrong without it. */
  why: string;
  /** How to mend it; left out where nothing is to be done. */
  how?: string;
  /** What was found; there for `different`. */
  found?: string;
};

/**
 * What is known about an endpoint's repository.
 *
 * @public
 */
export type PathSubject = {
  entity: Entity;
  /** Kubernetes objects of `deploy/`, a base before the overlays that patch it. */
  objects: unknown[];
  /** Paths of all files, from the root of the repository. */
  paths: Iterable<string>;
};

function toCheck(
  rule: { id: string; title: string; why: string; how: string },
  finding: Finding,
): PathCheck {
  const { id, title, why, how } = rule;
  if (finding === true) {
    return { id, title, state: 'present', why };
  }
  return finding === false
    ? { id, title, state: 'missing', why, how }
    : { id, title, state: 'different', why, how, found: finding };
}

/**
 * Compares an endpoint with the golden path: what its repository has, lacks, or has in another way.
 *
 * @remarks
 * Reads the manifests as they are written. What an operator adds in the cluster, and what JSON patches of Kustomize
 * change, is not seen; such a point is told as missing, never as present.
 *
 * @public
 */
export function checkAgainstPath(subject: PathSubject): PathCheck[] {
  const objects = mergeObjects(subject.objects);
  const facts = {
    entity: subject.entity,
    objects,
    paths: new Set(subject.paths),
    workload: findWorkload(objects),
  };
  return PATH_RULES.flatMap(rule =>
    rule.applies?.(facts) === false ? [] : [toCheck(rule, rule.find(facts))],
  );
}
