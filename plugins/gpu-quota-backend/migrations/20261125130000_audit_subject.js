// @ts-check

/**
 * Finding audit events. What they are found by is derived from the hashed text by the database itself, so that it can
 * neither be written apart from it nor be changed without breaking the chain; appending stays one call with one text.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // The text says its time in UTC, so what it means depends on no setting, which a cast alone cannot promise.
  await knex.raw(`
    create function quota_audit_at(p_body text) returns timestamptz
    language plpgsql immutable strict parallel safe as $$
    begin
      return (p_body::json ->> 'at')::timestamptz;
    end
    $$`);
  const text = (/** @type {string} */ field) =>
    `text generated always as (body::json ->> '${field}') stored`;
  await knex.raw(`
    alter table quota_audit_events
      add column at timestamptz generated always as (quota_audit_at(body)) stored,
      add column actor ${text('actor')},
      add column action ${text('action')},
      add column subject ${text('subject')}`);
  await knex.raw(
    `create index quota_audit_events_by_subject on quota_audit_events (subject)`,
  );
  await knex.raw(
    `create index quota_audit_events_by_team on quota_audit_events (team, at)`,
  );
  await knex.raw(
    `create index quota_audit_events_by_actor on quota_audit_events (actor, at)`,
  );
  await knex.raw(
    `create index quota_audit_events_by_time on quota_audit_events (at)`,
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.raw(`
    alter table quota_audit_events
      drop column at, drop column actor, drop column action, drop column subject`);
  await knex.raw('drop function quota_audit_at');
};
