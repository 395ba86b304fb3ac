export interface Config {
  inference?: {
    /**
     * Whether a team needs a GPU tenancy, made by the template that onboards a team, before it can create an endpoint.
     * Defaults to false, so that a portal with teams at work can onboard them first.
     * @visibility frontend
     */
    requireTenancy?: boolean;
  };
}
