import { parseArgs } from 'node:util';
import { isError } from '@backstage/errors';
import createKnex, { type Knex } from 'knex';
import { AuditStore } from '../database/AuditStore';
import { AuditVerifier } from '../service/AuditVerifier';

const USAGE = `Usage: gpu-quota-audit-verify [--connection <url>] [--schema <name>] [--team <group ref>]

Follows the audit chain of every team, or of one, and says whether any event was changed, removed or inserted.

  --connection  the gpu-quota plugin's PostgreSQL database, postgresql://user:password@host:5432/name;
                left out: what PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE say
  --schema      where its tables are, for portals with pluginDivisionMode: schema
  --team        only this team, e.g. group:default/support-assist

Exit code: 0 everything is intact, 1 something is not, 2 it could not be checked.
`;

/** Where the command writes. @public */
export type AuditVerifyOutput = {
  out: (line: string) => void;
  error: (line: string) => void;
};

/**
 * The `gpu-quota-audit-verify` command. It only reads.
 *
 * @param args - its arguments, without the program's name
 * @param output - where its lines go; standard output and error when left out
 * @returns the exit code: 0 every chain is intact, 1 one is broken, 2 it could not be checked
 * @public
 */
export async function auditVerifyCommand(
  args: string[],
  output: AuditVerifyOutput = {
    out: line => process.stdout.write(`${line}\n`),
    error: line => process.stderr.write(`${line}\n`),
  },
): Promise<0 | 1 | 2> {
  let knex: Knex | undefined;
  try {
    const { values } = parseArgs({
      args,
      options: {
        connection: { type: 'string' },
        schema: { type: 'string' },
        team: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      output.out(USAGE);
      return 0;
    }
    knex = createKnex({
      client: 'pg',
      connection: values.connection ?? {},
      searchPath: values.schema,
      pool: { min: 0, max: 1 },
      // What fails is thrown, and said once.
      log: { warn: () => undefined },
    });
    return await verify(knex, output, values.team);
  } catch (error) {
    if (!isError(error)) throw error;
    // Of several addresses that all refused, Node says nothing but a code.
    const why = error.message || String(Object(error).code);
    output.error(`The audit could not be checked: ${why}`);
    return 2;
  } finally {
    await knex?.destroy();
  }
}

async function verify(
  knex: Knex,
  output: AuditVerifyOutput,
  team?: string,
): Promise<0 | 1> {
  const audit = new AuditStore(knex);
  const verifier = new AuditVerifier({ read: { audit } });
  const teams = team ? [team] : await audit.teams();
  let events = 0;
  let broken = 0;
  for (const each of teams) {
    const verdict = await verifier.verify(each);
    if (verdict.intact) {
      events += verdict.head.seq;
      output.out(`intact  ${each}  ${verdict.head.seq} events`);
    } else {
      broken += 1;
      output.out(`BROKEN  ${each}  event ${verdict.seq}: ${verdict.problem}`);
    }
  }
  output.out(
    broken === 0
      ? `Every chain is intact: ${teams.length} teams, ${events} events.`
      : `${broken} of ${teams.length} chains are broken.`,
  );
  return broken === 0 ? 0 : 1;
}
