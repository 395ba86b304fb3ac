// @ts-check

/**
 * How many devices of a class exist, and how many are promised to teams. Whatever changes what a team is granted
 * changes `promised` in the same statement; more than the capacity and its overcommit factor allow is refused.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('quota_pools', table => {
    table.comment('Devices per class: those that exist and those promised');
    table.text('accelerator_class').primary();
    table
      .integer('promised')
      .notNullable()
      .defaultTo(0)
      .comment('Sum of granted over the ledger of the class');
    table.integer('devices').comment('Devices that exist; null: not known');
    table.integer('used').comment('Devices allocated; null: not known');
    table.text('source');
    table.timestamp('as_of', { useTz: true });
    table.decimal('overcommit', 5, 2).notNullable().defaultTo(1);
    table.specificType(
      'limit_devices',
      'integer generated always as (floor(devices * overcommit)::integer) stored',
    );
    table
      .integer('ceiling')
      .comment(
        'What promised may not exceed: the limit or, where it shrank below what was promised, that',
      );
    table.check('promised >= 0', [], 'quota_pools_promised_not_negative');
    table.check('devices >= 0', [], 'quota_pools_devices_not_negative');
    table.check('used >= 0', [], 'quota_pools_used_not_negative');
    table.check('overcommit > 0', [], 'quota_pools_overcommit_positive');
    table.check(
      `source in ('cluster', 'config')`,
      [],
      'quota_pools_known_source',
    );
    table.check(
      `(devices is null) = (source is null) and (devices is null) = (ceiling is null)`,
      [],
      'quota_pools_capacity_is_whole',
    );
    table.check('promised <= ceiling', [], 'quota_pools_within_capacity');
  });
  await knex.raw(
    `insert into quota_pools (accelerator_class, promised)
     select accelerator_class, sum(granted) from quota_ledger group by accelerator_class`,
  );

  await knex.raw(`
    create function quota_pools_promise() returns trigger language plpgsql as $$
    declare
      delta integer := new.granted - coalesce(old.granted, 0);
    begin
      insert into quota_pools (accelerator_class) values (new.accelerator_class)
      on conflict do nothing;
      update quota_pools
      set promised = promised + delta,
          ceiling = case when delta > 0 or ceiling is null then ceiling
                         else greatest(limit_devices, promised + delta) end
      where accelerator_class = new.accelerator_class
        and (delta < 0 or limit_devices is null or promised + delta <= limit_devices);
      if not found then
        raise exception '% more devices of % do not fit in its capacity', delta, new.accelerator_class
        using errcode = 'check_violation', table = 'quota_pools', constraint = 'quota_pools_within_capacity';
      end if;
      return null;
    end
    $$`);
  await knex.raw(`
    create trigger quota_ledger_promises_new after insert on quota_ledger
    for each row when (new.granted <> 0) execute function quota_pools_promise()`);
  await knex.raw(`
    create trigger quota_ledger_promises after update of granted on quota_ledger
    for each row when (new.granted <> old.granted) execute function quota_pools_promise()`);
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.raw('drop trigger quota_ledger_promises on quota_ledger');
  await knex.raw('drop trigger quota_ledger_promises_new on quota_ledger');
  await knex.raw('drop function quota_pools_promise()');
  await knex.schema.dropTable('quota_pools');
};
