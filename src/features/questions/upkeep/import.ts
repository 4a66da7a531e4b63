import { z } from 'zod'
import type { Button } from '../../../chat/button.ts'
import type { Decision } from '../../../chat/decision.ts'
import { at, type Flow, type StepDecision } from '../../../chat/flow.ts'
import { card, text, type Say } from '../../../chat/say.ts'
import { readTableFile } from '../../../tables/table.ts'
import { knowledgeColumns } from '../../../texts/knowledge.ts'
import { readCommand } from '../../../thai/commands.ts'
import { cardButton } from '../../turn.ts'
import { shorten } from '../answer-cards.ts'
import { planImport, type ImportPlan, type KnowledgeEntry } from '../knowledge-store.ts'
import { checkKnowledgeFile, type Mistake } from './knowledge-file.ts'
import { words, type UpkeepTools } from './tools.ts'

/** A larger file is no knowledge base, in bytes. */
const largestFile = 5 * 1024 * 1024
const namesShown = 5

const Memory = z.object({ asked: z.string(), message: z.string() })
type Memory = z.infer<typeof Memory>
type Step = 'confirming' | 'replacing'
type Decided = StepDecision<Step, Memory>

/** A file is taken over only after what it would change was shown, and can be undone after that. */
export const importFlow: Flow<Step, Memory, UpkeepTools> = {
  name: 'import',
  version: 1,
  memory: Memory,
  steps: {
    async confirming(incoming, memory, tools) {
      const wish = wishOf(incoming, memory, tools)
      if (wish === 'old') return { kind: 'stay', say: [text(tools.turn.texts.oldButton)] }
      if (wish === 'add') return carryOut(memory, false, tools)
      if (wish === 'whole') return askReplacing(memory, tools)
      return wish === 'drop' ? drop(tools) : { kind: 'pass' }
    },
    async replacing(incoming, memory, tools) {
      const wish = wishOf(incoming, memory, tools)
      if (wish === 'old') return { kind: 'stay', say: [text(tools.turn.texts.oldButton)] }
      if (wish === 'add' || wish === 'whole') return carryOut(memory, true, tools)
      return wish === 'drop' ? drop(tools) : { kind: 'pass' }
    },
  },
}

type Wish = Extract<Button, { name: 'import' }>['do'] | 'old' | null

function wishOf(incoming: { kind: string; text?: string }, memory: Memory, { turn }: UpkeepTools): Wish {
  if (incoming.kind === 'button') {
    if (turn.pressed?.name !== 'import') return null
    return turn.pressed.asked === memory.asked ? turn.pressed.do : 'old'
  }
  const command = incoming.kind === 'text' ? readCommand(incoming.text ?? '') : null
  if (command === 'yes') return 'add'
  return command === 'no' || command === 'cancel' ? 'drop' : null
}

function drop({ turn }: UpkeepTools): Decided {
  return { kind: 'done', say: [text(words(turn).importDropped)], purpose: 'work' }
}

/** What an administrator's file would do to the knowledge base; a file with mistakes does nothing and says where they are. */
export async function previewImport(message: string, tools: UpkeepTools): Promise<Decision> {
  const { turn, ids } = tools
  const say = words(turn)
  if (turn.visitor.staff?.role !== 'admin') return plain(text(say.notForYou))
  const read = await readEntries(message, tools)
  if ('refusal' in read) return plain(...read.refusal)
  const stored = await tools.store.list(turn.agency.id)
  const plan = planImport(stored, read.entries, false)
  const lacking = planImport(stored, read.entries, true).removed.length
  if (plan.added.length + plan.changed.length + lacking === 0) return plain(text(say.importNothing))
  const asked = ids.short()
  const button = (
    label: string,
    wish: Extract<Button, { name: 'import' }>['do'],
    style: 'primary' | 'secondary' | 'link',
  ) => cardButton(label, { does: 'button', button: { name: 'import', asked, do: wish }, shows: label }, style)
  const { digits } = turn
  const count = (list: readonly unknown[] | number) => digits(String(typeof list === 'number' ? list : list.length))
  return {
    say: [
      card(
        turn.cards.card('draft-entry', {
          title: say.importTitle,
          about: say.importFile(count(read.entries)),
          to: say.importPlan(count(plan.added), count(plan.changed), count(plan.same)),
          note: [
            named(
              say.changedNames,
              plan.changed.map((entry) => entry.question),
            ),
            named(
              say.addedNames,
              plan.added.map((entry) => entry.question),
            ),
            lacking === 0 ? '' : say.importLacks(count(lacking)),
          ]
            .filter((line) => line !== '')
            .join('\n'),
          buttons: [
            ...(plan.added.length + plan.changed.length > 0 ? [button(say.importYes, 'add', 'primary')] : []),
            ...(lacking > 0 ? [button(say.importWhole, 'whole', 'secondary')] : []),
            button(say.importNo, 'drop', 'link'),
          ],
        }),
      ),
    ],
    conversation: at(importFlow, 'confirming', { asked, message }),
    purpose: 'work',
    worthPush: false,
  }
}

/** Taking entries out is shown once more, by name. */
async function askReplacing(memory: Memory, tools: UpkeepTools): Promise<Decided> {
  const { turn } = tools
  const say = words(turn)
  const read = await readEntries(memory.message, tools)
  if ('refusal' in read) return { kind: 'done', say: read.refusal, purpose: 'work' }
  const stored = await tools.store.list(turn.agency.id)
  const { removed } = planImport(stored, read.entries, true)
  const names = new Map(stored.map((entry) => [entry.id, entry.question]))
  const button = (label: string, wish: 'whole' | 'drop', style: 'primary' | 'link') =>
    cardButton(
      label,
      { does: 'button', button: { name: 'import', asked: memory.asked, do: wish }, shows: label },
      style,
    )
  return {
    kind: 'go',
    to: 'replacing',
    memory,
    say: [
      card(
        turn.cards.card('draft-entry', {
          title: say.importWhole,
          to: say.importRemoves(turn.digits(String(removed.length))),
          note: named(
            say.removedNames,
            removed.map((id) => names.get(id) ?? id),
          ),
          buttons: [button(say.importWhole, 'whole', 'primary'), button(say.importNo, 'drop', 'link')],
        }),
      ),
    ],
  }
}

async function carryOut(memory: Memory, whole: boolean, tools: UpkeepTools): Promise<Decided> {
  const { turn, store, attachments } = tools
  const { staff } = turn.visitor
  const say = words(turn)
  // Whoever lost their role since changes nothing.
  if (staff?.role !== 'admin') return { kind: 'done', say: [text(say.notForYou)], purpose: 'work' }
  const read = await readEntries(memory.message, tools)
  if ('refusal' in read) return { kind: 'done', say: read.refusal, purpose: 'work' }
  const plan = planImport(await store.list(turn.agency.id), read.entries, whole)
  const change = await applyPlan(plan, tools, staff.id)
  await attachments.takeBack(turn.db, turn.visitor.personId, memory.message)
  if (change === null) return { kind: 'done', say: [text(say.importNothing)], purpose: 'work' }
  const count = (list: readonly unknown[]) => turn.digits(String(list.length))
  return {
    kind: 'done',
    say: [
      text(say.importDone(count(plan.added), count(plan.changed), count(plan.removed)), [
        { label: say.undo, tap: { does: 'button', button: { name: 'undo', change, sure: true }, shows: say.undo } },
      ]),
    ],
    purpose: 'work',
  }
}

async function applyPlan(plan: ImportPlan, { store, turn }: UpkeepTools, staffId: string): Promise<string | null> {
  const put = [...plan.added, ...plan.changed]
  if (put.length + plan.removed.length === 0) return null
  return store.apply(turn.agency.id, { put, remove: plan.removed }, 'import', staffId)
}

async function readEntries(
  message: string,
  { turn, attachments }: UpkeepTools,
): Promise<{ entries: KnowledgeEntry[] } | { refusal: Say[] }> {
  const say = words(turn)
  const bytes = await attachments.read(turn.db, turn.visitor.personId, message)
  if (bytes === 'coming') return { refusal: [text(say.fileNotYet, [fileChoice(message, say.fileKinds.knowledge)])] }
  if (bytes === 'gone') return { refusal: [text(say.fileGone)] }
  if (bytes.length > largestFile) return { refusal: [text(say.fileTooLarge)] }
  const file = await readTableFile(bytes)
  if (file === null) return { refusal: [text(say.fileUnreadable)] }
  const checked = checkKnowledgeFile(file)
  if ('lacks' in checked)
    return { refusal: [text(checked.lacks === 'columns' ? say.fileLacksColumns : say.fileLacksEntries)] }
  if ('mistakes' in checked) {
    // People count the rows of a sheet with its head.
    const shift = file.kind === 'table' ? 1 : 0
    return { refusal: mistakesIn(checked.mistakes, shift, turn.digits, say) }
  }
  return checked
}

function fileChoice(message: string, label: string) {
  return {
    label,
    tap: {
      does: 'button' as const,
      button: { name: 'file' as const, message, as: 'knowledge' as const },
      shows: label,
    },
  }
}

/** Every mistake by its row, those of one kind together, in as few messages as they need. */
function mistakesIn(
  mistakes: readonly Mistake[],
  shift: number,
  digits: (words: string) => string,
  say: ReturnType<typeof words>,
): Say[] {
  const kinds = new Map<string, { field: string; problem: string; rows: number[] }>()
  for (const { row, field, problem } of mistakes) {
    const named =
      typeof problem === 'object' ? say.usedTwice(digits(String(problem.usedInRow + shift))) : say.problems[problem]
    const label = (knowledgeColumns as Record<string, readonly string[]>)[field]?.[1] ?? field
    const key = `${field}/${named}`
    const kind = kinds.get(key) ?? { field: label, problem: named, rows: [] }
    kind.rows.push(row + shift)
    kinds.set(key, kind)
  }
  const lines = [...kinds.values()].map((kind) => say.mistakeAt(kind.field, kind.problem, digits(ranges(kind.rows))))
  const messages = [say.fileMistakes(digits(String(mistakes.length)))]
  for (const line of lines) {
    const last = messages.at(-1) ?? ''
    if (last.length + line.length < longestMessage) messages[messages.length - 1] = `${last}\n${line}`
    else messages.push(line.slice(0, longestMessage))
  }
  return messages.slice(0, 4).map((message) => text(message))
}

/** LINE takes 5,000 letters in a text. */
const longestMessage = 4500

/** 3, 7-9: rows that follow one another are one range. */
function ranges(rows: readonly number[]): string {
  const parts: string[] = []
  let from = rows[0] ?? 0
  for (const [index, row] of rows.entries()) {
    if (rows[index + 1] === row + 1) continue
    parts.push(from === row ? String(row) : `${from}-${row}`)
    from = rows[index + 1] ?? 0
  }
  return parts.join(', ')
}

function named(sentence: (names: string) => string, names: readonly string[]): string {
  if (names.length === 0) return ''
  const shown = names.slice(0, namesShown).map((name) => shorten(name, 60))
  return sentence(`${shown.join(' · ')}${names.length > namesShown ? ' …' : ''}`)
}

function plain(...say: Say[]): Decision {
  return { say, purpose: 'work', worthPush: false }
}
