import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { text, type Say } from '../../chat/say.ts'
import { readAddress } from '../../evidence/judge.ts'
import { readNote, readReason } from '../../thai/staff/work.ts'
import { codeWords, isPending } from './cards.ts'
import type { Checklist } from './checklist-store.ts'
import { itemsOf, openChecklist, work, words, type Desk } from './desk.ts'
import { belongsTo } from './items.ts'
import { apply, propose, refusalWords, type Proposal, type Ways } from './proposals.ts'
import { judgeReport, judgeSubmission, mayTick, type Report } from './rules.ts'
import { evidenceTexts, judgeGiven, trouble } from '../evidence-words.ts'
import { openItem, showItem } from './showing.ts'
import { speakOf, speakOfItems } from './spoken.ts'
import type { Wish } from './wish.ts'
import { componentsCard, namesList } from './work-cards.ts'

/** What LINE takes as the address behind a button, in UTF-16 units. */
const longestAddress = 1000

/**
 * A report in one message: the item, its state, its page and what there is to say of it; several items, each with a state of
 * its own. It is shown; nothing changes before somebody confirms.
 */
export async function report(wish: Wish, notApplicable: boolean, desk: Desk): Promise<Decision> {
  const { turn } = desk
  const { texts, digits } = turn
  const { edition } = turn.agency.profile
  const checklist = await openChecklist(desk, edition)
  if (!('items' in checklist)) return checklist
  const url = wish.url === undefined ? undefined : readAddress(wish.url)?.href
  if (wish.url !== undefined && (url === undefined || url.length > longestAddress))
    return words(texts.work.badLink, speakOfItems(wish.items))
  if (wish.items.length === 0) {
    const asking = speakOf({ intent: 'update_status', items: [], asksForItem: true, ...(url !== undefined && { url }) })
    return words(url === undefined ? texts.work.whichItemToReport : texts.work.linkOfWhich, asking)
  }
  const count = checklist.items.length
  const said = wish.words ?? ''
  const reason = notApplicable ? readReason(said, count) : undefined
  const note = notApplicable || (wish.updates?.length ?? 0) > 0 ? undefined : readNote(said, count)
  if (!notApplicable && wish.status === undefined && url === undefined) return askState(wish.items, desk)

  const proposals: Proposal[] = []
  const refused: string[] = []
  for (const item of itemsOf(checklist, wish.items)) {
    const status = notApplicable
      ? ('not_applicable' as const)
      : (wish.updates?.find((update) => update.items.includes(item.code))?.status ?? wish.status)
    const given: Report = {
      ...(status !== undefined && { status }),
      ...(url !== undefined && { url }),
      ...(note !== undefined && { note }),
      ...(reason !== undefined && { reason }),
    }
    const verdict = judgeReport(item, given, desk.actor, turn.now)
    if (!('refused' in verdict)) proposals.push({ item, ...verdict })
    else if (verdict.refused === 'needs-reason') refused.push(texts.work.whyNotApplicable(codeWords(item.code, turn)))
    else refused.push(refusalWords(verdict.refused, item, desk))
  }
  const judged = wish.url === undefined ? null : judgeGiven(wish.url, turn.agency)
  const wrong = judged?.check ? trouble(judged.check, turn) : null
  if (wrong !== null) return keepAsDraft(checklist, wish.items, judged?.url ?? '', wrong, desk)
  if (proposals.length === 0) return refuse(refused, wish.items, desk, itemsOf(checklist, wish.items).length === 1)
  // The pages are opened while the change is read, so that what they show is known when it is confirmed.
  if (url !== undefined)
    for (const { item } of proposals)
      await desk.pages.foresee(turn.agency.id, { edition, code: item.code, pageUrl: url, by: desk.member.id })
  const unknown =
    wish.unknownItems.length > 0
      ? [texts.work.notOfEdition(namesList(wish.unknownItems, turn), digits(String(edition)))]
      : []
  return propose(desk, edition, proposals, waysFor(proposals, desk), {
    headline: texts.work.notYet,
    ...notesFor(proposals, desk),
    left: [...unknown, ...refused],
  })
}

/** A page that would score nothing is not handed in: it is kept as a draft, if they like, and they read what to do instead. */
async function keepAsDraft(
  checklist: Checklist,
  codes: readonly string[],
  url: string,
  wrong: string,
  desk: Desk,
): Promise<Decision> {
  const { turn, actor } = desk
  const texts = evidenceTexts(turn)
  const proposals: Proposal[] = []
  for (const item of itemsOf(checklist, codes)) {
    if (!isPending(item)) continue
    const verdict = judgeReport(item, { status: 'in_progress', url }, actor, turn.now)
    if (!('refused' in verdict)) proposals.push({ item, ...verdict })
  }
  if (proposals.length === 0) return words(wrong, speakOfItems(codes))
  return propose(
    desk,
    checklist.edition,
    proposals,
    {
      yes: 'confirm',
      buttons: [
        { label: texts.keepDraft, do: 'confirm' },
        { label: turn.texts.work.cancel, do: 'drop' },
      ],
    },
    { headline: texts.cannotServe, note: wrong },
  )
}

/** The buttons under a report: handing in asks for the components first, because one that is missing costs the whole item. */
function waysFor(proposals: readonly Proposal[], desk: Desk): Ways {
  const texts = desk.turn.texts.work
  const { digits } = desk.turn
  const drop = { label: texts.cancel, do: 'drop' as const }
  const submitted = proposals.filter(({ kind }) => kind === 'submit')
  if (submitted.length === 0) {
    const label = proposals.every(({ kind }) => kind === 'evidence') ? texts.attach : texts.confirm
    return { yes: 'confirm', buttons: [{ label, do: 'confirm' }, drop] }
  }
  const incomplete = submitted.filter(({ item }) => item.ticks.length < item.need)
  if (incomplete.length === 0) return { yes: 'confirm', buttons: [{ label: texts.submit, do: 'confirm' }, drop] }
  const [first] = proposals
  const canStay = submitted.every(({ item }) => isPending(item))
  if (proposals.length === 1 && first && canStay)
    return {
      yes: 'full',
      buttons: [
        { label: texts.submitComplete(digits(String(first.item.need))), do: 'full' },
        { label: texts.tickEach, do: 'parts' },
        { label: texts.notComplete, do: 'partly' },
      ],
    }
  const full = { label: texts.submitAllComplete, do: 'full' as const }
  return {
    yes: 'full',
    buttons: [full, ...(canStay ? [{ label: texts.notComplete, do: 'partly' as const }] : []), drop],
  }
}

function notesFor(proposals: readonly Proposal[], desk: Desk): { about?: string; note?: string } {
  const { turn, member } = desk
  const texts = turn.texts.work
  const [first] = proposals
  if (!first || proposals.length > 1) return {}
  const { item, kind, set } = first
  const foreign = member.unit !== null && item.units.length > 0 && !belongsTo(item, member.unit)
  const isOwner = item.owner?.personId === member.personId
  const about = foreign && !isOwner ? texts.ofUnit(item.units.join(' ')) : undefined
  const note =
    kind === 'reopen'
      ? texts.reopens
      : kind === 'submit' && item.status === 'approved'
        ? texts.backToReview
        : kind === 'submit' && !(set.url ?? item.url)
          ? texts.noPageYet
          : kind === 'submit' && item.ticks.length < item.need
            ? texts.allThere(turn.digits(String(item.need)))
            : undefined
  return { ...(about !== undefined && { about }), ...(note !== undefined && { note }) }
}

async function refuse(
  refused: readonly string[],
  codes: readonly string[],
  desk: Desk,
  show: boolean,
): Promise<Decision> {
  const said: Say[] = [text([...new Set(refused)].slice(0, 5).join('\n') || desk.turn.texts.whichItem)]
  const [code] = codes
  if (show && code !== undefined) {
    const opened = await openItem(desk, desk.turn.agency.profile.edition, code)
    if ('item' in opened) said.push(...(await showItem(opened.item, desk)))
  }
  return work(said, speakOfItems(codes))
}

/** The state was not said: three taps, each of which says a whole report. */
function askState(codes: readonly string[], desk: Desk): Decision {
  const { turn } = desk
  const texts = turn.texts.work
  const names = namesList(codes.slice(0, 12), turn)
  const said = codes.slice(0, 12).join(' ')
  return work(
    [
      text(
        texts.askState(names),
        Object.values(texts.states).map((state) => ({ label: state, tap: { does: 'says', text: `${said} ${state}` } })),
      ),
    ],
    speakOfItems(codes),
  )
}

/** What a tap on "send the page" says, for phones that do not open the keyboard with it. */
export function askForPage(button: Extract<Button, { name: 'send' }>, desk: Desk): Decision {
  const { turn } = desk
  return words(turn.texts.work.pasteLink(codeWords(button.code, turn)), speakOfItems([button.code]))
}

/** The components of an item. */
export async function showParts(button: Extract<Button, { name: 'parts' }>, desk: Desk): Promise<Decision> {
  const { turn } = desk
  const opened = await openItem(desk, button.edition, button.code)
  if (!('item' in opened)) return opened
  const { item, definition } = opened
  if (definition.components.length === 0)
    return words(turn.texts.work.noComponents(codeWords(item.code, turn)), speakOfItems([item.code]))
  return work([componentsCard(item, definition, button.from ?? 0, turn)], speakOfItems([item.code]))
}

/**
 * Sets one tick or takes it away. Pressing an old card does no harm: it says what the tick is to be, not that it turns, and
 * under review nothing is ticked.
 */
export async function tick(button: Extract<Button, { name: 'tick' }>, desk: Desk): Promise<Decision> {
  const { turn, changes, ids, member } = desk
  const opened = await openItem(desk, button.edition, button.code)
  if (!('item' in opened)) return opened
  const { item, definition } = opened
  const page = Math.floor(button.place / 8) * 8
  if (!mayTick(item))
    return work([text(turn.texts.work.lockedTicks), ...(await showItem(item, desk))], speakOfItems([item.code]))
  if (button.place >= definition.components.length || item.ticks.includes(button.place) === button.on)
    return work([componentsCard(item, definition, page, turn)], speakOfItems([item.code]))
  const ticks = button.on
    ? [...item.ticks, button.place].toSorted((a, b) => a - b)
    : item.ticks.filter((place) => place !== button.place)
  const outcome = await changes.change(turn.agency.id, item.edition, item.code, {
    version: item.version,
    actId: ids.short(),
    kind: 'tick',
    by: member.id,
    set: { ticks, ...(item.status === 'open' && { status: 'in_work' as const }) },
  })
  const now = outcome === 'changed' ? await changes.read(turn.agency.id, item.edition, item.code) : item
  return work([componentsCard(now ?? item, definition, page, turn)], speakOfItems([item.code]))
}

/** Handing in from a card, as the item stands. One tap, taken back with one tap. */
export async function submit(button: Extract<Button, { name: 'review' }>, desk: Desk): Promise<Decision> {
  const { turn } = desk
  const opened = await openItem(desk, button.edition, button.code)
  if (!('item' in opened)) return opened
  const { item } = opened
  if (item.version !== button.seen)
    return work(
      [text(turn.texts.work.changedMeanwhile(codeWords(item.code, turn))), ...(await showItem(item, desk))],
      speakOfItems([item.code]),
    )
  const verdict = judgeSubmission(item, desk.actor, turn.now)
  if ('refused' in verdict)
    return work(
      [text(refusalWords(verdict.refused, item, desk)), ...(await showItem(item, desk))],
      speakOfItems([item.code]),
    )
  const result = await apply(desk, item.edition, [{ item, ...verdict }])
  return result === 'stale' ? words(turn.texts.work.changedMeanwhile(codeWords(item.code, turn))) : result
}
