export interface Config {
  inference?: {
    /**
     * Whether a team needs a GPU tenancy, made by the template that onboards a team, before it can create an endpoint.
     * Defaults to false, so that a portal with teams at work can onboard them first.
     * @visibility frontend
     */
    requireTenancy?: boolean;
    /** What the inference endpoint template takes for granted about the cluster. */
    template?: {
      /**
       * How pods ask for accelerators: by dynamic resource allocation (the default), or by device plugin, for which the
       * accelerator class must name its `extendedResourceName`.
       */
      allocation?: 'dra' | 'device-plugin';
      /** Address of Prometheus as KEDA reaches it. Default: http://prometheus-operated.monitoring.svc:9090 */
      prometheusUrl?: string;
      /** Namespace that Prometheus scrapes from. Default: monitoring */
      monitoringNamespace?: string;
      /** The Gateway that routes hang on. */
      gateway?: {
        /** Default: kserve-ingress-gateway */
        name?: string;
        /** Default: kserve */
        namespace?: string;
      };
      /** The ClusterSecretStore that credentials of models and repositories are read from. Default: inference */
      secretStore?: string;
      /** Whether workloads wait in the LocalQueue that the portal writes in each team's namespace. Default: true */
      kueue?: boolean;
      /** Class of volumes that many pods can read. Default: the cluster's */
      sharedStorageClass?: string;
      /** Taints of nodes with accelerators that the servers' pods tolerate, in Kubernetes' own form. Default: none */
      tolerations?: Array<{
        /** Key of the taint; may be left out where the operator is Exists. */
        key?: string;
        /** Default: Equal */
        operator?: 'Exists' | 'Equal';
        /** Value of the taint; left out where the operator is Exists. */
        value?: string;
        /** Default: every effect */
        effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
        /** How long a pod stays on a node that gets the taint; needs the effect NoExecute. Default: for ever */
        tolerationSeconds?: number;
      }>;
    };
  };
}
