// @ts-check

/**
 * What the catalog says of an endpoint after it took its devices: that it is gone, or needs another number.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('quota_reservations', table => {
    table
      .timestamp('missing_since', { useTz: true })
      .comment(
        'Since when the catalog has no such endpoint; null while it has',
      );
    table
      .integer('wanted')
      .comment('Devices the endpoint needs now, where that is more than count');
    table.check('wanted > count', [], 'quota_reservations_wants_more');
  });
  await knex.raw('drop index quota_reservations_held');
  await knex.raw(
    `create index quota_reservations_live on quota_reservations (id) where state in ('waiting', 'held', 'active')`,
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.raw('drop index quota_reservations_live');
  await knex.raw(
    `create index quota_reservations_held on quota_reservations (id) where state = 'held'`,
  );
  await knex.schema.alterTable('quota_reservations', table => {
    table.dropColumn('missing_since');
    table.dropColumn('wanted');
  });
};
