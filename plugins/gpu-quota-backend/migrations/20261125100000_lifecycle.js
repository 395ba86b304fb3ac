// @ts-check

/**
 * Policy rules, ends of grants, edits, questions, returns, and being over quota.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // The ceiling follows from what is granted and from what is given back, never from what is taken: so the check refuses
  // to sell what was not granted, whatever a statement says.
  await knex.schema.alterTable('quota_ledger', table => {
    table
      .integer('ceiling')
      .notNullable()
      .defaultTo(0)
      .comment(
        'What reservations may not exceed: granted; while the team is over its quota, what is reserved still',
      );
  });
  await knex.raw(
    `update quota_ledger set ceiling = greatest(granted, reserved)`,
  );
  await knex.raw(
    `alter table quota_ledger
       drop constraint quota_ledger_never_oversold,
       add constraint quota_ledger_never_oversold check (ceiling = greatest(granted, reserved))`,
  );
  await knex.raw(`
    create function quota_ledger_ceiling() returns trigger language plpgsql as $$
    begin
      new.ceiling := greatest(new.granted, least(coalesce(old.reserved, 0), new.reserved));
      return new;
    end
    $$`);
  await knex.raw(`
    create trigger quota_ledger_ceiling_new before insert on quota_ledger
    for each row when (new.granted <> 0) execute function quota_ledger_ceiling()`);
  await knex.raw(`
    create trigger quota_ledger_ceiling before update on quota_ledger
    for each row when (new.granted <> old.granted or new.reserved < old.reserved)
    execute function quota_ledger_ceiling()`);

  await knex.schema.alterTable('quota_grants', table => {
    table
      .text('state')
      .notNullable()
      .defaultTo('live')
      .comment('A scheduled grant follows one that has not ended yet');
    table
      .integer('returned')
      .notNullable()
      .defaultTo(0)
      .comment('Of count, what was given back before its end');
    table.timestamp('starts_at', { useTz: true }).defaultTo(knex.fn.now());
    table.timestamp('ends_at', { useTz: true });
    table.timestamp('ended_at', { useTz: true });
    table
      .integer('warned_days')
      .comment('Days before the end of the last warning that was given');
  });
  await knex.raw(`update quota_grants set starts_at = created_at`);
  await knex.raw(`
    alter table quota_grants
      add column remaining integer not null
        generated always as (case when state = 'ended' then 0 else count - returned end) stored,
      alter column starts_at set not null,
      add constraint quota_grants_known_state check (state in ('scheduled', 'live', 'ended')),
      add constraint quota_grants_returned check (returned between 0 and count),
      add constraint quota_grants_all_returned_is_ended check (state = 'ended' or returned < count),
      add constraint quota_grants_ended_at check ((state = 'ended') = (ended_at is not null)),
      add constraint quota_grants_ends_after_start check (ends_at > starts_at)`);
  await knex.raw(
    `create index quota_grants_ending on quota_grants (ends_at) where state <> 'ended' and ends_at is not null`,
  );
  await knex.raw(
    `create index quota_grants_starting on quota_grants (starts_at) where state = 'scheduled'`,
  );

  await knex.schema.alterTable('quota_requests', table => {
    table.text('policy_rule').comment('The rule that said which stages');
    table
      .timestamp('until', { useTz: true })
      .comment('When the devices go back; never, where null');
    table.uuid('renews').references('quota_grants.id');
    table
      .timestamp('expires_at', { useTz: true })
      .defaultTo(knex.raw(`now() + interval '30 days'`))
      .comment('When it is given up if nobody has decided');
  });
  await knex.raw(
    `update quota_requests set expires_at = created_at + interval '30 days'`,
  );
  await knex.raw(
    `alter table quota_requests alter column expires_at set not null`,
  );
  await knex.raw(
    `create index quota_requests_expiring on quota_requests (expires_at) where state = 'pending'`,
  );
  await knex.raw(
    `create unique index quota_requests_one_renewal_of_a_grant on quota_requests (renews)
     where state in ('pending', 'approved', 'partially-approved')`,
  );

  await knex.schema.createTable('quota_questions', table => {
    table.comment('What approvers wanted to know before they decide');
    table.bigIncrements('id').notNullable();
    table
      .integer('request_id')
      .notNullable()
      .references('quota_requests.id')
      .onDelete('restrict');
    table.text('stage').notNullable();
    table.text('question').notNullable();
    table.text('asked_by').notNullable();
    table.timestamp('asked_at', { useTz: true }).notNullable();
    table.text('answer').comment('Null where the request was edited instead');
    table.text('answered_by');
    table.timestamp('answered_at', { useTz: true });
    table.index(['request_id'], 'quota_questions_by_request');
  });
  await knex.raw(
    `create unique index quota_questions_one_open on quota_questions (request_id) where answered_at is null`,
  );

  await knex.schema.createTable('quota_idempotency_keys', table => {
    table.comment('First answers, by who asked with which key');
    table.text('caller').notNullable();
    table.text('operation').notNullable();
    table.text('key').notNullable();
    table.text('body_hash').notNullable();
    table.text('answer').notNullable();
    table.timestamp('created_at', { useTz: true }).notNullable();
    table.primary(['caller', 'operation', 'key']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('quota_idempotency_keys');
  await knex.schema.dropTable('quota_questions');
  await knex.raw(`
    alter table quota_requests
      drop column policy_rule, drop column until, drop column renews, drop column expires_at`);
  // What has not started was not counted; the schema below knows only grants that are.
  await knex('quota_grants').where({ state: 'scheduled' }).delete();
  await knex.raw(`
    alter table quota_grants
      drop column remaining, drop column state, drop column returned, drop column starts_at, drop column ends_at,
      drop column ended_at, drop column warned_days`);
  // Nobody is stopped: a team that is over its quota keeps what it has reserved.
  await knex.raw(
    `update quota_ledger set granted = ceiling where granted <> ceiling`,
  );
  await knex.raw('drop trigger quota_ledger_ceiling on quota_ledger');
  await knex.raw('drop trigger quota_ledger_ceiling_new on quota_ledger');
  await knex.raw('drop function quota_ledger_ceiling()');
  await knex.raw(`
    alter table quota_ledger
      drop column ceiling,
      add constraint quota_ledger_never_oversold check (reserved <= granted)`);
};
