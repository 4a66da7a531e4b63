import { z } from 'zod'
import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { at, type Flow, type StepDecision } from '../../chat/flow.ts'
import type { Incoming } from '../../chat/incoming.ts'
import { card, text, type Say } from '../../chat/say.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Ids } from '../../kernel/ids.ts'
import { linkStore } from '../../staff/link-store.ts'
import { staffStore } from '../../staff/staff-store.ts'
import { readCommand } from '../../thai/commands.ts'
import { fiscalQuarter, fiscalYear } from '../../thai/dates.ts'
import { isResponsible, readMeasureFilter, readProgress, type MeasureWords } from '../../thai/staff/measures.ts'
import type { Status } from '../../thai/staff/lexicon.ts'
import { saysUndo } from '../../thai/staff/work.ts'
import { checkState, evidenceTexts, judgeGiven, sight, trouble } from '../evidence-words.ts'
import { cardButton, type Turn } from '../turn.ts'
import {
  historyCard,
  isSettled,
  issueCard,
  listCard,
  measureCard,
  measureName,
  partTitle,
  planCard,
  reportLinkCard,
  responsibleFor,
  type Part,
} from './measure-cards.ts'
import {
  MeasureChange,
  measureOf,
  measuresOf,
  type MeasureStatus,
  type MeasureStore,
  type Plan,
  type PlannedMeasure,
  type Quarter,
} from './measure-store.ts'

const longestNote = 1000
const longestAddress = 1000
const changesShown = 10

export type MeasureTools = { turn: Turn; measures: MeasureStore; ids: Ids; clock: Clock }

const statusOf: Record<Status, MeasureStatus> = { done: 'done', in_progress: 'in_work', not_started: 'open' }

/** A measure of which the bot asked what was done; a change that was shown and waits for a yes. Kept sealed until then. */
const Memory = z.object({
  edition: z.number().int(),
  code: z.string(),
  draft: z.string().optional(),
  version: z.number().int().optional(),
  set: MeasureChange.optional(),
})
type Memory = z.infer<typeof Memory>

/** Writing down progress: what was done, then a yes. */
export const measureFlow: Flow<'telling' | 'confirming', Memory, MeasureTools> = {
  name: 'measure',
  version: 1,
  memory: Memory,
  steps: {
    async telling(incoming, memory, tools) {
      if (incoming.kind !== 'text') return { kind: 'pass' }
      const { texts } = tools.turn
      const command = readCommand(incoming.text)
      if (command === 'cancel' || command === 'no') return { kind: 'done', say: [text(texts.measures.dropped)] }
      // Another wish than an answer ends this one: it goes the way of every message.
      if (command !== null) return { kind: 'pass' }
      const measure = await tools.measures.find(tools.turn.agency.id, memory.edition, memory.code)
      if (!measure) return { kind: 'pass' }
      const told = readProgress(incoming.text)
      return propose(
        measure,
        {
          ...(told.status && { status: told.status }),
          ...(told.url !== undefined && { url: told.url }),
          ...(told.quarter && { quarter: told.quarter }),
          note: told.note,
        },
        tools,
      )
    },

    async confirming(incoming, memory, tools) {
      const { turn } = tools
      const answer = answerOf(incoming, turn, memory)
      switch (answer) {
        case 'save':
          return { kind: 'done', say: await save(memory, tools) }
        case 'drop':
          return { kind: 'done', say: [text(turn.texts.measures.dropped)] }
        case 'old':
          return { kind: 'stay', say: [text(turn.texts.oldButton)] }
        case 'else':
          return { kind: 'pass' }
        default:
          return answer satisfies never
      }
    },
  },
}

function answerOf(incoming: Incoming, turn: Turn, memory: Memory): 'save' | 'drop' | 'old' | 'else' {
  const pressed = incoming.kind === 'button' ? turn.pressed : null
  if (pressed?.name === 'progress') return pressed.draft === memory.draft ? pressed.do : 'old'
  const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
  if (command === 'yes') return 'save'
  // "Undo" while something waits is said of what waits, not of what was done before it.
  const undoes = incoming.kind === 'text' && saysUndo(incoming.text)
  return command === 'no' || command === 'cancel' || undoes ? 'drop' : 'else'
}

async function save(memory: Memory, tools: MeasureTools): Promise<Say[]> {
  const { turn, measures } = tools
  const { staff } = turn.visitor
  const { edition, code, version, set } = memory
  // Whoever lost their role since writes nothing down.
  if (!staff || set === undefined || version === undefined) return [text(turn.texts.noLongerStaff)]
  const result = await measures.change(turn.agency.id, edition, code, { version, by: staff.id, set })
  const plan = await measures.read(turn.agency.id, edition)
  const measure = measureOf(plan, code)
  if (!measure || result.outcome === 'unknown') return [text(turn.texts.measures.unknownMeasure(turn.digits(code)))]
  const name = measureName(measure, turn)
  const words = turn.texts.measures
  if (result.outcome === 'stale') return [text(words.stale(name)), cardOf(plan, measure, turn)]
  const seen = lookWords(measure, set.progress?.url ?? undefined, turn)
  return [
    text([words.saved(name, words.statusWords[measure.status]), ...(seen === null ? [] : [seen])].join('\n'), [
      {
        label: words.undo,
        tap: { does: 'button', button: { name: 'unmeasure', change: result.changeId }, shows: words.undo },
      },
      {
        label: words.showMeasure,
        tap: { does: 'button', button: { name: 'measure', edition, code, do: 'show' }, shows: words.showMeasure },
      },
    ]),
  ]
}

/** What is told about a measure. A unit is named only where the measure is handed over to it. */
type Told = Pick<MeasureWords, 'status' | 'url' | 'quarter' | 'note'> & {
  unit?: string | undefined
  notApplicable?: boolean
}

/** Shows a change before it is made. What cannot be written down is said, and nothing changes. */
async function propose(
  measure: PlannedMeasure,
  told: Told,
  { turn, ids, measures }: MeasureTools,
): Promise<StepDecision<'telling' | 'confirming', Memory>> {
  const { texts, digits } = turn
  const words = texts.measures
  if (told.note.length > longestNote) return { kind: 'stay', say: [text(words.tooLong(digits(String(longestNote))))] }
  const page = told.url === undefined ? null : readPage(told.url, turn)
  if (told.url !== undefined && page === null) return { kind: 'stay', say: [text(words.badLink)] }
  const quarter = told.quarter ?? quarterNow(measure, turn.now)
  const tellsProgress = told.note !== '' || page !== null
  // Whoever tells of work has begun it; what is done stays done, and is done again with another page.
  const status: MeasureStatus =
    (told.notApplicable === true ? 'not_applicable' : undefined) ??
    (told.status && statusOf[told.status]) ??
    (measure.status === 'sent_back' && page !== null ? 'done' : undefined) ??
    (tellsProgress && measure.status === 'open' ? 'in_work' : measure.status)
  const set: MeasureChange = {
    ...(status !== measure.status && { status }),
    ...(told.unit !== undefined && told.unit !== measure.unit && { unit: told.unit }),
    ...(tellsProgress && { progress: { quarter, note: told.note, url: page?.href ?? null } }),
  }
  if (Object.keys(set).length === 0)
    return { kind: 'done', say: [text(words.already(measureName(measure, turn), words.statusWords[measure.status]))] }
  const draft = ids.short()
  // It is opened while the person reads, so that the answer to their yes can say what was seen.
  if (page !== null && page.trouble === null)
    await measures.foresee(turn.agency.id, measure, page.href, turn.visitor.staff?.id ?? null)
  const gives = set.unit !== undefined && set.unit !== null
  return {
    kind: 'go',
    to: 'confirming',
    memory: { edition: measure.edition, code: measure.code, draft, version: measure.version, set },
    say: [
      card(
        turn.cards.card('confirm-change', {
          title: `${measureName(measure, turn)} ${measure.title}`,
          what: gives
            ? words.unitLabel
            : tellsProgress
              ? digits(words.statusAndQuarter(String(quarter)))
              : words.status,
          from: gives ? responsibleFor(measure) : words.statusWords[measure.status],
          to: gives && set.unit ? set.unit : words.statusWords[status],
          note: [
            told.note === '' ? '' : words.noteWas(told.note),
            page ? words.linkWas(page.href) : '',
            page?.trouble ?? '',
          ]
            .filter((part) => part !== '')
            .join('\n'),
          buttons: [
            cardButton(
              words.save,
              { does: 'button', button: { name: 'progress', draft, do: 'save' }, shows: words.save },
              'primary',
            ),
            cardButton(
              words.drop,
              { does: 'button', button: { name: 'progress', draft, do: 'drop' }, shows: words.drop },
              'link',
            ),
          ],
        }),
      ),
    ],
  }
}

/** The quarter in which something is done now, as far as the measure's year allows: before it the first, after it the last. */
function quarterNow(measure: PlannedMeasure, now: Date): Quarter {
  const year = fiscalYear(now)
  if (year === measure.edition) return fiscalQuarter(now)
  return year < measure.edition ? 1 : 4
}

/** A page that was given, and what speaks against it as evidence before it is opened; null when it is no page at all. */
function readPage(written: string, turn: Turn): { href: string; trouble: string | null } | null {
  const { url: href, check } = judgeGiven(written, turn.agency)
  if (check?.verdict === 'not-an-address' || href.length > longestAddress) return null
  return { href, trouble: check && trouble(check, turn) }
}

/** What is known of the page that came with a change, in words; null when none came. */
function lookWords(measure: PlannedMeasure, url: string | undefined, turn: Turn): string | null {
  if (url === undefined) return null
  const check = measure.progress.find((line) => line.url === url)?.page?.check ?? null
  if (!check) return evidenceTexts(turn).notLooked
  const wrong = trouble(check, turn)
  return wrong === null ? sight(check.seen, turn) : `${checkState(check, turn).word}: ${wrong}`
}

function cardOf(plan: Plan, measure: PlannedMeasure, turn: Turn): Say {
  return measureCard(measure, plan.issues.find(({ number }) => number === measure.issue) ?? null, turn)
}

/** Answers about measures: all, an issue's, one; and what is told about one. */
export function measureAnswers(tools: MeasureTools) {
  const { turn, measures } = tools
  const { texts, digits } = turn
  const words = texts.measures
  const { edition } = turn.agency.profile

  const read = (year = edition) => measures.read(turn.agency.id, year)

  async function overview(): Promise<Decision> {
    return work(planCard(await read(), turn))
  }

  async function issue(number: number): Promise<Decision> {
    const plan = await read()
    if (number === 0) return work(issueCard(plan, null, turn))
    const found = plan.issues.find((one) => one.number === number)
    return work(found ? issueCard(plan, found, turn) : text(words.unknownIssue(digits(String(number)))))
  }

  async function part(wanted: Part, from: number): Promise<Decision> {
    const { unit, quarter, state } = wanted
    const plan = await read()
    const title = partTitle(wanted, plan.edition, turn)
    const some = measuresOf(plan).filter(
      (measure) =>
        (unit === undefined || isResponsible(measure.unit === null ? measure.units : [measure.unit], unit)) &&
        (quarter === undefined || measure.quarters.includes(quarter)) &&
        (state === undefined || (state === 'pending') === !isSettled(measure)),
    )
    return work(
      some.length === 0 ? text(words.noneOfPart(title), [seeAll()]) : listCard(title, some, from, wanted, turn),
    )
  }

  /** A one-time link to the report, for whoever serves now. */
  async function report(): Promise<Decision> {
    const { staff } = turn.visitor
    if (!staff) return work(text(texts.noLongerStaff))
    const secret = await linkStore(turn.db, tools.clock, tools.ids).issue(turn.agency.id, staff.id, 'measures')
    return work(reportLinkCard(turn.linkAddress(secret), turn))
  }

  async function one(
    year: number,
    code: string,
    show: (measure: PlannedMeasure, plan: Plan) => Promise<Decision> | Decision,
  ) {
    const plan = await read(year)
    const measure = measureOf(plan, code)
    return measure ? show(measure, plan) : work(text(words.unknownMeasure(digits(code)), [seeAll()]))
  }

  function seeAll() {
    return {
      label: words.showAll,
      tap: { does: 'button' as const, button: { name: 'measures' as const }, shows: words.showAll },
    }
  }

  async function history(measure: PlannedMeasure): Promise<Decision> {
    const changes = await measures.history(turn.agency.id, measure.edition, measure.code, changesShown)
    if (changes.length === 0) return work(text(words.noHistory(measureName(measure, turn))))
    const staff = await staffStore(turn.db, tools.clock, tools.ids).list(turn.agency.id)
    const names = new Map(staff.map((member) => [member.id, member.name]))
    return work(historyCard(measure, changes, names, turn))
  }

  function askWhatWasDone(measure: PlannedMeasure): Decision {
    return {
      ...work(text(words.whatWasDone(measureName(measure, turn)))),
      conversation: at(measureFlow, 'telling', { edition: measure.edition, code: measure.code }),
    }
  }

  /** Several measures at once are shown; what is told is written down one by one, so that nothing is mixed up. */
  async function several(found: MeasureWords): Promise<Decision> {
    const plan = await read()
    const named = measuresOf(plan).filter(({ code }) => found.codes.includes(code))
    const title = words.several(digits(found.codes.join(' ')))
    if (named.length === 0) return work(text(words.unknownMeasure(digits(found.codes.join(' '))), [seeAll()]))
    const list = listCard(title, named, 0, {}, turn)
    return found.tells ? work(text(words.oneAtATime), list) : work(list)
  }

  /** A step's decision where no conversation was going on. */
  function begin(decided: StepDecision<'telling' | 'confirming', Memory>): Decision {
    if (decided.kind === 'go')
      return { ...work(...decided.say), conversation: at(measureFlow, decided.to, decided.memory) }
    return decided.kind === 'pass' ? work() : work(...decided.say)
  }

  return {
    /** Answers what a message says about measures; null when it is about a question's score, which others know. */
    async answer(found: MeasureWords): Promise<Decision | null> {
      if (found.issue !== undefined) return issue(found.issue)
      if (found.code === undefined) return null
      if (found.codes.length > 1) return several(found)
      return one(edition, found.code, async (measure, plan) => {
        if (found.wants === 'history') return history(measure)
        if (found.wants === 'tell') return askWhatWasDone(measure)
        return found.tells
          ? begin(await propose(measure, found.assigns ? found : { ...found, unit: undefined }, tools))
          : work(cardOf(plan, measure, turn))
      })
    },

    overview,
    report,

    /** The part of the measures that a message speaks of; all of them when it names none. */
    async some(words: string): Promise<Decision> {
      const units = turn.agency.units.map(({ name, short }) => ({ name, short }))
      const { mine, issue: subject, ...named } = readMeasureFilter(words, units, fiscalQuarter(turn.now))
      if (subject !== undefined) return issue(subject)
      const own = mine === true ? turn.visitor.staff?.unit : null
      const wanted: Part = named.unit === undefined && typeof own === 'string' ? { ...named, unit: own } : named
      return Object.keys(wanted).length === 0 ? overview() : part(wanted, 0)
    },

    /** Takes back what this person changed last about measures; null when they changed nothing. */
    async undoLast(): Promise<Decision | null> {
      const { staff } = turn.visitor
      const last = staff && (await measures.lastChange(turn.agency.id, staff.id))
      return last ? undo(last) : null
    },

    /** Buttons of this feature's cards; null for the others. */
    async press(button: Button): Promise<Decision | null> {
      switch (button.name) {
        case 'measures':
          return overview()
        case 'issue':
          return issue(button.number)
        case 'plan': {
          const { name: _name, from, ...wanted } = button
          return part(wanted, from ?? 0)
        }
        case 'report':
          return report()
        case 'measure':
          return one(button.edition, button.code, async (measure, plan) => {
            switch (button.do) {
              case 'show':
                return work(cardOf(plan, measure, turn))
              case 'tell':
                return askWhatWasDone(measure)
              case 'done':
                return begin(await propose(measure, { status: 'done', note: '' }, tools))
              case 'history':
                return history(measure)
              default:
                return button satisfies never
            }
          })
        case 'progress':
          // The conversation that this button belonged to is over.
          return work(text(texts.oldButton))
        case 'unmeasure':
          return undo(button.change)
        default:
          return null
      }
    },
  }

  async function undo(changeId: string): Promise<Decision> {
    const { staff } = turn.visitor
    if (!staff) return work(text(texts.noLongerStaff))
    const result = await measures.undo(turn.agency.id, changeId, staff.id)
    if (result.outcome === 'unknown') return work(text(texts.oldButton))
    return one(result.edition, result.code, (measure, plan) => {
      const name = measureName(measure, turn)
      return result.outcome === 'stale'
        ? work(text(words.stale(name)), cardOf(plan, measure, turn))
        : work(text(words.undone(name, words.statusWords[measure.status])))
    })
  }
}

function work(...say: Say[]): Decision {
  return { say, purpose: 'work', worthPush: false }
}
