import type { Knex } from 'knex';

/**
 * Makes the database itself write down what is committed, independently of the code under test: each change of state
 * of a request or a reservation, each message that entered the outbox, what people said in each event of the audit
 * trail, and whenever devices were taken that were not there.
 */
export async function installWitness(knex: Knex): Promise<void> {
  await knex.raw(`
    create table chaos_changes (subject text not null);
    create table chaos_messages (key text);
    create table chaos_events (action text not null, subject text not null, said text);
    create index on chaos_events (said);
    create index on chaos_events (subject);
    create table chaos_oversold (ledger json not null);
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
    create function chaos_saw_event() returns trigger language plpgsql as $$
    declare
      event json := new.body::json;
      data json := event -> 'data';
    begin
      insert into chaos_events values (
        event ->> 'action',
        event ->> 'subject',
        coalesce(data ->> 'reason', data ->> 'question', data ->> 'answer')
      );
      return null;
    end $$;
    create function chaos_saw_oversold() returns trigger language plpgsql as $$
    begin
      insert into chaos_oversold values (row_to_json(new));
      return null;
    end $$;
    create trigger chaos_new_event after insert on quota_audit_events
      for each row execute function chaos_saw_event();
    create trigger chaos_oversold after update on quota_ledger
      for each row when (new.reserved > old.reserved and new.reserved > new.granted)
      execute function chaos_saw_oversold();
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
