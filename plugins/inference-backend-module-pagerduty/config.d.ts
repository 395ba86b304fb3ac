import type { HumanDuration } from '@backstage/types';

export interface Config {
  inference?: {
    /** Left out: nobody is shown as on call from PagerDuty. */
    pagerduty?: {
      /** Address of PagerDuty's REST API. Default `https://api.pagerduty.com`, `https://api.eu.pagerduty.com` in the EU. */
      url?: string;
      /**
       * API key; a read-only one is enough.
       * @visibility secret
       */
      token: string;
      /** How long one request may take. Default two seconds. */
      timeout?: HumanDuration | string;
    };
  };
}
