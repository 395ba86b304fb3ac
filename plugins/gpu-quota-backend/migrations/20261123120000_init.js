// @ts-check

/**
 * Quota, requests, decisions, grants, reservations, audit and outbox.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('quota_ledger', table => {
    table.comment(
      'Devices per team and class; the only place they are counted',
    );
    table.text('team').notNullable();
    table.text('accelerator_class').notNullable();
    table.integer('granted').notNullable().defaultTo(0);
    table.integer('reserved').notNullable().defaultTo(0);
    table
      .integer('version')
      .notNullable()
      .defaultTo(1)
      .comment('Grows whenever granted changes');
    table
      .integer('applied_version')
      .notNullable()
      .defaultTo(0)
      .comment('The version that every cluster enforces');
    table.timestamp('applied_at', { useTz: true });
    table.text('apply_error');
    table.primary(['team', 'accelerator_class']);
    table.check('granted >= 0', [], 'quota_ledger_granted_not_negative');
    table.check('reserved >= 0', [], 'quota_ledger_reserved_not_negative');
    table.check('reserved <= granted', [], 'quota_ledger_never_oversold');
  });

  await knex.schema.createTable('quota_requests', table => {
    table.increments('id').notNullable();
    table.integer('version').notNullable().defaultTo(1);
    table.text('team').notNullable();
    table.text('accelerator_class').notNullable();
    table.integer('count').notNullable();
    table.integer('granted_count');
    table.text('reason').notNullable();
    table.text('endpoint');
    table.text('state').notNullable();
    table.specificType('stages', 'text[]').notNullable();
    table.text('waiting_on').comment('The stage that has to decide next');
    table.text('requested_by').notNullable();
    table.jsonb('evidence').notNullable();
    table.timestamp('created_at', { useTz: true }).notNullable();
    table.timestamp('updated_at', { useTz: true }).notNullable();
    table.check('count >= 1', [], 'quota_requests_count_positive');
    table.check(
      `state in ('pending', 'approved', 'partially-approved', 'denied', 'withdrawn', 'expired')`,
      [],
      'quota_requests_known_state',
    );
    table.check(
      `(state = 'pending') = (waiting_on is not null)`,
      [],
      'quota_requests_pending_waits_on_a_stage',
    );
    table.index(['team', 'id'], 'quota_requests_by_team');
    table.index(['endpoint'], 'quota_requests_by_endpoint');
  });
  await knex.raw(
    `create index quota_requests_pending on quota_requests (waiting_on, team, id) where state = 'pending'`,
  );

  await knex.schema.createTable('quota_decisions', table => {
    table.bigIncrements('id').notNullable();
    table
      .integer('request_id')
      .notNullable()
      .references('quota_requests.id')
      .onDelete('restrict');
    table.text('stage').notNullable();
    table.text('outcome').notNullable();
    table.integer('granted_count');
    table.text('reason');
    table.text('decided_by').notNullable();
    table.timestamp('decided_at', { useTz: true }).notNullable();
    table.unique(['request_id', 'stage'], {
      indexName: 'quota_decisions_one_per_stage',
    });
  });

  await knex.schema.createTable('quota_grants', table => {
    table.uuid('id').primary();
    table
      .text('origin')
      .notNullable()
      .comment('request:<id> or initial:<team>:<class>; gives once');
    table.text('team').notNullable();
    table.text('accelerator_class').notNullable();
    table.integer('count').notNullable();
    table.text('reason').notNullable();
    table.text('granted_by').notNullable();
    table.timestamp('created_at', { useTz: true }).notNullable();
    table.unique(['origin'], { indexName: 'quota_grants_once_per_origin' });
    table.index(['team', 'accelerator_class'], 'quota_grants_by_team');
    table.check('count >= 1', [], 'quota_grants_count_positive');
  });

  await knex.schema.createTable('quota_reservations', table => {
    table.uuid('id').primary();
    table.bigIncrements('position', { primaryKey: false }).notNullable();
    table.text('team').notNullable();
    table.text('accelerator_class').notNullable();
    table.integer('count').notNullable();
    table.text('endpoint').notNullable();
    table.text('state').notNullable();
    table.text('created_by').notNullable();
    table.timestamp('created_at', { useTz: true }).notNullable();
    table.timestamp('held_at', { useTz: true });
    table.timestamp('expires_at', { useTz: true });
    table.timestamp('ended_at', { useTz: true });
    table.integer('request_id').references('quota_requests.id');
    table.text('idempotency_key').notNullable();
    table.text('body_hash').notNullable();
    table
      .text('first_answer')
      .notNullable()
      .comment('What the first call with the key was told');
    table.check('count >= 1', [], 'quota_reservations_count_positive');
    table.check(
      `state in ('waiting', 'held', 'active', 'released', 'expired')`,
      [],
      'quota_reservations_known_state',
    );
    table.unique(['created_by', 'idempotency_key'], {
      indexName: 'quota_reservations_once_per_key',
    });
    table.index(['team', 'position'], 'quota_reservations_by_team');
    table.index(['endpoint', 'position'], 'quota_reservations_by_endpoint');
  });
  await knex.raw(
    `create unique index quota_reservations_one_live_per_endpoint on quota_reservations (endpoint)
     where state in ('waiting', 'held', 'active')`,
  );
  await knex.raw(
    `create index quota_reservations_waiting on quota_reservations (team, accelerator_class, position)
     where state = 'waiting'`,
  );
  await knex.raw(
    `create index quota_reservations_held on quota_reservations (id) where state = 'held'`,
  );

  await knex.schema.createTable('quota_audit_heads', table => {
    table.comment('The last link of each chain: a cut tail is seen');
    table.text('team').primary();
    table.integer('seq').notNullable();
    table.text('prev_hash').notNullable();
    table.text('hash').notNullable();
  });
  await knex.schema.createTable('quota_audit_events', table => {
    table.text('team').notNullable();
    table.integer('seq').notNullable();
    table.text('body').notNullable().comment('Canonical JSON');
    table.text('prev_hash').notNullable();
    table.text('hash').notNullable();
    table.primary(['team', 'seq']);
  });
  await knex.raw(`
    create function quota_audit_events_refuse() returns trigger language plpgsql as $$
    begin
      raise exception 'quota_audit_events is append-only: % is refused', tg_op;
    end
    $$`);
  await knex.raw(`
    create trigger quota_audit_events_append_only
    before update or delete or truncate on quota_audit_events
    for each statement execute function quota_audit_events_refuse()`);

  // Functions, because the server keeps their plans: reserving is one round trip and no planning.
  const hash = (/** @type {string} */ prev, /** @type {string} */ seq) =>
    `encode(sha256(convert_to(${prev} || chr(10) || ${seq} || chr(10) || p_body, 'UTF8')), 'hex')`;
  await knex.raw(`
    create function quota_audit_append(p_team text, p_body text) returns void language plpgsql as $$
    declare
      head quota_audit_heads;
    begin
      insert into quota_audit_heads as h (team, seq, prev_hash, hash)
      values (p_team, 1, repeat('0', 64), ${hash(`repeat('0', 64)`, `'1'`)})
      on conflict (team) do update
      set seq = h.seq + 1, prev_hash = h.hash, hash = ${hash(
        'h.hash',
        '(h.seq + 1)::text',
      )}
      returning * into head;
      insert into quota_audit_events (team, seq, body, prev_hash, hash)
      values (p_team, head.seq, p_body, head.prev_hash, head.hash);
    end
    $$`);
  await knex.raw(`
    create function quota_hold(
      p_id uuid, p_team text, p_accelerator_class text, p_count int, p_endpoint text, p_created_by text,
      p_created_at timestamptz, p_held_at timestamptz, p_expires_at timestamptz, p_idempotency_key text,
      p_body_hash text, p_first_answer text, p_audit_body text
    ) returns boolean language plpgsql as $$
    begin
      update quota_ledger set reserved = reserved + p_count
      where team = p_team and accelerator_class = p_accelerator_class and reserved + p_count <= granted;
      if not found then
        return false;
      end if;
      insert into quota_reservations
        (id, team, accelerator_class, count, endpoint, state, created_by, created_at, held_at, expires_at,
         idempotency_key, body_hash, first_answer)
      values
        (p_id, p_team, p_accelerator_class, p_count, p_endpoint, 'held', p_created_by, p_created_at, p_held_at,
         p_expires_at, p_idempotency_key, p_body_hash, p_first_answer);
      perform quota_audit_append(p_team, p_audit_body);
      return true;
    end
    $$`);

  await knex.schema.createTable('quota_outbox', table => {
    table.comment('Notifications to deliver, at least once');
    table.bigIncrements('id').notNullable();
    table.jsonb('message').notNullable();
    table.timestamp('created_at', { useTz: true }).notNullable();
    table.timestamp('next_attempt_at', { useTz: true }).notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    table.text('last_error');
    table.index(['next_attempt_at', 'id'], 'quota_outbox_due');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('quota_outbox');
  await knex.raw('drop function quota_hold');
  await knex.raw('drop function quota_audit_append');
  await knex.schema.dropTable('quota_audit_events');
  await knex.raw('drop function quota_audit_events_refuse()');
  await knex.schema.dropTable('quota_audit_heads');
  await knex.schema.dropTable('quota_reservations');
  await knex.schema.dropTable('quota_grants');
  await knex.schema.dropTable('quota_decisions');
  await knex.schema.dropTable('quota_requests');
  await knex.schema.dropTable('quota_ledger');
};
