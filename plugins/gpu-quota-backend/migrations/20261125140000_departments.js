// @ts-check

/**
 * What departments may hold together, and what their teams lend each other.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('quota_departments', table => {
    table.comment('Devices promised to the teams of a department, by class');
    table.text('department').notNullable();
    table.text('accelerator_class').notNullable();
    table
      .integer('promised')
      .notNullable()
      .defaultTo(0)
      .comment('Sum of granted over the ledger rows of the department');
    table.integer('cap').comment('What config allows; null: anything');
    table
      .integer('ceiling')
      .comment(
        'What promised may not exceed: the cap or, where that was lowered below what was promised, this',
      );
    table.primary(['department', 'accelerator_class']);
    table.check('promised >= 0', [], 'quota_departments_promised_not_negative');
    table.check('cap >= 0', [], 'quota_departments_cap_not_negative');
    table.check(
      '(cap is null) = (ceiling is null)',
      [],
      'quota_departments_cap_is_whole',
    );
    table.check('promised <= ceiling', [], 'quota_departments_within_cap');
  });

  await knex.schema.alterTable('quota_ledger', table => {
    table
      .text('department')
      .comment('The group above the team, as the catalog last said');
    table
      .integer('lent')
      .notNullable()
      .defaultTo(0)
      .comment('Of granted, what reservations of siblings hold');
    table
      .integer('borrowed')
      .notNullable()
      .defaultTo(0)
      .comment(
        'What reservations of the team hold of siblings; not in reserved',
      );
    table.index(
      ['department', 'accelerator_class'],
      'quota_ledger_by_department',
    );
    table.check('lent >= 0', [], 'quota_ledger_lent_not_negative');
    table.check('borrowed >= 0', [], 'quota_ledger_borrowed_not_negative');
  });
  await knex.raw(`
    alter table quota_ledger
      drop constraint quota_ledger_never_oversold,
      add constraint quota_ledger_never_oversold check (ceiling = greatest(granted, reserved + lent))`);
  await knex.raw(`
    create or replace function quota_ledger_ceiling() returns trigger language plpgsql as $$
    begin
      new.ceiling := greatest(
        new.granted, least(coalesce(old.reserved + old.lent, 0), new.reserved + new.lent));
      return new;
    end
    $$`);
  await knex.raw('drop trigger quota_ledger_ceiling on quota_ledger');
  await knex.raw(`
    create trigger quota_ledger_ceiling before update on quota_ledger
    for each row when (new.granted <> old.granted or new.reserved + new.lent < old.reserved + old.lent)
    execute function quota_ledger_ceiling()`);

  // Its name comes before that of the trigger that keeps pools: triggers run in the order of their names, and locks are
  // taken in one order only.
  await knex.raw(`
    create function quota_departments_promise() returns trigger language plpgsql as $$
    declare
      moved boolean := tg_op = 'UPDATE' and old.department is distinct from new.department;
      delta integer := new.granted - coalesce(old.granted, 0);
    begin
      insert into quota_departments (department, accelerator_class)
      select each, new.accelerator_class
      from unnest(array[case when moved then old.department end, new.department]) each
      where each is not null order by each
      on conflict do nothing;
      if moved then
        perform 1 from quota_departments
        where department in (old.department, new.department) and accelerator_class = new.accelerator_class
        order by department for update;
        update quota_departments
        set promised = promised - old.granted,
            ceiling = case when cap is not null then greatest(cap, promised - old.granted) end
        where department = old.department and accelerator_class = new.accelerator_class;
        update quota_departments
        set promised = promised + old.granted,
            ceiling = case when cap is not null then greatest(ceiling, promised + old.granted) end
        where department = new.department and accelerator_class = new.accelerator_class;
      end if;
      if delta = 0 or new.department is null then
        return null;
      end if;
      update quota_departments
      set promised = promised + delta,
          ceiling = case when delta > 0 or cap is null then ceiling else greatest(cap, promised + delta) end
      where department = new.department and accelerator_class = new.accelerator_class
        and (delta < 0 or cap is null or promised + delta <= cap);
      if not found then
        raise exception '% more devices of % do not fit in the cap of %', delta, new.accelerator_class, new.department
        using errcode = 'check_violation', table = 'quota_departments',
              constraint = 'quota_departments_within_cap', detail = new.department;
      end if;
      return null;
    end
    $$`);
  await knex.raw(`
    create trigger quota_ledger_departments_new after insert on quota_ledger
    for each row when (new.granted <> 0) execute function quota_departments_promise()`);
  await knex.raw(`
    create trigger quota_ledger_departments after update of granted, department on quota_ledger
    for each row when (new.granted <> old.granted or new.department is distinct from old.department)
    execute function quota_departments_promise()`);

  await knex.schema.alterTable('quota_reservations', table => {
    table
      .boolean('interruptible')
      .notNullable()
      .defaultTo(false)
      .comment('May hold devices of siblings, until their owner needs them');
    table
      .timestamp('interrupted_at', { useTz: true })
      .comment('Since when it waits because lent devices were called back');
  });

  await knex.schema.createTable('quota_loans', table => {
    table.comment('Devices of one team that a reservation of another holds');
    table.uuid('id').primary();
    table.bigIncrements('position', { primaryKey: false }).notNullable();
    table
      .uuid('reservation_id')
      .notNullable()
      .references('quota_reservations.id')
      .onDelete('restrict');
    table.text('department').notNullable();
    table.text('accelerator_class').notNullable();
    table.text('lender').notNullable();
    table.text('borrower').notNullable();
    table
      .integer('count')
      .notNullable()
      .comment('While live, what is not paid back yet');
    table.text('state').notNullable().defaultTo('live');
    table.timestamp('lent_at', { useTz: true }).notNullable();
    table.timestamp('ended_at', { useTz: true });
    table.check('count >= 1', [], 'quota_loans_count_positive');
    table.check('lender <> borrower', [], 'quota_loans_between_two');
    table.check(
      `state in ('live', 'called-back', 'returned')`,
      [],
      'quota_loans_known_state',
    );
    table.check(
      `(state = 'live') = (ended_at is null)`,
      [],
      'quota_loans_ended_at',
    );
  });
  await knex.raw(
    `create index quota_loans_live on quota_loans (department, accelerator_class, position) where state = 'live'`,
  );
  await knex.raw(
    `create index quota_loans_of_reservation on quota_loans (reservation_id) where state = 'live'`,
  );

  await knex.raw('drop function quota_hold');
  // The last parameter has a default: a backend of the version before calls it without.
  await knex.raw(
    holdFunction({
      parameter: ', p_interruptible boolean default false',
      column: ', interruptible',
      value: ', p_interruptible',
      taken: 'reserved + lent',
    }),
  );
};

/**
 * @param {{ parameter: string, column: string, value: string, taken: string }} differences
 */
function holdFunction({ parameter, column, value, taken }) {
  return `
    create function quota_hold(
      p_id uuid, p_team text, p_accelerator_class text, p_count int, p_endpoint text, p_created_by text,
      p_created_at timestamptz, p_held_at timestamptz, p_expires_at timestamptz, p_idempotency_key text,
      p_body_hash text, p_first_answer text, p_audit_body text${parameter}
    ) returns boolean language plpgsql as $$
    begin
      update quota_ledger set reserved = reserved + p_count
      where team = p_team and accelerator_class = p_accelerator_class and ${taken} + p_count <= granted;
      if not found then
        return false;
      end if;
      insert into quota_reservations
        (id, team, accelerator_class, count, endpoint, state, created_by, created_at, held_at, expires_at,
         idempotency_key, body_hash, first_answer${column})
      values
        (p_id, p_team, p_accelerator_class, p_count, p_endpoint, 'held', p_created_by, p_created_at, p_held_at,
         p_expires_at, p_idempotency_key, p_body_hash, p_first_answer${value});
      perform quota_audit_append(p_team, p_audit_body);
      return true;
    end
    $$`;
}

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.raw('drop function quota_hold');
  await knex.raw(
    holdFunction({ parameter: '', column: '', value: '', taken: 'reserved' }),
  );
  await knex.schema.dropTable('quota_loans');
  await knex.raw(
    'alter table quota_reservations drop column interruptible, drop column interrupted_at',
  );
  await knex.raw('drop trigger quota_ledger_departments on quota_ledger');
  await knex.raw('drop trigger quota_ledger_departments_new on quota_ledger');
  await knex.raw('drop function quota_departments_promise()');
  // Nobody is stopped: what was borrowed counts as the borrower's own, who may be over its quota then.
  await knex.raw('drop trigger quota_ledger_ceiling on quota_ledger');
  await knex.raw(
    'alter table quota_ledger drop constraint quota_ledger_never_oversold',
  );
  await knex.raw(
    `update quota_ledger set reserved = reserved + borrowed, ceiling = greatest(granted, reserved + borrowed)
     where lent > 0 or borrowed > 0`,
  );
  await knex.raw(`
    alter table quota_ledger
      drop column department, drop column lent, drop column borrowed,
      add constraint quota_ledger_never_oversold check (ceiling = greatest(granted, reserved))`);
  await knex.raw(`
    create or replace function quota_ledger_ceiling() returns trigger language plpgsql as $$
    begin
      new.ceiling := greatest(new.granted, least(coalesce(old.reserved, 0), new.reserved));
      return new;
    end
    $$`);
  await knex.raw(`
    create trigger quota_ledger_ceiling before update on quota_ledger
    for each row when (new.granted <> old.granted or new.reserved < old.reserved)
    execute function quota_ledger_ceiling()`);
  await knex.schema.dropTable('quota_departments');
};
