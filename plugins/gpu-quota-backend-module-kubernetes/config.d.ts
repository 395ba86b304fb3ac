export interface Config {
  gpuQuota?: {
    kubernetes?: {
      /** Clusters that enforce quota; each gets every team's figures. */
      clusters?: Array<{
        /** Shown in messages. */
        name: string;
        /** Address of the API server. */
        url: string;
        /**
         * Token of a service account that may get and patch namespaces and resourcequotas.
         * @visibility secret
         */
        serviceAccountToken?: string;
        /** Certificate authority of the API server: PEM in base64, as in a kubeconfig. */
        caData?: string;
        /** Trusts any certificate. For clusters on a laptop only. */
        skipTLSVerify?: boolean;
      }>;
    };
  };
}
