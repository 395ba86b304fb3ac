import { useState } from 'react';

/** The part of a request that says which version it is and what the reader may do with it. */
export type Versioned = {
  version: number;
  can: { decide: boolean; withdraw: boolean; answer: boolean };
};

/**
 * A decision binds to the version its maker saw. So a request that the reader may act on does not change under their
 * hands when news arrives: it stays as it was seen until they accept the newer one. Whoever only watches sees every
 * change at once.
 *
 * @param latest - what the server said last
 */
export function useSeenVersion<T extends Versioned>(
  latest: T,
): { seen: T; isOutdated: boolean; accept: (version: T) => void } {
  const [accepted, setAccepted] = useState(latest);
  const isNewer = latest.version > accepted.version;
  const { decide, withdraw, answer } = accepted.can;
  const mayAct = decide || withdraw || answer;
  if (isNewer && mayAct) {
    return { seen: accepted, isOutdated: true, accept: setAccepted };
  }
  if (isNewer) {
    setAccepted(latest);
  }
  return {
    // Figures around the request may be fresher under the same version.
    seen: latest.version < accepted.version ? accepted : latest,
    isOutdated: false,
    accept: setAccepted,
  };
}
