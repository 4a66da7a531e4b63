import { posix } from 'node:path'
import { importsOf, tokens, type Token } from './source.ts'

/** A file of the repository: its path from the root with forward slashes, and its text. */
export type SourceFile = { path: string; text: string }

/** A broken rule in words, with the place. */
export type Violation = string

/** What an area may import of ours besides itself; `types` marks areas from which only types may come. */
type Reach = { values: readonly string[]; types?: readonly string[] }

const ground = [
  'kernel',
  'db',
  'thai',
  'texts',
  'flex',
  'chat',
  'agency',
  'calendar',
  'schedule',
  'notices',
  'staff',
  'people',
  'attachments',
  'threads',
  'assessment',
  'evidence',
  'tables',
]
const everything = ['config', 'line', 'inbox', 'outbox', 'web', 'features', 'migrations', 'whistleblowing', ...ground]

/**
 * Who may import whom. An area is a folder of `src`, or a file directly in it; `features/x` is an area of its own, and
 * what is not named here may be imported by nobody.
 */
const reaches: Readonly<Record<string, Reach>> = {
  kernel: { values: [] },
  thai: { values: [] },
  texts: { values: [] },
  // How the assessment reckons and what it asks for: data and pure arithmetic, the same for every agency.
  assessment: { values: [] },
  db: { values: ['kernel', 'db/postgres-dialect'] },
  flex: { values: ['kernel'] },
  chat: { values: ['kernel', 'db'] },
  agency: { values: ['kernel', 'db', 'thai'] },
  staff: { values: ['kernel', 'db', 'thai'] },
  // Which days somebody works; the agency says when it is open.
  calendar: { values: ['db', 'thai'], types: ['agency'] },
  // What happens by the clock; what a job wants said is put into the outbox by the app.
  schedule: { values: ['kernel', 'db', 'calendar'], types: ['agency', 'chat'] },
  // Files of rows, read by what is in them; they know nothing of what the rows mean.
  tables: { values: [] },
  // What staff are told and when; it looks at what waits by itself and knows no feature.
  notices: {
    values: ['kernel', 'db', 'thai', 'calendar', 'schedule', 'staff', 'chat'],
    types: ['agency', 'flex', 'texts'],
  },
  // Photos and files that people send; who fetches them hands the bytes over.
  attachments: { values: ['kernel', 'db'] },
  // Questions and requests that people work on; several features speak of them.
  threads: { values: ['kernel', 'db', 'thai'] },
  // Looks at pages of the agency's site, judges them and keeps what was seen; it is given the way out.
  evidence: { values: ['kernel', 'db', 'thai'] },
  // Whoever writes may be staff, and stands in a conversation.
  people: { values: ['kernel', 'db', 'staff'], types: ['chat'] },
  line: { values: ['kernel', 'chat'], types: ['flex'] },
  // What is handled leaves rows for the sender; how it sends is none of the inbox's business.
  inbox: { values: ['kernel', 'db'], types: ['outbox'] },
  outbox: { values: ['kernel', 'db'], types: ['line'] },
  // Papers are made from what features know of an agency, by the arithmetic of the assessment.
  web: {
    values: ['tables', 'kernel', 'texts', 'thai', 'staff', 'features', 'assessment'],
    types: ['agency', 'evidence'],
  },
  // The protected channel knows nothing of the rest: no store, no person, no message of ours can reach it or be reached.
  // Only `app`, `start` and `cli` come in by its doors; its pages run in a browser and have no way to its stores.
  // Of what the browser does it may run the sealing, for reports from the chat (test/architecture/isolation.test.ts: in one file).
  whistleblowing: {
    // prettier-ignore
    values: ['kernel', 'db/postgres-dialect', 'texts', 'thai', 'whistleblowing/wire', 'whistleblowing/wire-bodies', 'whistleblowing/browser/crypto'],
  },
  'whistleblowing/browser': {
    values: ['whistleblowing/wire', 'whistleblowing/browser/crypto', 'texts', 'thai'],
    types: ['whistleblowing/wire-bodies'],
  },
  'whistleblowing/browser/crypto': { values: ['whistleblowing/wire'], types: ['whistleblowing/wire-bodies'] },
  // How PostgreSQL is asked for the shape of a schema; it knows no table.
  'db/postgres-dialect': { values: [] },
  'whistleblowing/wire': { values: [] },
  'whistleblowing/wire-bodies': { values: ['whistleblowing/wire'] },
  migrations: { values: [] },
  config: { values: ['kernel'] },
  'app-key': { values: ['config', 'kernel', 'agency'], types: ['db'] },
  // What features share: one event in hand.
  'features/turn': { values: ground },
  // How pages and what is wrong with them are told: of items and of measures.
  'features/evidence-words': { values: [...ground, 'features/turn'] },
  router: { values: [...ground, 'features'] },
  // The only ways in and out of the protected channel.
  'channel-doors': { values: [...ground, 'calendar', 'notices', 'whistleblowing'], types: ['schedule', 'web'] },
  app: { values: [...everything, 'channel-doors', 'router'] },
  start: { values: [...everything, 'app', 'app-key'] },
  main: { values: ['config', 'kernel', 'start'] },
  cli: { values: [...everything, 'start', 'app-key'] },
  // Bundles the others; it imports none of them.
  build: { values: ['kernel'] },
}
const feature: Reach = { values: [...ground, 'features/turn', 'features/evidence-words'] }

/** Packages that only some may use: the rest of the program is to know nothing of them. `types` as above. */
const packages: Readonly<Record<string, Reach>> = {
  'csv-parse': { values: ['tables'] },
  'read-excel-file': { values: ['tables'] },
  'write-excel-file': { values: ['tables'] },
  'better-sqlite3': { values: ['db', 'cli', 'whistleblowing'] },
  pg: { values: ['db', 'whistleblowing'] },
  kysely: {
    values: [
      'db',
      'db/postgres-dialect',
      'whistleblowing',
      'migrations',
      'people',
      'outbox',
      'inbox',
      'attachments',
      'threads',
    ],
  },
  '@line/bot-sdk': { values: ['line', 'cli'], types: ['flex'] },
  // The two calls of every event.
  undici: { values: ['line'] },
  hono: { values: ['web', 'line', 'app', 'whistleblowing'] },
  '@hono/node-server': { values: ['start'] },
  // Sealing belongs to the protected channel and to backups of it.
  'age-encryption': {
    values: ['whistleblowing', 'whistleblowing/browser', 'whistleblowing/browser/crypto', 'cli'],
  },
  'node:child_process': { values: ['cli'] },
  // Only a look that was guarded goes out to addresses that people name.
  'node:http': { values: ['start', 'evidence'] },
  'node:https': { values: [] },
  'node:tls': { values: ['evidence'] },
  'node:dns': { values: ['evidence'] },
  'node:net': { values: ['evidence'], types: ['start'] },
}

/** What both sides of the protected channel's wire share, and its browser side: areas of their own within its folder. */
const channelParts = ['browser', 'wire', 'wire-bodies']

/** `src/features/questions/answers.ts` → `features/questions`; `src/app.ts` → `app`; null outside of src and migrations. */
export function areaOf(path: string): string | null {
  const [top, folder = '', inside = '', ...deeper] = path.replace(/\.ts$/, '').split('/')
  if (top === 'src' && folder === 'whistleblowing' && inside === 'browser' && deeper[0] === 'crypto')
    return 'whistleblowing/browser/crypto'
  if (top === 'migrations') return 'migrations'
  if (top !== 'src') return null
  if (folder === 'db' && inside === 'postgres-dialect') return `${folder}/${inside}`
  if (folder === 'whistleblowing') return channelParts.includes(inside) ? `${folder}/${inside}` : folder
  return folder === 'features' && (deeper.length > 0 || inside !== '') ? `features/${inside}` : folder
}

/** Every import of a file that goes where it may not. */
export function forbiddenImports(file: SourceFile): Violation[] {
  const area = areaOf(file.path)
  if (area === null) return [`${file.path}: is in no area that the rules know`]
  const reach = reaches[area] ?? (area.startsWith('features/') ? feature : undefined)
  if (reach === undefined) return [`${file.path}: the rules do not say what ${area} may import`]
  return importsOf(tokens(file.text)).flatMap(({ from, typesOnly, line }) => {
    const place = `${file.path}:${line}`
    if (from === '?') return [`${place}: imports what is not written as a string`]
    if (!from.startsWith('.')) return forbiddenPackage(area, from, typesOnly).map((what) => `${place}: ${what}`)
    const target = posix.join(posix.dirname(file.path), from)
    if (!/\.(ts|json)$/.test(target)) return [`${place}: ${from} has no ending`]
    const other = areaOf(target)
    if (other === null) return [`${place}: imports ${target}, which is outside of the program`]
    if (other === area || allows(reach, other, typesOnly)) return []
    return [`${place}: ${area} imports ${typesOnly ? 'types' : 'values'} of ${other}`]
  })
}

function forbiddenPackage(area: string, from: string, typesOnly: boolean): Violation[] {
  if (from === 'node:module') return [`${area} imports ${from}, by which anything can be loaded unseen`]
  const name = Object.keys(packages).find((known) => from === known || from.startsWith(`${known}/`))
  const users = name === undefined ? undefined : packages[name]
  if (users === undefined || allows(users, area, typesOnly)) return []
  return [`${area} imports ${typesOnly ? 'types' : 'values'} of ${from}`]
}

/** `features` stands for every feature, not for `features/turn` alone. */
function allows(reach: Reach, other: string, typesOnly: boolean): boolean {
  const names = typesOnly ? [...reach.values, ...(reach.types ?? [])] : reach.values
  return names.includes(other) || (other.startsWith('features/') && names.includes('features'))
}

/** Words of code that only some places may use. `words` are tokens in a row, in small letters where `anyCase`. */
const reserved: readonly { words: readonly string[]; what: string; except: readonly string[] }[] = [
  { words: ['Date', '.', 'now', '('], what: 'the time is an argument', except: ['src/kernel/clock.ts'] },
  { words: ['new', 'Date', '(', ')'], what: 'the time is an argument', except: ['src/kernel/clock.ts'] },
  { words: ['Math', '.', 'random'], what: 'randomness is an argument', except: ['src/kernel/ids.ts'] },
  ...['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'getRandomValues'].map((name) => ({
    words: [name],
    what: 'randomness is an argument',
    // The last one is the browser's, which has no ids.ts.
    except: ['src/kernel/ids.ts', 'src/kernel/envelope.ts', 'src/whistleblowing/browser/crypto/random.ts'],
  })),
  { words: ['process', '.', 'env'], what: 'the environment is read once', except: ['src/main.ts', 'src/cli/'] },
  { words: ['console', '.'], what: 'what is said goes through the log', except: [] },
]

/** Calls of the clock, of chance, of the environment and of the console where they are not allowed. */
export function reservedWords(file: SourceFile): Violation[] {
  const list = tokens(file.text)
  return reserved
    .filter((rule) => !rule.except.some((path) => file.path.startsWith(path)))
    .flatMap(({ words, what }) =>
      starts(list, words).map((token) => `${file.path}:${token.line}: ${words.join('')}: ${what}`),
    )
}

function starts(list: readonly Token[], words: readonly string[]): Token[] {
  return list.filter((token, index) =>
    words.every((text, offset) => {
      const here = list[index + offset]
      return here?.text === text && here.kind !== 'string' && here.kind !== 'template'
    }),
  )
}

/** Names of database dialects in code (not in comments) and where they cannot be avoided, with the reason. */
const dialectPlaces: Readonly<Record<string, string>> = {
  'src/config.ts': 'names what DATABASE_URL may hold in the sentence that refuses anything else',
  'src/whistleblowing/cases-db.ts': "opens the protected channel's own database, and nothing else does",
  'src/cli/backup.ts': "copies a SQLite file and calls PostgreSQL's own tools",
  'src/cli/cases-backup.ts': 'seals a copy of one kind or the other',
  'src/cli/database-tools.ts': "checks a SQLite file and calls PostgreSQL's own tools",
  'src/build.ts': 'leaves the packages that know them out of the bundle',
  'src/start.ts': 'asks which of both it is, to own the data folder of a SQLite file',
}
const dialectWord = /sqlite|postgres|pragma/i

/** Dialect words outside of `src/db`. */
export function dialectWords(file: SourceFile): Violation[] {
  if (file.path.startsWith('src/db/') || file.path in dialectPlaces) return []
  return tokens(file.text)
    .filter((token) => dialectWord.test(token.text))
    .map((token) => `${file.path}:${token.line}: knows a database by its name`)
}

/** Exceptions above that are needed no more. */
export function idleDialectPlaces(files: readonly SourceFile[]): Violation[] {
  return Object.keys(dialectPlaces).filter(
    (path) =>
      !files.some((file) => file.path === path && tokens(file.text).some((token) => dialectWord.test(token.text))),
  )
}

/** Thai letters, in code or comments, outside of what the bot says and what it understands. */
export function thaiLetters(file: SourceFile): Violation[] {
  if (/^src\/(texts|thai)\//.test(file.path) || file.path.endsWith('.json')) return []
  return places(file, /[\u0e00-\u0e7f]/, 'Thai letters')
}

/** Whatever would tell the program that it is being tested. */
export function knowledgeOfTests(file: SourceFile): Violation[] {
  return places(file, /NODE_ENV|simulator|vitest/i, 'the program does not know that it is tested')
}

function places(file: SourceFile, pattern: RegExp, what: string): Violation[] {
  return file.text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1}: ${what}`] : []))
}

const forbiddenNames = ['utils', 'util', 'helpers', 'services', 'common', 'core', 'lib', 'shared', 'misc', 'managers']

/** Names of files and folders: kebab-case, and a subject. A card that is put into another is called `other.part.json`. */
export function unfitNames(path: string): Violation[] {
  const parts = path.split('/')
  const name = (parts.at(-1) ?? '').replace(/(\.test)?\.[a-z]+$/, '')
  return [
    ...((path.endsWith('.json') ? name.split('.') : [name]).every((part) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(part)) ||
    name === 'README'
      ? []
      : [`${path}: is not in kebab-case`]),
    ...[...parts.slice(0, -1), name]
      .filter((part) => forbiddenNames.includes(part))
      .map((part) => `${path}: ${part} is no subject`),
  ]
}

/** Names and codes that stay as they are in Thai sentences; nothing else there is written in Latin letters. */
const latinNames = /\b(LINE|Excel|CSV|UTF-8|xlsx|Facebook|ITA|IIT|EIT|OIT|Q&A|O\d+|AB2C-D3EF|PDF|https?:)(?!\w)/g

/** Sentences of the bot or its pages, given as a tree of texts and of functions that make them, with Latin words in them. */
export function latinSentences(name: string, texts: unknown): Violation[] {
  return sentences(name, texts)
    .filter(({ text }) => /[a-z]/i.test(text.replaceAll(latinNames, '')))
    .map(({ where, text }) => `${where}: ${text}`)
}

/** Every sentence of such a tree. A function is asked twice: with all arguments given, and with none. */
export function sentences(where: string, texts: unknown): { where: string; text: string }[] {
  if (typeof texts === 'string') return [{ where, text: texts }]
  if (typeof texts === 'function') {
    return ['ก', null]
      .flatMap((argument) => sentences(where, texts(...Array.from({ length: texts.length }, () => argument))))
      .map((sentence) => ({ ...sentence, text: sentence.text.replaceAll('null', '') }))
  }
  if (typeof texts !== 'object' || texts === null) return []
  return Object.entries(texts).flatMap(([key, value]) => sentences(`${where}.${key}`, value))
}
