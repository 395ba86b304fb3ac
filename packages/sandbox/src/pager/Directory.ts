import { createHash } from 'node:crypto';
import type { OnCallSchedule, Person } from '../seed/organisation';

export type Level = OnCallSchedule['levels'][number] & { number: number };
export type Service = Omit<OnCallSchedule, 'levels'> & { levels: Level[] };
export type PagerUser = Person & { id: string };

/** What a reference to any object carries. */
export type Reference = {
  id: string;
  type: string;
  summary: string;
  self: string;
  html_url: string;
};

/**
 * The seed's services, schedules and people as PagerDuty's objects.
 *
 * @public
 */
export class Directory {
  readonly services: Service[];
  readonly #users: Map<string, PagerUser>;
  readonly #baseUrl: string;

  constructor(options: {
    onCall: OnCallSchedule[];
    people: Person[];
    baseUrl: string;
  }) {
    this.#baseUrl = options.baseUrl.replace(/\/$/, '');
    this.services = options.onCall.map(service => ({
      ...service,
      levels: service.levels.map((level, index) => ({
        ...level,
        number: index + 1,
      })),
    }));
    this.#users = new Map(
      options.people.map(person => [
        person.name,
        { ...person, id: userIdOf(person.name) },
      ]),
    );
    for (const { levels } of this.services) {
      for (const name of levels.flatMap(level => level.people)) this.user(name);
    }
  }

  get users(): PagerUser[] {
    return [...this.#users.values()];
  }

  /** @throws Error when a schedule names somebody that the seed does not know. */
  user(name: string): PagerUser {
    const user = this.#users.get(name);
    if (!user) throw new Error(`Nobody in the organisation is called ${name}`);
    return user;
  }

  findUser(id: string): PagerUser | undefined {
    return this.users.find(user => user.id === id);
  }

  findService(id: string): Service | undefined {
    return this.services.find(service => service.serviceId === id);
  }

  findPolicy(id: string): Service | undefined {
    return this.services.find(service => service.escalationPolicyId === id);
  }

  findSchedule(id: string): { service: Service; level: Level } | undefined {
    for (const service of this.services) {
      const level = service.levels.find(({ scheduleId }) => scheduleId === id);
      if (level) return { service, level };
    }
    return undefined;
  }

  serviceReference(service: Service): Reference {
    return this.#reference(
      'service_reference',
      service.serviceId,
      service.serviceName,
      'services',
      'service-directory',
    );
  }

  policyReference(service: Service): Reference {
    return this.#reference(
      'escalation_policy_reference',
      service.escalationPolicyId,
      service.serviceName,
      'escalation_policies',
    );
  }

  scheduleReference(level: Level): Reference {
    return this.#reference(
      'schedule_reference',
      level.scheduleId,
      level.scheduleName,
      'schedules',
    );
  }

  userReference(user: PagerUser): Reference {
    return this.#reference(
      'user_reference',
      user.id,
      user.displayName,
      'users',
    );
  }

  #reference(
    type: string,
    id: string,
    summary: string,
    collection: string,
    page = collection,
  ): Reference {
    return {
      id,
      type,
      summary,
      self: `${this.#baseUrl}/${collection}/${id}`,
      html_url: `${this.#baseUrl}/ui/${page}/${id}`,
    };
  }
}

/** A stable id in PagerDuty's shape: `P` and six letters or digits. */
function userIdOf(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  const number = digest.readUIntBE(0, 6) % 36 ** 6;
  return `P${number.toString(36).toUpperCase().padStart(6, '0')}`;
}
