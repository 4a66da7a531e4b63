import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import Sqlite from 'better-sqlite3'
import { SetupError } from '../kernel/errors.ts'

/** Whether a file really is a whole SQLite database of ours. @throws SetupError */
export function checkSqlite(file: string): void {
  let result: unknown
  try {
    const database = new Sqlite(file, { fileMustExist: true })
    result = database.pragma('integrity_check', { simple: true })
    // A few stray bytes pass for an empty database; ours knows its migrations.
    database.prepare('select name from kysely_migration').all()
    database.close()
  } catch {
    result = 'unreadable'
  }
  if (result !== 'ok') throw new SetupError(`The database in ${file} is damaged. Nothing was changed.`)
}

/** The name under which the bot's connections to the common database are known to the server. */
const ours = ['prongsai', 'cases']

/**
 * A dump of the schema that a connection writes to, with PostgreSQL's own tool; one moment of it, also while it is
 * written to. The file is for its owner only.
 * @throws SetupError
 */
export async function dumpPostgres(location: string, file: string): Promise<void> {
  const { schema } = await ask(location)
  closeSync(openSync(file, 'w', 0o600))
  const { url, env } = withoutPassword(location)
  await run('pg_dump', ['--format=custom', '--no-owner', `--schema=${quoted(schema)}`, `--file=${file}`, url], env)
}

/**
 * Whether a file is a dump of ours that can be read to its end and is meant for the schema of this database.
 * @throws SetupError; nothing was changed
 */
export async function checkDump(location: string, file: string): Promise<void> {
  const { schema } = await ask(location)
  const damaged = new SetupError(`The dump in ${file} is damaged. Nothing was changed.`)
  const contents = await run('pg_restore', ['--list', file], process.env).catch((cause: unknown) => {
    throw cause instanceof ToolMissing ? cause : damaged
  })
  if (!contents.includes(` TABLE ${schema} kysely_migration `)) {
    throw new SetupError(`The dump in ${file} holds nothing for the schema ${schema}. Nothing was changed.`)
  }
  // Reads every block and throws the result away: a list alone says nothing about what comes behind it.
  await run('pg_restore', [`--file=${devNull}`, file], process.env).catch(() => {
    throw damaged
  })
}

/**
 * Puts a dump back in one transaction: the schema is emptied first, so that tables which a newer version added do not
 * stand in the way of its migrations afterwards.
 * @throws SetupError; nothing was changed
 */
export async function restorePostgres(location: string, file: string): Promise<void> {
  await checkDump(location, file)
  const { schema, others } = await ask(location)
  if (others > 0) {
    throw new SetupError(
      'The bot is still connected to this database. Stop every process of it, on every machine, first. Nothing was changed.',
    )
  }
  const { url, env } = withoutPassword(location)
  const reader = spawn('pg_restore', ['--no-owner', '--no-privileges', `--schema=${schema}`, '--file=-', file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const words = [
    '--no-psqlrc',
    '--quiet',
    '--set=ON_ERROR_STOP=1',
    '--single-transaction',
    '--file=-',
    `--dbname=${url}`,
  ]
  const writer = spawn('psql', words, { env, stdio: ['pipe', 'ignore', 'pipe'] })
  let said = ''
  writer.stderr.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(0, 2000)))
  const [read, written] = [ended('pg_restore', reader), ended('psql', writer)]
  // Whoever ends early leaves the other one writing into nothing.
  writer.stdin.on('error', () => undefined)
  writer.stdin.write(emptySchema)
  reader.stdout.pipe(writer.stdin, { end: false })
  // The end of the script is the commit. A script that was cut off must never reach it: the connection breaks instead.
  void read.then(
    (code) => (code === 0 ? writer.stdin.end() : writer.kill('SIGKILL')),
    () => writer.kill('SIGKILL'),
  )
  const [first, second] = await Promise.allSettled([read, written.finally(() => reader.kill('SIGKILL'))])
  for (const outcome of [first, second]) if (outcome.status === 'rejected') throw outcome.reason
  if (second.status === 'fulfilled' && second.value !== 0) throw failed('psql', said, env['PGPASSWORD'])
  if (first.status === 'fulfilled' && first.value !== 0) throw failed('pg_restore', '', undefined)
}

/** A lock that somebody holds is waited for, but not for ever. The script sets its own limits after this. */
const emptySchema = `
set lock_timeout = '20s';
set client_min_messages = warning;
do $$
declare ours record;
begin
  for ours in select schemaname, tablename from pg_tables where schemaname = current_schema() loop
    execute format('drop table if exists %I.%I cascade', ours.schemaname, ours.tablename);
  end loop;
end $$;
`

/** The schema that a connection writes to, and how many other connections of the bot there are. @throws SetupError */
async function ask(location: string): Promise<{ schema: string; others: number }> {
  const { url, env } = withoutPassword(location)
  const question = `select (select count(*) from pg_stat_activity where datname = current_database()
    and pid <> pg_backend_pid() and application_name in (${ours.map((name) => `'${name}'`).join(', ')})), current_schema()`
  const words = ['--no-psqlrc', '--no-password', '--tuples-only', '--no-align', '--field-separator= ']
  const answer = await run('psql', [...words, `--command=${question}`, `--dbname=${url}`], env)
  const [, others = '', schema = ''] = /^(\d+) (.*)\n/.exec(answer) ?? []
  if (schema === '') throw new SetupError('The database has no schema to write to. Nothing was changed.')
  return { schema, others: Number(others) }
}

/** A name that the tools take for itself and not for a pattern. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The password goes by the environment: everybody on the machine can read the words of a command. */
function withoutPassword(location: string): { url: string; env: NodeJS.ProcessEnv } {
  const url = new URL(location)
  const password = decodeURIComponent(url.password)
  url.password = ''
  return { url: url.toString(), env: { ...process.env, ...(password !== '' && { PGPASSWORD: password }) } }
}

class ToolMissing extends SetupError {
  constructor(tool: string) {
    super(`${tool} is not installed. Install PostgreSQL's client programs (Debian: postgresql-client).`)
  }
}

/** What a program prints. @throws SetupError with its own words, but never with the password in them */
async function run(tool: string, words: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(tool, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(0, 2000)))
  if ((await ended(tool, child)) !== 0) throw failed(tool, said, env['PGPASSWORD'])
  return printed
}

function ended(tool: string, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject('code' in cause && cause.code === 'ENOENT' ? new ToolMissing(tool) : cause))
    child.once('close', (code) => resolve(code ?? -1))
  })
}

function failed(tool: string, said: string, password: string | undefined): SetupError {
  const [line = ''] = said.split('\n').filter((one) => /error|fatal/i.test(one))
  const why = line === '' || (password !== undefined && line.includes(password)) ? 'Run it by hand to see why' : line
  return new SetupError(`${tool} failed: ${why.trim()}. Nothing was changed.`)
}
