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
         * Token of a service account with the rights that the README lists.
         * @visibility secret
         */
        serviceAccountToken?: string;
        /** Certificate authority of the API server: PEM in base64, as in a kubeconfig. */
        caData?: string;
        /** Trusts any certificate. For clusters on a laptop only. */
        skipTLSVerify?: boolean;
        /**
         * Whether to keep Kueue's ResourceFlavors, Cohorts, ClusterQueues and LocalQueues. `auto`, the default, does so
         * where the cluster serves kueue.x-k8s.io/v1beta2.
         */
        kueue?: boolean | 'auto';
        /**
         * Takes fields over that another field manager set to something else. Off, such a conflict is shown and left.
         */
        force?: boolean;
      }>;
    };
  };
}
