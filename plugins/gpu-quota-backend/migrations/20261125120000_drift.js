// @ts-check

/**
 * What was last seen in force and in use where quota is enforced.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('quota_sinks', table => {
    table.comment('When each place that enforces quota was last asked');
    table.text('sink').primary();
    table.timestamp('checked_at', { useTz: true }).notNullable();
    table
      .timestamp('unreachable_since', { useTz: true })
      .comment('Null while it answers');
    table.text('error');
    table.check(
      '(unreachable_since is null) = (error is null)',
      [],
      'quota_sinks_unreachable_for_a_reason',
    );
  });

  await knex.schema.createTable('quota_observations', table => {
    table.comment('The last answer per place, team and class');
    table.text('sink').notNullable();
    table.text('team').notNullable();
    table.text('accelerator_class').notNullable();
    table.boolean('namespace_missing').notNullable();
    table
      .integer('applied')
      .comment('Devices the limit in force allows; null where there is none');
    table.text('limit_name').comment('Which of several limits is wrong');
    table.integer('used').notNullable();
    table.timestamp('observed_at', { useTz: true }).notNullable();
    table.primary(['sink', 'team', 'accelerator_class']);
    table.index(['team'], 'quota_observations_by_team');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('quota_observations');
  await knex.schema.dropTable('quota_sinks');
};
