import { InputError } from '@backstage/errors';
import type { AcceleratorClass } from '@golden-path/plugin-inference-common';
import type { DirectorySnapshot } from './CatalogDirectory';

/** Whether a snapshot knows both; if not it is worth reading the catalog again. */
export function knowsBoth(subject: { team: string; acceleratorClass: string }) {
  return (snapshot: DirectorySnapshot) =>
    snapshot.organisation.has(subject.team) &&
    snapshot.classes.has(subject.acceleratorClass);
}

/**
 * The class something is asked for, of a team that exists.
 *
 * @throws InputError that names what does not exist and what does
 */
export function requireSubjects(
  snapshot: DirectorySnapshot,
  subject: { team: string; acceleratorClass: string },
): AcceleratorClass {
  if (!snapshot.organisation.has(subject.team)) {
    throw new InputError(
      `There is no team ${subject.team} in the catalog; choose the Group that owns the endpoint`,
    );
  }
  const acceleratorClass = snapshot.classes.get(subject.acceleratorClass);
  if (!acceleratorClass) {
    const names = [...snapshot.classes.keys()].sort();
    throw new InputError(
      `There is no accelerator class "${subject.acceleratorClass}"; ${
        names.length > 0
          ? `choose one of ${names.join(', ')}`
          : 'the catalog has none yet'
      }`,
    );
  }
  return acceleratorClass;
}
