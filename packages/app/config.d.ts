export interface Config {
  app?: {
    /**
     * One line shown on top of every page, for example that this installation is a sandbox.
     * @visibility frontend
     */
    notice?: string;
  };
}
