import type { HumanDuration } from '@backstage/types';

export interface Config {
  inference?: {
    /** Left out: no figures are shown, and the portal says that no source is configured. */
    prometheus?: {
      /** Address of Prometheus or of what speaks its HTTP API, with its path prefix if it has one. */
      url: string;
      /**
       * Bearer token to send.
       * @visibility secret
       */
      token?: string;
      /**
       * Headers to send, for instance `X-Scope-OrgID`.
       * @deepVisibility secret
       */
      headers?: { [name: string]: string };
      /** How long one query may take. Default two seconds. */
      timeout?: HumanDuration | string;
    };
  };
}
