import type {
  GpuQuotaRequestResource,
  GpuQuotaTeamResource,
} from '@golden-path/plugin-gpu-quota-node';
import type { ServiceContext } from './ServiceContext';

/** Loads what permission rules look at, for those who ask about single resources, such as a page. */
export function createPermissionResources(context: ServiceContext) {
  return {
    async requests(
      refs: string[],
    ): Promise<(GpuQuotaRequestResource | undefined)[]> {
      const ids = refs.map(Number).filter(id => Number.isInteger(id) && id > 0);
      const [{ organisation }, requests] = await Promise.all([
        context.directory.get(),
        context.database.read.requests.some(ids),
      ]);
      const byId = new Map(requests.map(each => [String(each.id), each]));
      return refs.map(ref => {
        const request = byId.get(ref);
        return (
          request && {
            team: request.team,
            lead: organisation.leadOf(request.team),
            requestedBy: request.requestedBy,
            waitingOn: request.waitingOn,
          }
        );
      });
    },
    async teams(refs: string[]): Promise<(GpuQuotaTeamResource | undefined)[]> {
      const { organisation } = await context.directory.get();
      return refs.map(ref => {
        const team = ref.toLocaleLowerCase('en-US');
        return organisation.has(team)
          ? { team, lead: organisation.leadOf(team) }
          : undefined;
      });
    },
  };
}
