import { z } from 'zod'

const nothing = z.object({})
const item = { edition: z.number().int(), code: z.string().regex(/^O\d{1,3}$/) }
/** The first row of a page of a long list. */
const from = z.number().int().min(0).max(1000).optional()
const threadNumber = z.string().min(1).max(30)

/**
 * Every button of the bot that comes back as a postback: its name, its version, and what it carries.
 * The version rises when the meaning or the fields change; buttons of older versions stand in people's chats for years.
 * Values stay short: LINE allows 300 UTF-16 units for all of it.
 */
const shapes = {
  /** Opens the keyboard; nothing else happens. */
  ask: { version: 1, fields: nothing },
  /** The way to a report in the chat: what to know before, and the form. Never seen by a feature as a button; see `droppedAs`. */
  chatreport: { version: 1, fields: z.strictObject({ do: z.enum(['warn', 'write']) }) },
  menu: { version: 1, fields: z.strictObject({ page: z.enum(['main', 'contact', 'published', 'report', 'mine']) }) },
  /** A choice among entries: id of a knowledge entry or item code of the edition. */
  topic: {
    version: 1,
    fields: z.strictObject({ id: z.string().min(1).max(80), asked: z.string().min(1).max(40).optional() }),
  },
  /** The whole of an answer that is too long for a card. */
  full: { version: 1, fields: z.strictObject({ id: z.string().min(1).max(80) }) },
  /** None of the choices, or the answer did not fit; `asked` names the question here and below. */
  none: { version: 2, fields: z.strictObject({ asked: z.string().min(1).max(40) }) },
  fits: {
    version: 2,
    fields: z.strictObject({ asked: z.string().min(1).max(40), id: z.string().min(1).max(80) }),
  },
  /** The question that waits goes to a person, or is dropped. `asked` names the question, so that an old button does nothing. */
  handover: {
    version: 1,
    fields: z.strictObject({ asked: z.string().min(1).max(40), to: z.enum(['staff', 'thread', 'nobody']) }),
  },
  thread: { version: 1, fields: z.strictObject({ number: z.string().min(1).max(30) }) },
  item: { version: 1, fields: z.strictObject(item) },
  /** What an item needs; what it had in earlier years; its components; the words with which a page is sent. */
  needs: { version: 1, fields: z.strictObject(item) },
  lastyear: { version: 1, fields: z.strictObject(item) },
  parts: { version: 1, fields: z.strictObject({ ...item, from }) },
  send: { version: 1, fields: z.strictObject(item) },
  /** `before` is the version whose change stands last on the page before. */
  history: { version: 1, fields: z.strictObject({ ...item, before: z.number().int().positive().optional() }) },
  /** Sets a tick or takes it away, as the card said; pressing it twice changes nothing more. */
  tick: {
    version: 1,
    fields: z.strictObject({ ...item, place: z.number().int().min(0).max(99), on: z.boolean() }),
  },
  /** Hands in as it stands, says yes, or asks why not; `seen` is the item's version on the card that was pressed. */
  review: {
    version: 1,
    fields: z.strictObject({
      ...item,
      seen: z.number().int().min(0),
      do: z.enum(['submit', 'pass', 'return', 'show']),
    }),
  },
  /** A change that was shown: as shown, with every component there, with some missing, or not at all. */
  work: {
    version: 1,
    fields: z.strictObject({
      draft: z.string().min(1).max(40),
      do: z.enum(['confirm', 'full', 'partly', 'parts', 'drop']),
    }),
  },
  /** Takes back what was done with one confirmation. */
  unwork: { version: 1, fields: z.strictObject({ act: z.string().min(1).max(40) }) },
  answer: {
    version: 1,
    fields: z.strictObject({ draft: z.string().min(1).max(40), do: z.enum(['send', 'edit', 'drop', 'sign', 'keep']) }),
  },
  /** What the citizen does with a thread of theirs. */
  mine: {
    version: 1,
    fields: z.strictObject({
      number: threadNumber,
      do: z.enum(['more', 'solved', 'not-fine', 'withdraw', 'withdraw-yes', 'keep', 'comment']),
    }),
  },
  stars: { version: 1, fields: z.strictObject({ number: threadNumber, stars: z.number().int().min(1).max(5) }) },
  /** Files that came without a word belong to this thread; '' = to none of them. */
  attach: { version: 1, fields: z.strictObject({ number: z.string().max(30) }) },
  /** A step of telling of a problem in the town; `asked` names the telling. */
  problem: {
    version: 1,
    fields: z.strictObject({
      asked: z.string().max(40),
      do: z.enum(['kind', 'skip', 'stop', 'ask', 'start']),
      kind: z.string().max(20).optional(),
    }),
  },
  /** What came without words goes to staff, to be looked at or listened to. */
  voice: { version: 1, fields: z.strictObject({ asked: z.string().min(1).max(40), to: z.enum(['staff', 'nobody']) }) },
  /** What staff do with a thread. */
  handle: {
    version: 1,
    fields: z.strictObject({
      number: threadNumber,
      do: z.enum([
        ...(['answer', 'ask', 'update', 'claim', 'over', 'release', 'transfer', 'details', 'files', 'canned'] as const),
        ...(['category', 'doorway', 'doorway-yes', 'keep'] as const),
      ]),
    }),
  },
  /** A thread goes to the unit with this id. */
  move: { version: 1, fields: z.strictObject({ number: threadNumber, unit: z.string().min(1).max(40) }) },
  /** How far the work on a request is. */
  advance: {
    version: 1,
    fields: z.strictObject({ number: threadNumber, to: z.enum(['in-work', 'done', 'passed-on']) }),
  },
  category: { version: 1, fields: z.strictObject({ number: threadNumber, to: z.string().min(1).max(20) }) },
  /** A ready-made answer for a thread, or it is removed. */
  canned: {
    version: 1,
    fields: z.strictObject({ number: threadNumber, id: z.string().min(1).max(40), do: z.enum(['use', 'drop']) }),
  },
  /** The staff's inbox from a place on, of their unit or of all. */
  inbox: { version: 1, fields: z.strictObject({ from: z.number().int().min(0).max(100_000), all: z.boolean() }) },
  list: {
    version: 1,
    fields: z.strictObject({
      edition: z.number().int(),
      what: z.enum(['pending', 'reported', 'all', 'sub', 'unit', 'mine', 'overdue', 'soon', 'returned', 'changed']),
      of: z.string().max(80).optional(),
      from,
    }),
  },
  /** What is said about scores; `from` is the first row of a long list, `of` the unit whose next steps are asked for. */
  score: {
    version: 1,
    fields: z.strictObject({
      page: z.enum(['executive', 'outlook', 'next', 'result', 'weak']),
      of: z.string().max(80).optional(),
      from: z.number().int().min(0).max(1000).optional(),
    }),
  },
  /** The measures of the agency's year: all issues; one issue (0 = the indicators' guidance). */
  measures: { version: 1, fields: nothing },
  issue: { version: 1, fields: z.strictObject({ number: z.number().int().min(0).max(7) }) },
  /** A part of the measures: a unit's, a quarter's, those still to be done; `from` is the first row. */
  plan: {
    version: 1,
    fields: z.strictObject({
      unit: z.string().max(100).optional(),
      quarter: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).optional(),
      state: z.enum(['pending', 'done']).optional(),
      from: z.number().int().min(0).max(100).optional(),
    }),
  },
  /** One measure ("1.1") or the guidance of an indicator ("g4"). */
  measure: {
    version: 1,
    fields: z.strictObject({
      edition: z.number().int(),
      code: z.string().regex(/^(?:[1-7]\.\d{1,2}|g[1-8])$/),
      do: z.enum(['show', 'tell', 'done', 'history']),
    }),
  },
  /** Makes a one-time link to the report of the measures. */
  report: { version: 1, fields: nothing },
  /** A change of a measure that was shown and waits for a yes. */
  progress: { version: 1, fields: z.strictObject({ draft: z.string().min(1).max(40), do: z.enum(['save', 'drop']) }) },
  /** Takes back a change of a measure. */
  unmeasure: { version: 1, fields: z.strictObject({ change: z.string().min(1).max(40) }) },
  summary: { version: 1, fields: z.strictObject({ by: z.enum(['sub', 'unit']) }) },
  erase: { version: 1, fields: z.strictObject({ asked: z.string().min(1).max(40), do: z.enum(['erase', 'keep']) }) },
  /** Figures of a month ("2026-11") or a fiscal year ("2570"). */
  statistics: { version: 1, fields: z.strictObject({ period: z.string().regex(/^(20\d\d-\d\d|25\d\d)$/) }) },
  /** What a file that was sent is for; `message` is LINE's number of it. */
  file: {
    version: 1,
    fields: z.strictObject({ message: z.string().min(1).max(40), as: z.enum(['knowledge', 'sheet', 'edition']) }),
  },
  /** Editions of the assessment: which there are, whether to change, changing; `message` is a file that brings one. */
  edition: {
    version: 1,
    fields: z.strictObject({
      do: z.enum(['list', 'stale', 'ask', 'use', 'keep', 'load', 'period', 'answered']),
      year: z.number().int().min(2560).max(2600).optional(),
      message: z.string().min(1).max(40).optional(),
      // The days from and to which the items are answered; without them there is no such time.
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
    }),
  },
  /** The pages of an item, or what was submitted of them, or a link to the page with their screenshots. */
  evidence: {
    version: 1,
    fields: z.strictObject({ ...item, submitted: z.literal(true).optional(), photos: z.literal(true).optional() }),
  },
  /** One page; `message` is a photo that may show it. */
  page: {
    version: 1,
    fields: z.strictObject({
      id: z.string().min(1).max(40),
      do: z.enum(['holds', 'remove', 'restore', 'describe', 'undescribe', 'photo']),
      message: z.string().min(1).max(40).optional(),
    }),
  },
  /**
   * A sheet that was shown: taken over, left, or taken back. `of` is LINE's number of its message, or the act that is taken
   * back; `seen` names what was shown.
   */
  sheet: {
    version: 1,
    fields: z.strictObject({
      of: z.string().min(1).max(40),
      do: z.enum(['import', 'drop', 'undo']),
      seen: z.string().max(40).optional(),
    }),
  },
  import: {
    version: 1,
    fields: z.strictObject({ asked: z.string().min(1).max(40), do: z.enum(['add', 'whole', 'drop']) }),
  },
  /** Lists about the knowledge base. */
  knowledge: {
    version: 1,
    fields: z.strictObject({
      list: z.enum(['overview', 'gaps', 'due', 'general', 'proposals', 'find']),
      from: z.number().int().min(0).max(20_000).optional(),
    }),
  },
  /** One entry of the knowledge base, by id. */
  entry: {
    version: 1,
    fields: z.strictObject({ id: z.string().min(1).max(80), do: z.enum(['show', 'edit', 'confirm', 'remove']) }),
  },
  /** What becomes of an entry that is being changed; `asked` names the change in hand here and below. */
  edit: {
    version: 1,
    fields: z.strictObject({ asked: z.string().min(1).max(40), do: z.enum(['save', 'again', 'drop']) }),
  },
  /** The answer of a thread, by its number, is to become an entry. */
  propose: { version: 1, fields: z.strictObject({ number: z.string().min(1).max(30) }) },
  draft: {
    version: 1,
    fields: z.strictObject({ asked: z.string().min(1).max(40), do: z.enum(['save', 'question', 'answer', 'drop']) }),
  },
  proposal: {
    version: 1,
    fields: z.strictObject({ id: z.string().min(1).max(40), do: z.enum(['approve', 'refuse', 'later']) }),
  },
  /** A file to fetch: the knowledge base, or the statistics of a fiscal year. */
  paper: { version: 1, fields: z.strictObject({ file: z.string().regex(/^(knowledge|25\d\d)$/) }) },
  /** Takes a change to the knowledge base back. */
  undo: {
    version: 1,
    fields: z.strictObject({ change: z.string().min(1).max(60), sure: z.literal(true).optional() }),
  },
  /** A copy of what is kept of somebody. */
  copy: { version: 1, fields: z.strictObject({ asked: z.string().min(1).max(40), do: z.enum(['make', 'drop']) }) },
  /** The yes to taking a large change back. */
  revert: { version: 1, fields: z.strictObject({ change: z.string().min(1).max(60) }) },
  /** What a staff member meant, chosen from guesses. */
  guess: {
    version: 1,
    fields: z.strictObject({
      intent: z.string().min(1).max(40),
      items: z.array(z.string().max(5)).max(12).optional(),
      unit: z.string().max(80).optional(),
      sub: z.string().max(10).optional(),
    }),
  },
} satisfies Record<string, { version: number; fields: z.ZodType }>

export type ButtonName = keyof typeof shapes
type Fields<Name extends ButtonName> = string extends keyof z.output<(typeof shapes)[Name]['fields']>
  ? unknown
  : z.output<(typeof shapes)[Name]['fields']>
export type Button = { [Name in ButtonName]: { name: Name } & Fields<Name> }[ButtonName]

const dataLimit = 300

/**
 * The postback data of a button, e.g. `item.1?{"edition":2567,"code":"O14"}`.
 * @throws Error when it would be longer than LINE's 300 units: a programming mistake
 */
export function buttonData(button: Button): string {
  const { name, ...fields } = button
  const shape = shapes[name]
  const data = `${name}.${shape.version}?${JSON.stringify(shape.fields.parse(fields))}`
  if (data.length > dataLimit) throw new Error(`The button ${name} carries more than LINE allows.`)
  return data
}

/** Postback data that came in: a button of this version, one of an older version of ours, or something that we did not write. */
export function readButton(data: string): Button | 'old' | 'foreign' {
  const match = /^([a-z]+)\.(\d{1,4})\?(.*)$/s.exec(data.slice(0, dataLimit + 1))
  if (!match) return 'foreign'
  const [, name, version, rest] = match
  if (!isButtonName(name)) return 'foreign'
  const shape = shapes[name]
  if (Number(version) < shape.version) return 'old'
  if (Number(version) > shape.version) return 'foreign'
  const fields = shape.fields.safeParse(parseJson(rest ?? ''))
  if (!fields.success) return 'foreign'
  return { name, ...fields.data } as Button
}

function isButtonName(name: string | undefined): name is ButtonName {
  return name !== undefined && Object.hasOwn(shapes, name)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
