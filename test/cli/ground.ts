import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { runCommand } from '../../src/cli/command.ts'
import { commands } from '../../src/cli/commands.ts'
import { readConfig } from '../../src/config.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/kernel/log.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { start, type Running } from '../../src/start.ts'
import { startFakeLine } from '../simulator/line/fake-line.ts'

/** What a command left behind: its exit code, and what it wrote where. */
export type Outcome = { code: number; out: string; err: string }

/** Everything that decides what the program does; a machine's own settings must not reach a test. */
const variables = [
  ...(['HOST', 'PORT', 'PUBLIC_URL', 'DATA_DIR', 'DATABASE_URL', 'WHISTLEBLOWING_DATABASE_URL'] as const),
  ...(['LINE_CHANNEL_SECRET', 'LINE_CHANNEL_ACCESS_TOKEN', 'LINE_API_URL', 'LINE_DATA_API_URL'] as const),
  ...(['APP_KEY', 'APP_KEY_FILE', 'AGENCY_FILE', 'LOG_LEVEL'] as const),
]
type Environment = Partial<Record<(typeof variables)[number], string>>

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name)
  else process.env[name] = value
}

/** A machine of its own: a data folder, the environment of one operator, and the commands as they are typed. It ends with its test. */
export function machine(environment: Environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'prongsai-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const dataDir = join(folder, 'data')
  const settings: Environment = { DATA_DIR: dataDir, ...environment }

  function path(name: string): string {
    return join(folder, name)
  }

  return {
    folder,
    dataDir,
    path,

    /** Writes a file; anything but a text becomes JSON. @returns its path */
    file: (name: string, content: unknown): string => {
      const written = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content)
      writeFileSync(path(name), written)
      return path(name)
    },

    /** Changes the environment for whatever is typed from now on. */
    set: (changed: Environment): void => {
      Object.assign(settings, changed)
    },

    /** Types a command; it runs in this process. */
    prongsai: async (...words: string[]): Promise<Outcome> => {
      const out: string[] = []
      const err: string[] = []
      const before = variables.map((name) => [name, process.env[name]] as const)
      for (const name of variables) setVariable(name, settings[name])
      try {
        const code = await runCommand(
          commands,
          words,
          (line) => out.push(line),
          (line) => err.push(line),
        )
        return { code, out: out.join('\n'), err: err.join('\n') }
      } finally {
        for (const [name, value] of before) setVariable(name, value)
      }
    },

    /** Runs a program of `src/` as the operating system does, with this environment and nothing else; `unread` closes its output at once. */
    run: (program: 'main.ts' | 'cli/main.ts' | { unread: 'cli/main.ts' }, ...words: string[]): Promise<Outcome> => {
      const file = typeof program === 'string' ? program : program.unread
      const child = spawn(process.execPath, ['--import', 'tsx', join('src', file), ...words], {
        cwd: packageRoot,
        env: { PATH: process.env['PATH'], HOME: folder, ...settings },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const written = { out: '', err: '' }
      if (typeof program !== 'string') child.stdout.destroy()
      child.stdout.on('data', (bytes: Buffer) => (written.out += bytes.toString()))
      child.stderr.on('data', (bytes: Buffer) => (written.err += bytes.toString()))
      return new Promise((resolve, reject) => {
        child.once('error', reject)
        child.once('close', (code) => resolve({ code: code ?? -1, ...written }))
      })
    },

    /** Starts the server on a free port of this machine, with the same data folder. */
    serve: async (): Promise<Running> => {
      const config = readConfig({ ...settings, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' })
      const log = createLog('silent', systemClock, () => undefined)
      const server = await start(config, { clock: systemClock, ids: systemIds, log })
      onTestFinished(() => server.stop())
      return server
    },
  }
}

export type Machine = ReturnType<typeof machine>

/** The agency file of a small town. */
export const town = {
  slug: 'khaokluai',
  name: 'เทศบาลตำบลเขากล้วย',
  type: 'เทศบาลตำบล',
  district: 'เมือง',
  province: 'ระนอง',
  mainSite: 'https://www.khaokluai.go.th',
  edition: 2567,
  units: [
    { name: 'สำนักปลัด', short: ['ปลัด'] },
    { name: 'กองคลัง', short: ['คลัง'] },
  ],
  contacts: { phone: '0 7780 0000' },
  serviceHours: 'จันทร์ถึงศุกร์ 8.30 - 16.30 น.',
  digits: 'arabic',
}

/** A machine with the town in its database. */
export async function machineWithTown(environment: Environment = {}): Promise<Machine> {
  const made = machine(environment)
  await succeed(made.prongsai('agency', 'add', made.file('town.json', town)))
  return made
}

const secrets = { channelSecret: 'geheim-channel-secret', accessToken: 'geheim-access-token' }

/** The same with a LINE platform, on which the town has an account with its menus, and the server running. */
export async function machineOnLine(
  account: { chatMode?: 'chat' | 'bot'; webhook?: 'unset' | 'off'; secret?: string; menus?: 'none' } = {},
  environment: Environment = {},
) {
  const line = await startFakeLine()
  onTestFinished(() => line.stop())
  line.addChannel({
    name: town.slug,
    secret: account.secret ?? secrets.channelSecret,
    accessToken: secrets.accessToken,
    webhookUrl: '',
    quota: 300,
    displayName: 'ทต.เขากล้วย',
    chatMode: account.chatMode ?? 'bot',
    basicId: '@khaokluai',
    usesWebhook: account.webhook !== 'off',
  })
  const made = await machineWithTown({
    ...environment,
    LINE_API_URL: line.apiUrl,
    LINE_DATA_API_URL: line.dataUrl,
    LINE_CHANNEL_SECRET: secrets.channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: secrets.accessToken,
  })
  const bot = await made.serve()
  made.set({ PUBLIC_URL: bot.url })
  if (account.menus !== 'none') await succeed(made.prongsai('rich-menu', 'install', '--agency', town.slug))
  if (account.webhook !== 'unset') line.setWebhookUrl(town.slug, `${bot.url}/webhook`)
  return { ...made, line, bot }
}

/** What a command printed. @throws Error when it failed */
export async function succeed(running: Promise<Outcome>): Promise<string> {
  const { code, out, err } = await running
  if (code !== 0) throw new Error(`A command failed: ${err}`)
  return out
}
