import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../migrations/index.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { evidenceTextsFor } from '../../src/texts/evidence.ts'
import { knowledgeTextsFor } from '../../src/texts/knowledge.ts'
import { textsFor } from '../../src/texts/th.ts'
import { web, webContactNames } from '../../src/texts/web.ts'
import {
  areaOf,
  dialectWords,
  forbiddenImports,
  idleDialectPlaces,
  knowledgeOfTests,
  latinSentences,
  reservedWords,
  sentences,
  thaiLetters,
  unfitNames,
  type SourceFile,
} from './rules.ts'
import { importsOf, tokens } from './source.ts'

/** Paths of all files under a folder of the repository. */
function filesIn(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name).slice(packageRoot.length).replaceAll('\\', '/').replace(/^\//, ''),
    )
}

const read = (path: string): SourceFile => ({ path, text: readFileSync(join(packageRoot, path), 'utf8') })
const program = [...filesIn('src'), ...filesIn('migrations')].filter((path) => path.endsWith('.ts')).map(read)
const written = filesIn('src')
  .filter((path) => /\.(ts|json|md)$/.test(path))
  .map(read)

describe('who imports whom', () => {
  it('is as agreed', () => {
    expect(program.flatMap(forbiddenImports)).toEqual([])
  })

  it('was really looked at: many files, many imports, of every kind', () => {
    const imports = program.flatMap((file) => importsOf(tokens(file.text)))
    expect(program.length).toBeGreaterThan(100)
    expect(imports.length).toBeGreaterThan(400)
    expect(imports.filter((one) => one.typesOnly).length).toBeGreaterThan(100)
    expect(imports.some((one) => one.from === 'pg')).toBe(true)
    // Every line that looks like the end of an import to a simpler eye was seen.
    const simple = program.flatMap((file) => file.text.match(/^(?:import|export|\}).* from '[^']+'$/gm) ?? [])
    expect(imports.length).toBeGreaterThanOrEqual(simple.length)
    expect(new Set(program.map((file) => areaOf(file.path))).size).toBeGreaterThan(15)
  })

  const planted: [path: string, text: string, found: number][] = [
    ['src/kernel/clock.ts', "import { normalise } from '../thai/normalise.ts'", 1],
    ['src/thai/dates.ts', "import type { Clock } from '../kernel/clock.ts'", 1],
    ['src/thai/staff/slots.ts', "import { toThaiDigits } from '../digits.ts'", 0],
    ['src/features/checklist/answers.ts', "import { threadStore } from '../questions/knowledge-store.ts'", 1],
    ['src/features/checklist/answers.ts', "import type { Thread } from '../questions/knowledge-store.ts'", 1],
    ['src/features/checklist/answers.ts', "import type { Turn } from '../turn.ts'", 0],
    ['src/features/checklist/answers.ts', "import type { NewMessage } from '../../outbox/outbox-store.ts'", 1],
    ['src/features/checklist/answers.ts', "const load = () => import('../../line/client.ts')", 1],
    ['src/features/checklist/answers.ts', "export * from '../../inbox/worker.ts'", 1],
    ['src/features/checklist/answers.ts', "export { claim } from '../../inbox/inbox-store.ts'", 1],
    ['src/features/checklist/answers.ts', "import '../../main.ts'", 1],
    ['src/features/checklist/answers.ts', 'const load = (name: string) => import(name)', 1],
    ['src/features/checklist/answers.ts', 'return { async import(rows: Row[]): Promise<void> {} }', 0],
    ['src/features/turn.ts', "import { showDoorway } from './doorway/doorway.ts'", 1],
    ['src/line/render.ts', "import type { Card } from '../flex/templates.ts'", 0],
    ['src/line/render.ts', "import { type Card, type Row } from '../flex/templates.ts'", 0],
    ['src/line/render.ts', "import { type Card, loadCards } from '../flex/templates.ts'", 1],
    ['src/line/render.ts', "import type from '../flex/templates.ts'", 1],
    ['src/inbox/worker.ts', "import { createSender } from '../outbox/sender.ts'", 1],
    ['src/web/layout.ts', "import { agencyStore } from '../agency/agency-store.ts'", 1],
    ['src/app.ts', "import { startBot } from '../test/support/bot.ts'", 1],
    ['src/app.ts', "import { start } from './start.ts'", 1],
    ['src/staff/staff-store.ts', "import Sqlite from 'better-sqlite3'", 1],
    ['src/features/welcome/welcome.ts', "import { html } from 'hono/html'", 1],
    ['src/kernel/root.ts', "import { createRequire } from 'node:module'", 1],
    ['src/kernel/clock.ts', "import { x } from './log'", 1],
    ['src/novelty/new.ts', "import { z } from 'zod'", 1],
    ['src/kernel/clock.ts', "// import { a } from '../app.ts'\n/* export * from '../app.ts' */", 0],
    ['src/kernel/clock.ts', "const page = `import { a } from '../app.ts'`\nconst text = \"import '../app.ts'\"", 0],
    ['src/kernel/clock.ts', "const page = `${await import('../app.ts')}`", 1],
    ['src/kernel/clock.ts', "const slashes = /['\"`]/g\nimport { a } from '../app.ts'", 1],
  ]
  it.each(planted)('is judged rightly in %s: %s', (path, text, found) => {
    expect(forbiddenImports({ path, text })).toHaveLength(found)
  })

  it('is not judged at all where the reader loses its way', () => {
    expect(() => forbiddenImports({ path: 'src/app.ts', text: "const a = 'unfinished" })).toThrow('line 1')
    expect(() => forbiddenImports({ path: 'src/app.ts', text: 'const a = `unfinished ${1}' })).toThrow('line 1')
  })
})

describe('the program', () => {
  it('asks its arguments for time, chance and settings, and says nothing past the log', () => {
    expect(program.flatMap(reservedWords)).toEqual([])
    expect(reservedWords({ path: 'src/kernel/other.ts', text: 'const a = Date.now()' })).toHaveLength(1)
    expect(reservedWords({ path: 'src/a.ts', text: 'const a = `${new Date()} ${new Date(0)}`' })).toHaveLength(1)
    expect(reservedWords({ path: 'src/a.ts', text: 'Math.random()\nrandomUUID()\nconsole.log(process.env)' })).toEqual([
      'src/a.ts:1: Math.random: randomness is an argument',
      'src/a.ts:2: randomUUID: randomness is an argument',
      'src/a.ts:3: process.env: the environment is read once',
      'src/a.ts:3: console.: what is said goes through the log',
    ])
    expect(reservedWords({ path: 'src/a.ts', text: "// Date.now()\nconst a = 'Date.now()'" })).toEqual([])
    expect(program.filter((file) => /Date|process/.test(file.text)).length).toBeGreaterThan(10)
  })

  it('knows no database by its name outside of src/db', () => {
    expect(program.flatMap(dialectWords)).toEqual([])
    expect(idleDialectPlaces(program)).toEqual([])
    expect(dialectWords({ path: 'src/a.ts', text: "if (isPostgres(url)) run('PRAGMA x') // sqlite" })).toHaveLength(2)
  })

  it('does not know that it is tested', () => {
    expect(written.flatMap(knowledgeOfTests)).toEqual([])
    expect(knowledgeOfTests({ path: 'src/a.ts', text: '// for the Simulator' })).toHaveLength(1)
  })

  it('has Thai letters only in what it says, what it understands, and data', () => {
    expect(program.flatMap(thaiLetters)).toEqual([])
    expect(thaiLetters({ path: 'src/a.ts', text: '\n// ข้อ' })).toEqual(['src/a.ts:2: Thai letters'])
    expect(written.filter((file) => /[ก-ฮ]/.test(file.text)).length).toBeGreaterThan(15)
  })

  it('says nothing in Latin letters but names', () => {
    const all = { ...textsFor, web, webContactNames, evidenceTextsFor, knowledgeTextsFor }
    expect(latinSentences('texts', all)).toEqual([])
    expect(sentences('texts', all).length).toBeGreaterThan(500)
    const planted = { a: 'ส่ง LINE', b: { c: (unit: string) => `unit ${unit}` }, d: ['Online ได้'] }
    expect(latinSentences('texts', planted).map((found) => found.split(':')[0])).toEqual([
      'texts.b.c',
      'texts.b.c',
      'texts.d.0',
    ])
  })

  it('lists every migration, oldest first, and each lies in a file of its name', () => {
    const files = filesIn('migrations')
      .filter((path) => !path.startsWith('migrations/whistleblowing/'))
      .map((path) => /^migrations\/(.+)\.ts$/.exec(path)?.[1] ?? path)
    const listed = Object.keys(migrations)
    expect(listed).toEqual(files.filter((name) => name !== 'index').toSorted())
    expect(listed.length).toBeGreaterThan(0)
    for (const name of listed) {
      expect(name).toMatch(/^\d{4}-[a-z0-9-]+$/)
      expect(read('migrations/index.ts').text).toContain(`'./${name}.ts'`)
    }
  })
})

it('has files and folders that are named after a subject, in kebab-case', () => {
  const paths = ['src', 'migrations', 'test', 'flex-templates'].flatMap(filesIn)
  expect(paths.flatMap(unfitNames)).toEqual([])
  expect(paths.length).toBeGreaterThan(300)
  expect(unfitNames('src/utils/fileName.ts')).toHaveLength(2)
  expect(unfitNames('src/staff/helpers.ts')).toHaveLength(1)
})

describe('the tests', () => {
  it('share what they load, so a helper ties its cleaning up to the test that called it, never to the file', () => {
    const helpers = filesIn('test').filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    const hook = /^(?:before|after)(?:Each|All)\(/m
    expect(helpers.length).toBeGreaterThan(20)
    expect(helpers.filter((path) => hook.test(read(path).text))).toEqual([])
    expect(hook.test('import x\nafterEach(() => undefined)')).toBe(true)
  })
})
