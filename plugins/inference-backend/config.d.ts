export interface Config {
  inference?: {
    /**
     * How often the figures change, in seconds, from 5 to 3600. One query per interval is sent to the signal
     * source, however many people look. A figure older than three intervals is shown as stale. Default 15.
     */
    refreshSeconds?: number;
    /**
     * How long the signal and on-call sources may take before the last known answer is shown, in milliseconds, from
     * 100 to 10000. Default 1800, so that a page is there within two seconds.
     */
    answerWithinMilliseconds?: number;
    operatingModel: {
      /**
       * The operating model document (YAML). Relative to the directory the backend is started in, as paths in
       * `catalog.locations` are; in this repository that is packages/backend.
       */
      file: string;
      platform?: {
        /** The platform team's group, in place of the one the document names. */
        ownerRef?: string;
      };
    };
  };
}
