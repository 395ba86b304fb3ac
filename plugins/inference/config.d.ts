export interface Config {
  inference?: {
    /**
     * Owner (organisation or group) that the template's form proposes for new repositories.
     * @visibility frontend
     */
    repositoryOwner?: string;
    /**
     * Whether a team needs a GPU tenancy before it can create an endpoint; the form then tells one without. Defaults to
     * false.
     * @visibility frontend
     */
    requireTenancy?: boolean;
  };
}
