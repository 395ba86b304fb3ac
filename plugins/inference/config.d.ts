export interface Config {
  inference?: {
    /**
     * Owner (organisation or group) that the template's form proposes for new repositories.
     * @visibility frontend
     */
    repositoryOwner?: string;
  };
}
