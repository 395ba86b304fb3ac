/** The longest name that a resource may have after its prefix (a Kubernetes qualified name). */
const MAX_RESOURCE_NAME = 63;

/**
 * The key under which Kubernetes counts the devices that ResourceClaims of a namespace allocate from a DeviceClass
 * (KEP-4381, "Resource Quota"; `ResourceClaimsPerClass` in `k8s.io/api/core/v1`).
 *
 * @public
 */
export function resourceQuotaKey(deviceClassName: string): string {
  return `${deviceClassName}.deviceclass.resource.k8s.io/devices`;
}

/**
 * The key of an extended resource; ResourceQuota limits what is requested of it and nothing else.
 *
 * @public
 */
export function extendedResourceQuotaKey(resourceName: string): string {
  return `requests.${resourceName}`;
}

/**
 * The name under which pods can ask for any DeviceClass as an extended resource (KEP-5004); undefined for a class whose
 * name is too long to be one.
 *
 * @public
 */
export function implicitExtendedResourceName(
  deviceClassName: string,
): string | undefined {
  return deviceClassName.length > MAX_RESOURCE_NAME
    ? undefined
    : `deviceclass.resource.kubernetes.io/${deviceClassName}`;
}

/**
 * Every key that can be charged for devices of a class.
 *
 * @param deviceClass - the DeviceClass and, where pods can ask for it as one, the name of its extended resource
 * @public
 */
export function quotaKeysOf(deviceClass: {
  deviceClassName: string;
  extendedResourceName?: string;
}): string[] {
  const { deviceClassName, extendedResourceName } = deviceClass;
  const implicit = implicitExtendedResourceName(deviceClassName);
  return [
    resourceQuotaKey(deviceClassName),
    ...(implicit ? [extendedResourceQuotaKey(implicit)] : []),
    ...(extendedResourceName
      ? [extendedResourceQuotaKey(extendedResourceName)]
      : []),
  ];
}
