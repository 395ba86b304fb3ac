/** Weights arrive at this rate from the cluster's storage. */
const LOAD_GIB_PER_SECOND = 0.8;
/** Compilation and graph capture. */
const COMPILE_SECONDS = 25;
/** Container start and the server's own imports. */
const BOOT_SECONDS = 10;

/** How long an endpoint is expected to take from a started container to its first answer. */
export function expectedLoadSeconds(weightsGiB: number): number {
  return Math.round(
    weightsGiB / LOAD_GIB_PER_SECOND + COMPILE_SECONDS + BOOT_SECONDS,
  );
}
