import type { ClassCapacity } from '@golden-path/plugin-gpu-quota-common';
import { untilCapacityIsKnown } from './waiting';

function capacityOf(
  acceleratorClass: string,
  devices: number | undefined,
): ClassCapacity {
  return {
    acceleratorClass,
    title: acceleratorClass,
    capacity:
      devices === undefined
        ? { state: 'unknown', reason: 'Nobody was asked yet.' }
        : {
            state: 'known',
            devices,
            overcommit: 1,
            limit: devices,
            room: devices,
            source: 'cluster',
            asOf: '2026-11-25T09:00:00Z',
          },
    promised: 0,
    overPromised: false,
    reserved: 0,
    waiting: 0,
    usage: { state: 'unknown', reason: 'Nobody was asked yet.' },
    teams: [],
    hiddenTeams: 0,
    departments: [],
  };
}

/** A portal that learns of one more class each time somebody waits. */
function portal(learns: string[]) {
  const known: string[] = [];
  let time = 0;
  return {
    known,
    client: {
      listCapacity: async () =>
        ['l4-24g', 'h100-80g'].map(name =>
          capacityOf(name, known.includes(name) ? 8 : undefined),
        ),
    },
    clock: {
      now: () => time,
      pause: async () => {
        time += 30_000;
        const [next] = learns.splice(0, 1);
        if (next) known.push(next);
      },
    },
  };
}

describe('the seed, before it asks for quota', () => {
  it('waits until the portal knows how many devices there are', async () => {
    const { client, clock, known } = portal(['l4-24g', 'h100-80g']);
    await untilCapacityIsKnown(client, ['l4-24g', 'h100-80g'], clock);
    expect(known).toEqual(['l4-24g', 'h100-80g']);
  });

  it('gives up after two minutes, and says what nobody knows', async () => {
    const { client, clock } = portal(['l4-24g']);
    await expect(
      untilCapacityIsKnown(client, ['l4-24g', 'h100-80g'], clock),
    ).rejects.toThrow('The capacity still lacks h100-80g');
  });
});
