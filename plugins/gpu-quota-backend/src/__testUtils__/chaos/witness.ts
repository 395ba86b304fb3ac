import type { Knex } from 'knex';

/**
 * Makes the database itself write down what is committed, independently of the code under test: each change of state
 * of a request or a reservation, and each message that entered the outbox.
 */
export async function installWitness(knex: Knex): Promise<void> {
  await knex.raw(`
    create table chaos_changes (subject text not null);
    create table chaos_messages (key text);
    create function chaos_saw_request() returns trigger language plpgsql as $$
    begin
      insert into chaos_changes values ('request:' || new.id);
      return null;
    end $$;
    create function chaos_saw_reservation() returns trigger language plpgsql as $$
    begin
      insert into chaos_changes values ('reservation:' || new.id);
      return null;
    end $$;
    create function chaos_saw_message() returns trigger language plpgsql as $$
    begin
      insert into chaos_messages values (new.message -> 'payload' ->> 'scope');
      return null;
    end $$;
    create trigger chaos_new_request after insert on quota_requests
      for each row execute function chaos_saw_request();
    create trigger chaos_changed_request after update on quota_requests
      for each row when (old.version <> new.version) execute function chaos_saw_request();
    create trigger chaos_new_reservation after insert on quota_reservations
      for each row execute function chaos_saw_reservation();
    create trigger chaos_changed_reservation after update on quota_reservations
      for each row when (old.state <> new.state) execute function chaos_saw_reservation();
    create trigger chaos_new_message after insert on quota_outbox
      for each row execute function chaos_saw_message();
  `);
}
