export interface Config {
  gpuQuota?: {
    /**
     * Group whose members see every team's quota and decide the `platform` stage, e.g. `group:default/ai-platform`.
     * @visibility backend
     */
    platformGroup?: string;
    /**
     * Group whose members read every team's quota, requests, reservations and audit, e.g. `group:default/internal-audit`.
     * @visibility backend
     */
    auditorGroup?: string;
  };
}
