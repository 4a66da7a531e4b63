import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { channelMigrations } from '../../migrations/whistleblowing/index.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { forbiddenImports, type SourceFile } from './rules.ts'
import { tokens } from './source.ts'

// That the protected channel stands apart: each promise of its README with its own check. None of them can see what is reached
// through a value that one of the few permitted files hands on; `src/channel-doors.ts` is short so that a person can.

const folder = 'src/whistleblowing/'
const doors = ['src/channel-doors.ts', 'src/app.ts', 'src/app/', 'src/start.ts', 'src/cli/']

const program: SourceFile[] = ['src', 'migrations'].flatMap((top) =>
  readdirSync(join(packageRoot, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { path: path.slice(packageRoot.length + 1).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }
    }),
)
const inside = program.filter((file) => file.path.startsWith(folder) && !file.path.startsWith(`${folder}browser/`))
const outside = program.filter(
  (file) => !file.path.startsWith(folder) && !file.path.startsWith('migrations/whistleblowing/'),
)
const isDoor = (file: SourceFile) => doors.some((door) => file.path.startsWith(door))

/** Files in which some word or string of code fits, with the line. */
function uses(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    tokens(file.text)
      .filter((token) => pattern.test(token.text))
      .map((token) => `${file.path}:${token.line}`),
  )
}

describe('the protected channel stands apart', () => {
  it('was looked at: its files, and the files around it', () => {
    expect(inside.length).toBeGreaterThan(20)
    expect(outside.length).toBeGreaterThan(150)
  })

  it('in its types: nobody but the doors imports anything of it, and it imports nothing of persons, chats or stores', () => {
    expect(program.flatMap(forbiddenImports).filter((line) => line.includes('whistleblowing'))).toEqual([])
    const planted: [path: string, text: string][] = [
      ['src/features/questions/answers.ts', "import type { CaseRow } from '../../whistleblowing/cases-db.ts'"],
      ['src/router.ts', "import { createChannel } from './whistleblowing/channel.ts'"],
      ['src/web/agency-page.ts', "import type { PeriodCount } from '../whistleblowing/periods.ts'"],
      ['src/outbox/sender.ts', "const load = () => import('../whistleblowing/case-store.ts')"],
      ['src/whistleblowing/case-store.ts', "import { peopleStore } from '../people/people-store.ts'"],
      ['src/whistleblowing/case-store.ts', "import type { Db } from '../db/open.ts'"],
      ['src/whistleblowing/attention.ts', "import { createSender } from '../outbox/sender.ts'"],
      ['src/whistleblowing/channel.ts', "import { createLine } from '../line/client.ts'"],
      ['src/whistleblowing/browser/pages/report.ts', "import { caseStore } from '../../case-store.ts'"],
      ['src/whistleblowing/wire.ts', "import { createHash } from '../kernel/ids.ts'"],
    ]
    for (const [path, text] of planted) expect([path, forbiddenImports({ path, text }).length]).toEqual([path, 1])
  })

  it('in its connections: one function opens its database, three places call it, and no table of it is named elsewhere', () => {
    const openers = uses(program, /^openCases$/).map((line) => line.replace(/:\d+$/, ''))
    expect([...new Set(openers)].toSorted()).toEqual(
      ['src/cli/cases-backup.ts', 'src/cli/channel.ts', 'src/start.ts', 'src/whistleblowing/cases-db.ts'].toSorted(),
    )
    // Sealing a backup asks for the recovery keys, and for nothing else.
    const tables = uses(outside, /wb_/)
    expect([...new Set(tables.map((line) => line.replace(/:\d+$/, '')))]).toEqual(['src/cli/cases-backup.ts'])
    const sealing = outside.find((file) => file.path === 'src/cli/cases-backup.ts')?.text ?? ''
    expect(new Set(sealing.match(/wb_\w+/g))).toEqual(new Set(['wb_key']))
    // And its own code names no table of the common database.
    const common = /^(people|staff|agencies|inbox|outbox|arrivals|threads|conversations)$/
    const selects = inside.flatMap((file) =>
      [...file.text.matchAll(/(?:From|Into|Table)\('(\w+)'/g)].map((match) => match[1] ?? ''),
    )
    expect(selects.length).toBeGreaterThan(20)
    expect(selects.filter((table) => common.test(table) || !table.startsWith('wb_'))).toEqual([])
  })

  it('in its routes: everything under /w and /o/w goes to it in one place, before any page of others', () => {
    const mentions = outside.flatMap((file) =>
      tokens(file.text)
        .filter((token) => token.kind === 'string' && /^\/(o\/)?w(\/|$)/.test(token.text))
        .map((token) => `${file.path} ${token.text}`),
    )
    const one = 'src/app/http.ts'
    expect(mentions.toSorted()).toEqual([`${one} /o/w`, `${one} /o/w/*`, `${one} /w`, `${one} /w/*`])
    const app = outside.find((file) => file.path === one)?.text ?? ''
    expect(app.indexOf('protectedChannel.fetch')).toBeGreaterThan(0)
    expect(app.indexOf('protectedChannel.fetch')).toBeLessThan(app.indexOf('http.use(securityHeaders'))
    expect(app.indexOf('protectedChannel.fetch')).toBeLessThan(app.indexOf('mountPages(http'))
  })

  it('in its logs: one line of one word, from one place, and nothing else is said', () => {
    const lines = inside.flatMap((file) =>
      [...file.text.matchAll(/\blog\.(debug|info|warn|error)\('([^']+)'/g)].map((match) => `${file.path} ${match[2]}`),
    )
    expect(lines).toEqual(['src/whistleblowing/channel.ts wb:failure'])
    // A command of its own, which serves nobody, tells whoever runs it what it found.
    const serving = inside.filter((file) => !file.path.endsWith('/verify-pages.ts'))
    expect(uses(serving, /^(stdout|stderr|console|metrics)$/)).toEqual([])
  })

  it('in what it knows: no account of LINE, no browser, no address of a phone but in the one function that forgets it', () => {
    expect(
      uses(inside, /^(lineUserId|line_user_id|userId|user_id|displayName)$|user-agent|referer|accept-language/i),
    ).toEqual([])
    const addresses = uses(inside, /remoteAddress|x-forwarded-for/i).map((line) => line.replace(/:\d+$/, ''))
    expect([...new Set(addresses)]).toEqual(['src/whistleblowing/requests.ts'])
    // Whoever is let in from outside comes by the doors.
    expect(
      outside
        .filter((file) => /whistleblowing\//.test(file.text.replaceAll(/^.*\/\/.*$/gm, '')) && !isDoor(file))
        .map((file) => file.path),
    ).toEqual([])
  })

  it('in its sealing: the server seals in one file, for reports from the chat, and opens nothing anywhere', () => {
    const importers = inside.filter((file) => /browser\/crypto\//.test(file.text)).map((file) => file.path)
    expect(importers).toEqual(['src/whistleblowing/chat-intake.ts'])
    // The wire has an `openItem` of its own: the shape of one.
    const opening = inside.filter((file) => !file.path.endsWith('/wire-bodies.ts'))
    expect(uses(opening, /^(Decrypter|openItem|openBytes|unwrapCaseKey|openFile|unlockStaffKey)$/)).toEqual([])
    // What people write comes in there alone, by the door.
    expect(uses(program, /^(createChatIntake)$/).map((line) => line.replace(/:\d+$/, ''))).toEqual([
      'src/whistleblowing/channel.ts',
      'src/whistleblowing/channel.ts',
      'src/whistleblowing/chat-intake.ts',
    ])
    expect(uses(outside, /^openChatDoor$/).map((line) => line.replace(/:\d+$/, ''))).toEqual([
      'src/app.ts',
      'src/app.ts',
      // Itself, and the name of its type.
      'src/channel-doors.ts',
      'src/channel-doors.ts',
    ])
  })

  it('in its migrations: listed oldest first, each in a file of its name, in a folder of their own', () => {
    const files = readdirSync(join(packageRoot, 'migrations/whistleblowing')).filter((name) => name !== 'index.ts')
    expect(Object.keys(channelMigrations({ bytes: 'blob', tableEnd: '' }))).toEqual(
      files.map((name) => name.replace(/\.ts$/, '')).toSorted(),
    )
  })
})
