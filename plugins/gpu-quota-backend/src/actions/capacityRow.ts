import type { ClassCapacity } from '@golden-path/plugin-gpu-quota-common';
import type { z as zod } from 'zod/v3';

/** A class and who holds it, in few words. */
export function capacityRow(z: typeof zod) {
  return z.object({
    acceleratorClass: z.string(),
    title: z.string(),
    devices: z.number().optional().describe('Devices that exist'),
    limit: z.number().optional().describe('Devices that may be promised'),
    room: z.number().optional().describe('Devices that can still be granted'),
    asOf: z.string().optional().describe('When devices were counted'),
    capacityUnknown: z.string().optional().describe('Why it is not known'),
    promised: z.number().describe('Devices granted to all teams'),
    reserved: z.number().describe('Devices that endpoints take'),
    waiting: z.number().describe('Devices that wait for quota'),
    usage: z
      .object({
        windowHours: z.number(),
        gpuUtilizationMean: z.number().optional().describe('0 to 1'),
        deviceHours: z.number(),
        idleDeviceHours: z.number(),
      })
      .optional(),
    usageUnknown: z.string().optional().describe('Why it is not known'),
    teams: z.array(
      z.object({
        team: z.string(),
        granted: z.number(),
        reserved: z.number(),
        waiting: z.number(),
      }),
    ),
    hiddenTeams: z.number().describe('Teams that this person may not see'),
  });
}

/** What {@link capacityRow} shows of a class. */
export function briefCapacity({ capacity, usage, ...row }: ClassCapacity) {
  return {
    ...row,
    ...(capacity.state === 'known'
      ? {
          devices: capacity.devices,
          limit: capacity.limit,
          room: capacity.room,
          asOf: capacity.asOf,
        }
      : { capacityUnknown: capacity.reason }),
    ...(usage.state === 'known' ? { usage } : { usageUnknown: usage.reason }),
  };
}
