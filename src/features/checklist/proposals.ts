import { z } from 'zod'
import type { Button } from '../../chat/button.ts'
import type { Decision, Elsewhere } from '../../chat/decision.ts'
import { at, type Flow } from '../../chat/flow.ts'
import { text } from '../../chat/say.ts'
import { readCommand } from '../../thai/commands.ts'
import { saysUndo } from '../../thai/staff/work.ts'
import { cardButton } from '../turn.ts'
import { announce } from './announcements.ts'
import { codeWords } from './cards.ts'
import type { Checklist } from './checklist-store.ts'
import { checkState, evidenceTexts, sight, trouble } from '../evidence-words.ts'
import { itemsOf, openChecklist, work, words, type Desk } from './desk.ts'
import type { Draft } from './draft-store.ts'
import { pageReplaced, type Changed, type ChangeKind } from './item-changes.ts'
import type { Item } from './items.ts'
import { allPlaces, judgeApproval, mayAssign, mayReview, mayTick, type Refusal } from './rules.ts'
import { speakOfItems, Spoken } from './spoken.ts'
import { showItem } from './showing.ts'
import { componentsCard, confirmCard, namesList, savedCard } from './work-cards.ts'

/** A change that is about to be shown. */
export type Proposal = { item: Item; kind: ChangeKind; set: Changed }

type Choice = Extract<Button, { name: 'work' }>['do']

/** Buttons under a change that is shown, likeliest first. `yes` is what a typed "yes" does. */
export type Ways = { yes: 'confirm' | 'full'; buttons: readonly { label: string; do: Choice }[] }

/** Waits for the yes to a change that was shown. Buttons carry the draft themselves and work without it. */
const Waiting = Spoken.extend({ draft: z.string(), yes: z.enum(['confirm', 'full']) })

export const confirmFlow: Flow<'waiting', z.infer<typeof Waiting>, Desk> = {
  name: 'work-confirm',
  version: 1,
  memory: Waiting,
  steps: {
    async waiting(incoming, memory, desk) {
      const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
      if (command === 'yes') return done(await carryOut({ name: 'work', draft: memory.draft, do: memory.yes }, desk))
      // "Undo" while something waits is said of what waits, not of what was done before it.
      const undoes = incoming.kind === 'text' && saysUndo(incoming.text)
      if (command === 'no' || command === 'cancel' || undoes)
        return done(await carryOut({ name: 'work', draft: memory.draft, do: 'drop' }, desk))
      return { kind: 'pass' }
    },
  },
}

function done(decision: Decision) {
  return {
    kind: 'done' as const,
    say: decision.say,
    purpose: 'work' as const,
    ...(decision.also && { also: decision.also }),
  }
}

/**
 * Shows changes before they happen, with the buttons that carry them out. Nothing changes here.
 * @param left what was named and is not part of it, in words
 */
export async function propose(
  desk: Desk,
  edition: number,
  proposals: readonly Proposal[],
  ways: Ways,
  said: { headline: string; about?: string; note?: string; left?: readonly string[] },
): Promise<Decision> {
  const { turn, drafts, member } = desk
  const draft: Draft = {
    edition,
    changes: proposals.map(({ item, kind, set }) => ({ code: item.code, version: item.version, kind, set })),
  }
  const draftId = await drafts.keep(turn.agency.id, member.personId, draft)
  const people = new Map((await desk.staff()).map((one) => [one.personId, one.name]))
  const buttons = ways.buttons.map((way, index) =>
    cardButton(
      way.label,
      { does: 'button', button: { name: 'work', draft: draftId, do: way.do }, shows: way.label },
      way.do === 'drop' ? 'link' : index === 0 ? 'primary' : 'secondary',
    ),
  )
  const planned = await withPages(desk, edition, proposals)
  const kept = planned.length === 1 && planned[0]?.page === 'adds' ? pageStays(planned[0].item, desk) : undefined
  const note = [said.note, kept].filter(Boolean).join(' ') || undefined
  const shown = confirmCard(
    planned,
    people,
    { ...said, ...(note !== undefined && { note }), buttons: buttons.slice(0, 3) },
    turn,
  )
  const cancel = {
    label: turn.texts.work.cancel,
    tap: {
      does: 'button' as const,
      button: { name: 'work' as const, draft: draftId, do: 'drop' as const },
      shows: turn.texts.work.cancel,
    },
  }
  const items = proposals.map(({ item }) => item.code).slice(0, 20)
  return work(
    [ways.buttons.some((way) => way.do === 'drop') ? shown : { ...shown, choices: [cancel] }],
    at(confirmFlow, 'waiting', { draft: draftId, yes: ways.yes, intent: 'item_status', items, asksForItem: false }),
  )
}

/** Proposals with what becomes of the pages that their items have, where another page comes. */
async function withPages(desk: Desk, edition: number, proposals: readonly Proposal[]) {
  const planned: (Proposal & { page?: 'replaces' | 'adds' })[] = []
  for (const one of proposals) {
    const { url } = one.set
    const pages = url ? await desk.pages.of(desk.turn.agency.id, edition, one.item.code) : []
    if (!url || pages.every((page) => page.pageUrl === url)) planned.push(one)
    else planned.push({ ...one, page: pageReplaced(one.item, url, pages) ? ('replaces' as const) : ('adds' as const) })
  }
  return planned
}

/** That an added page leaves the others as they are; they can be taken away as long as nobody is to judge them. */
function pageStays(item: Item, { turn }: Desk): string {
  const texts = turn.texts.work
  return mayTick(item) ? texts.pageStays(codeWords(item.code, turn)) : texts.pageStaysToo
}

/** What was shown is carried out as the pressed button says, all of it or nothing. */
export async function carryOut(button: Extract<Button, { name: 'work' }>, desk: Desk): Promise<Decision> {
  const { turn, drafts, changes, member } = desk
  const texts = turn.texts.work
  const draft = await drafts.take(turn.agency.id, member.personId, button.draft)
  if (!draft) return words(texts.draftGone)
  const codes = draft.changes.map(({ code }) => code)
  if (button.do === 'drop') return words(texts.notCarriedOut, speakOfItems(codes))

  const checklist = await openChecklist(desk, draft.edition)
  if (!('items' in checklist)) return checklist
  const planned: Proposal[] = []
  for (const { code, version, kind, set } of draft.changes) {
    const item = checklist.items.find((one) => one.code === code)
    if (!item || item.version !== version) return changedMeanwhile(desk, checklist, codes)
    const refused = mayStill(kind, set, item, desk)
    if (refused) return words(refusalWords(refused, item, desk), speakOfItems(codes))
    planned.push({ item, ...chosen(item, kind, set, button.do) })
  }
  const result = await apply(desk, draft.edition, planned)
  if (result === 'stale') return changedMeanwhile(desk, checklist, codes)
  if (button.do !== 'parts' || planned.length !== 1 || !planned[0]) return result
  const [{ item }] = planned as [Proposal]
  const definition = await desk.checklists.definition(turn.agency.id, draft.edition, item.code)
  const now = await changes.read(turn.agency.id, draft.edition, item.code)
  if (!definition || !now) return result
  return { ...result, say: [...result.say, componentsCard(now, definition, 0, turn)] }
}

/** Carries changes out that were judged just now, says so, and tells whom it concerns. */
export async function apply(desk: Desk, edition: number, planned: readonly Proposal[]): Promise<Decision | 'stale'> {
  const { turn, changes, member, ids } = desk
  const actId = ids.short()
  for (const [index, { item, kind, set }] of planned.entries()) {
    const outcome = await changes.change(turn.agency.id, edition, item.code, {
      version: item.version,
      actId,
      kind,
      by: member.id,
      set,
    })
    if (outcome === 'changed') continue
    if (index === 0) return 'stale'
    // Another process was faster in the middle of it: everything is taken back, and the event is tried again.
    throw new Error('An item changed while a change was carried out.')
  }
  const { sentence, also } = await announce(desk, planned)
  const seen = await lookOf(desk, edition, planned)
  const told = [sentence, seen].filter(Boolean).join('\n') || null
  return {
    ...work([savedCard(planned, actId, told, turn)], speakOfItems(planned.map(({ item }) => item.code))),
    ...(also.length > 0 && { also: also satisfies Elsewhere[] }),
  }
}

/** What is known of the page that came with a change; null when none came. */
async function lookOf(desk: Desk, edition: number, planned: readonly Proposal[]): Promise<string | null> {
  const [first] = planned
  const url = first?.set.url
  if (!first || !url) return null
  const { turn, pages } = desk
  const page = (await pages.of(turn.agency.id, edition, first.item.code)).find((one) => one.pageUrl === url)
  if (!page?.check) return evidenceTexts(turn).notLooked
  const wrong = trouble(page.check, turn)
  return wrong === null ? sight(page.check.seen, turn) : `${checkState(page.check, turn).word}: ${wrong}`
}

/** One tap takes back what one tap did. */
export async function takeBack(actId: string, desk: Desk): Promise<Decision> {
  const { turn, changes, member } = desk
  const texts = turn.texts.work
  const undone = await changes.undo(turn.agency.id, actId, member.id)
  if (undone.outcome !== 'undone') return words(texts.cannotUndo)
  const checklist = await openChecklist(desk, undone.edition)
  if (!('items' in checklist)) return checklist
  const codes = namesList(undone.codes, turn)
  const only = undone.codes.length === 1 ? itemsOf(checklist, undone.codes) : []
  const cards = []
  for (const item of only) cards.push(...(await showItem(item, desk)))
  return work([text(texts.undone(codes)), ...cards], speakOfItems(undone.codes))
}

/** Takes back what this person did last. */
export async function takeBackLast(desk: Desk): Promise<Decision> {
  const { turn, changes, member } = desk
  const actId = await changes.lastAct(turn.agency.id, turn.agency.profile.edition, member.id)
  return actId === null ? words(turn.texts.work.nothingToUndo) : takeBack(actId, desk)
}

/** Whether the person may still do what was shown to them: roles change, and so do items. */
function mayStill(kind: ChangeKind, set: Changed, item: Item, desk: Desk): Refusal | null {
  const { actor, turn } = desk
  if (kind === 'approve' || kind === 'pass') {
    const verdict = judgeApproval(item, actor, turn.agency.profile.reviewLevels)
    return 'refused' in verdict ? verdict.refused : null
  }
  if (kind === 'return' || kind === 'not_applicable' || kind === 'reopen')
    return mayReview(actor.role) ? null : 'reviewers-only'
  if (kind !== 'assign' || mayAssign(actor.role)) return null
  const takesOn = Object.keys(set).length === 1 && set.owner === actor.personId
  return takesOn ? null : 'reviewers-only'
}

/** What becomes of a shown change by the button that was pressed: handed in with every component, or kept as work. */
function chosen(item: Item, kind: ChangeKind, set: Changed, how: Choice): { kind: ChangeKind; set: Changed } {
  if (kind !== 'submit' || how === 'confirm') return { kind, set }
  if (how === 'full') return { kind, set: { ...set, ...(item.need > 0 && { ticks: allPlaces(item) }) } }
  const { status: _status, submittedAt: _at, submittedBy: _by, passedBy: _passed, reason: _reason, ...said } = set
  const pages = said.url === undefined ? ('work' as const) : ('evidence' as const)
  return { kind: pages, set: { ...said, status: 'in_work', submittedAt: null, submittedBy: null, passedBy: null } }
}

/** Why nothing happened, in a sentence. */
export function refusalWords(refused: Refusal, item: Item, desk: Desk): string {
  const { turn } = desk
  return turn.texts.work.refusals[refused](codeWords(item.code, turn), turn.texts.statusWords[item.status])
}

async function changedMeanwhile(desk: Desk, checklist: Checklist, codes: readonly string[]): Promise<Decision> {
  const { turn } = desk
  const cards = []
  for (const item of itemsOf(checklist, codes).slice(0, 3)) cards.push(...(await showItem(item, desk)))
  return work([text(turn.texts.work.changedMeanwhile(namesList(codes, turn))), ...cards], speakOfItems(codes))
}
