import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { isError } from '@backstage/errors';
import { leadGroupOf } from '@golden-path/plugin-gpu-quota-common';
import { GROUP_ANNOTATIONS } from '@golden-path/plugin-inference-common';

type GroupNode = { parent?: string; approvers?: string };

function refOf(value: unknown, namespace: string): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  try {
    return stringifyEntityRef(
      parseEntityRef(value.trim(), {
        defaultKind: 'group',
        defaultNamespace: namespace,
      }),
    );
  } catch (error) {
    // Not a reference: as good as absent, so the next ancestor answers.
    if (isError(error)) return undefined;
    throw error;
  }
}

/** The groups of the catalog, and who decides for which of them. Immutable. */
export class Organisation {
  static fromEntities(
    entities: Entity[],
    platformGroup?: string,
    auditorGroup?: string,
  ) {
    const groups = new Map<string, GroupNode>();
    for (const entity of entities) {
      const namespace = entity.metadata.namespace ?? 'default';
      groups.set(stringifyEntityRef(entity), {
        parent: refOf(entity.spec?.parent, namespace),
        approvers: refOf(
          entity.metadata.annotations?.[GROUP_ANNOTATIONS.quotaApprovers],
          namespace,
        ),
      });
    }
    return new Organisation(groups, platformGroup, auditorGroup);
  }

  readonly #groups: Map<string, GroupNode>;
  readonly platformGroup: string | undefined;
  /** The group whose members read everything. */
  readonly auditorGroup: string | undefined;

  private constructor(
    groups: Map<string, GroupNode>,
    platformGroup?: string,
    auditorGroup?: string,
  ) {
    this.#groups = groups;
    this.platformGroup = platformGroup;
    this.auditorGroup = auditorGroup;
  }

  /** Refs of all groups. */
  get teams(): string[] {
    return [...this.#groups.keys()];
  }

  has(team: string): boolean {
    return this.#groups.has(team);
  }

  /** The group whose members decide a team's `lead` stage, see `leadGroupOf`. */
  leadOf(team: string): string | undefined {
    const line = this.lineOf(team).map(ref => ({
      ref,
      approvers: this.#groups.get(ref)?.approvers,
    }));
    return leadGroupOf(line, this.platformGroup);
  }

  /** The teams whose `lead` stage members of these groups decide. */
  teamsLedBy(groups: ReadonlySet<string>): string[] {
    return [...this.#groups.keys()]
      .filter(team => {
        const lead = this.leadOf(team);
        return lead !== undefined && groups.has(lead);
      })
      .sort();
  }

  /** Whether a team names a group above it that the catalog does not have, or not now. */
  hasUnknownParent(team: string): boolean {
    const parent = this.#groups.get(team)?.parent;
    return parent !== undefined && !this.#groups.has(parent);
  }

  /** The group right above a team, whose teams lend each other what they do not use. */
  departmentOf(team: string): string | undefined {
    return this.lineOf(team)[1];
  }

  /** A team, its parent, its parent's parent; ends where a loop in the data would begin. */
  lineOf(team: string): string[] {
    const line: string[] = [];
    let at: string | undefined = team;
    while (at !== undefined && this.#groups.has(at) && !line.includes(at)) {
      line.push(at);
      at = this.#groups.get(at)?.parent;
    }
    return line;
  }
}
