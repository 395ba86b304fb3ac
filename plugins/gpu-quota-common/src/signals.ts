/** The signals channel on which every change of quota, requests and reservations is announced. @public */
export const GPU_QUOTA_SIGNAL_CHANNEL = 'gpu-quota';

/** What is announced: which team's figures to read again. @public */
export type GpuQuotaSignal = { action: 'changed'; team: string };
