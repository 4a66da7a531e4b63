import { z } from 'zod'
import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { at, type Flow } from '../../chat/flow.ts'
import { card, text, type Choice } from '../../chat/say.ts'
import { readCommand } from '../../thai/commands.ts'
import { putsOff } from '../../thai/hesitation.ts'
import { findLinks } from '../../thai/links.ts'
import { saysUndo, startsSomethingElse } from '../../thai/staff/work.ts'
import { formatDate, formatDateTime } from '../../thai/dates.ts'
import { cardButton } from '../turn.ts'
import { evidencePlace, type Evidence } from '../../evidence/evidence-store.ts'
import { checkState, evidenceTexts, photoChoice, sight, trouble } from '../evidence-words.ts'
import { plain, told, type Office } from './office.ts'
import { isRecent } from './recent.ts'
import { Spoken } from './spoken.ts'

type PageButton = Extract<Button, { name: 'page' }>

/** Bubbles of one carousel; LINE allows twelve, and 50 KB together. */
const pagesShown = 8
const submissionsShown = 5
const longestPath = 300
const longestNote = 1000

/** The pages of an item, one bubble each, with what the last look saw and what can be done. */
export async function showEvidence(edition: number, code: string, office: Office): Promise<Decision> {
  const { turn, pages } = office
  const { digits } = turn
  const texts = evidenceTexts(turn)
  const list = await pages.of(turn.agency.id, edition, code)
  if (list.length === 0) return told(texts.noEvidence(digits(code)))
  return plain(
    card(
      turn.cards.card('evidence', {
        title: texts.evidenceOf(digits(code)),
        count: texts.evidenceCount(digits(String(list.length))),
        // The newest first: it is the one that was just spoken of.
        bubbles: list
          .toReversed()
          .slice(0, pagesShown)
          .map((page) => bubble(page, office)),
      }),
      choicesOf([
        ...photoChoice(list, turn),
        ...(list.some((page) => page.submittedAt) ? [submittedChoice(edition, code, texts.submitted)] : []),
      ]),
    ),
  )
}

function choicesOf(choices: Choice[]): Choice[] | undefined {
  return choices.length > 0 ? choices : undefined
}

/** A one-time link to the pages of an item with their screenshots: what LINE was sent is kept sealed and shown nowhere else. */
export async function linkToPhotos(edition: number, code: string, office: Office): Promise<Decision> {
  const { turn, links, member } = office
  const texts = evidenceTexts(turn)
  const secret = await links.issue(turn.agency.id, member.id, `evidence/${edition}/${code}`)
  return plain(
    card(
      turn.cards.card('staff-link', {
        title: texts.evidenceOf(turn.digits(code)),
        about: turn.digits(texts.photosAbout),
        buttons: [cardButton(texts.openEvidence, { does: 'opens', url: turn.linkAddress(secret) }, 'primary')],
      }),
    ),
  )
}

function submittedChoice(edition: number, code: string, label: string): Choice {
  return {
    label,
    tap: { does: 'button', button: { name: 'evidence', edition, code, submitted: true }, shows: label },
  }
}

/** What was submitted of an item: for a dispute about its score, which looks at nothing else. */
export async function showSubmitted(edition: number, code: string, office: Office): Promise<Decision> {
  const { turn, pages } = office
  const { digits } = turn
  const texts = evidenceTexts(turn)
  const list = await pages.snapshots(turn.agency.id, edition, code)
  if (list.length === 0) return told(texts.nothingSubmitted(digits(code)))
  const submissions = list
    .slice(0, submissionsShown)
    .map(({ submittedAt, pageUrl, seen }) =>
      [
        texts.submittedPage(digits(formatDateTime(submittedAt)), pageUrl),
        ...(seen?.title ? [texts.pageCalled(seen.title)] : []),
        ...(seen ? [texts.digest(seen.digest.slice(0, 16))] : []),
      ].join('\n'),
    )
  return told([texts.submittedOf(digits(code)), ...submissions].join('\n\n'))
}

function bubble(page: Evidence, { turn }: Office) {
  const { digits } = turn
  const texts = evidenceTexts(turn)
  const address = page.pageUrl.replace(/^https:\/\//, '')
  const button = (label: string, wish: PageButton['do'], style: 'primary' | 'secondary' | 'link') =>
    cardButton(label, { does: 'button', button: { name: 'page', id: page.id, do: wish }, shows: label }, style)
  const asks = page.staleFrom !== null || page.check?.verdict === 'changed'
  return {
    code: digits(page.code),
    title: page.check?.seen?.title ?? address.split('/')[0] ?? address,
    address,
    check: checkState(page.check, turn),
    sight: (page.check?.verdict === 'good' && sight(page.check.seen, turn)) || undefined,
    trouble: (page.check && trouble(page.check, turn)) ?? undefined,
    stale: page.staleFrom === null ? undefined : texts.stale(digits(String(page.staleFrom))),
    path: page.menuPath === null ? undefined : texts.pathWords(page.menuPath),
    note: page.note ?? undefined,
    when: [
      page.submittedAt
        ? texts.submittedOn(digits(formatDate(page.submittedAt)))
        : texts.addedOn(digits(formatDate(page.addedAt))),
      ...(page.screenshotId === null ? [] : [texts.withPhoto]),
    ].join(' · '),
    buttons: [
      cardButton(texts.openPage, { does: 'opens', url: page.pageUrl }, asks ? 'secondary' : 'primary'),
      asks ? button(texts.stillHolds, 'holds', 'primary') : button(texts.describe, 'describe', 'secondary'),
      button(texts.remove, 'remove', 'link'),
    ],
  }
}

/** What a button of a page does. */
export async function pressPage(button: PageButton, office: Office): Promise<Decision> {
  const { turn, pages } = office
  const { digits, agency } = turn
  const texts = evidenceTexts(turn)
  if (button.do === 'restore') {
    const back = await pages.restore(agency.id, button.id)
    const page = back ? await pages.byId(agency.id, button.id) : null
    if (!page) return told(texts.gone)
    await setUrl(page, (present) => present ?? page.pageUrl, office)
    return told(texts.restored(digits(page.code)))
  }
  const page = await pages.byId(agency.id, button.id)
  if (!page) return told(texts.gone)
  const code = digits(page.code)
  switch (button.do) {
    case 'remove': {
      const item = await office.changes.read(agency.id, page.edition, page.code)
      // What somebody is to judge, or has judged, must not go from under their eyes.
      if (page.submittedAt && (item?.status === 'reported' || item?.status === 'approved'))
        return told(texts.lockedPage(code))
      await pages.remove(agency.id, page.id)
      const others = await pages.of(agency.id, page.edition, page.code)
      await setUrl(page, (present) => (present === page.pageUrl ? (others.at(-1)?.pageUrl ?? null) : present), office)
      const undo: Choice = {
        label: texts.undo,
        tap: { does: 'button', button: { name: 'page', id: page.id, do: 'restore' }, shows: texts.undo },
      }
      return told(texts.removed(code), [undo])
    }
    case 'holds':
      return holds(page, office)
    case 'describe':
      return {
        say: [text(texts.askPath(code))],
        conversation: at(describeFlow, 'describing', {
          id: page.id,
          asked: turn.now.toISOString(),
          intent: 'item_status',
          items: [page.code],
          asksForItem: false,
        }),
        purpose: 'work',
        worthPush: false,
      }
    case 'undescribe':
      // What was there before is kept only until something else is talked about.
      return told(turn.texts.oldButton)
    case 'photo':
      return attachPhoto(page, button.message ?? '', office)
    default:
      return button.do satisfies never
  }
}

/** Keeps the page that the item itself names in step with its pages; the history tells of it. */
async function setUrl(page: Evidence, next: (present: string | null) => string | null, office: Office): Promise<void> {
  const { turn, changes, ids, member } = office
  const item = await changes.read(turn.agency.id, page.edition, page.code)
  if (!item || next(item.url) === item.url) return
  await changes.change(turn.agency.id, page.edition, page.code, {
    version: item.version,
    actId: ids.short(),
    kind: 'evidence',
    by: member.id,
    set: { url: next(item.url) },
  })
}

/** Somebody has looked: a page of last year, or one that has changed, is right as it is. */
async function holds(page: Evidence, office: Office): Promise<Decision> {
  const { turn, pages, changes, ids, member } = office
  const { agency, digits } = turn
  const texts = evidenceTexts(turn)
  await pages.confirm(agency.id, page.edition, page.code)
  if (page.check?.verdict === 'changed') {
    await pages.freeze(agency.id, page.edition, page.code, member.id)
    const item = await changes.read(agency.id, page.edition, page.code)
    const others = await pages.of(agency.id, page.edition, page.code)
    // It came back for this alone: it goes on to review, where a second person looks.
    if (item?.status === 'sent_back' && item.url !== null && !others.some((other) => other.broken)) {
      await changes.change(agency.id, page.edition, page.code, {
        version: item.version,
        actId: ids.short(),
        kind: 'submit',
        by: member.id,
        set: { status: 'reported', reason: null, submittedAt: turn.now.toISOString(), submittedBy: member.personId },
      })
      return told(texts.recheck(digits(page.code)))
    }
  }
  return told(texts.confirmed(digits(page.code)))
}

const Memory = Spoken.extend({
  id: z.string(),
  asked: z.string(),
  /** What was known of the page before, so that it can be brought back. */
  before: z.object({ menuPath: z.string().nullable(), note: z.string().nullable() }).optional(),
})

/** Whether words are set out like a way through menus, "home › plans". Such a way may hold anything, item numbers too. */
export function isMenuPath(words: string): boolean {
  const [path = ''] = words.split('\n')
  return findLinks(path).length === 0 && /[^\s>›»→/\\]\s*[>›»→/\\]\s*[^\s>›»→/\\]/u.test(path)
}

/** The way through the menus, and a note, in one message; as long as nothing else is talked about it can be taken back. */
export const describeFlow: Flow<'describing' | 'described', z.infer<typeof Memory>, Office> = {
  name: 'evidence-describe',
  version: 2,
  memory: Memory,
  steps: {
    async describing(incoming, memory, office) {
      const { turn, pages } = office
      if (incoming.kind !== 'text' || !isRecent(memory.asked, turn.now)) return { kind: 'pass' }
      const texts = evidenceTexts(turn)
      const command = readCommand(incoming.text)
      if (command === 'cancel' || command === 'no' || saysUndo(incoming.text))
        return { kind: 'done', say: [text(texts.notDescribed)], purpose: 'work' }
      if (putsOff(incoming.text)) return { kind: 'stay', say: [text(turn.texts.work.takeYourTime)] }
      // A question, or talk of an item, is no way through menus unless it is set out like one.
      if (command !== null || (!isMenuPath(incoming.text) && startsSomethingElse(incoming.text, '')))
        return { kind: 'pass' }
      const page = await pages.byId(turn.agency.id, memory.id)
      if (!page) return { kind: 'done', say: [text(texts.gone)], purpose: 'work' }
      const [path = '', ...rest] = incoming.text.trim().split('\n')
      const note = rest.join('\n').trim()
      await pages.describe(turn.agency.id, page.id, {
        menuPath: path.trim().slice(0, longestPath).toWellFormed(),
        ...(note !== '' && { note: note.slice(0, longestNote).toWellFormed() }),
      })
      const code = turn.digits(page.code)
      const said = page.menuPath === null ? texts.described(code) : texts.describedInstead(code, page.menuPath)
      const undo: Choice = {
        label: texts.undo,
        tap: { does: 'button', button: { name: 'page', id: page.id, do: 'undescribe' }, shows: texts.undo },
      }
      return {
        kind: 'go',
        to: 'described',
        memory: { ...memory, before: { menuPath: page.menuPath, note: page.note } },
        say: [text(said, [undo])],
      }
    },

    async described(incoming, memory, office) {
      const { turn, pages } = office
      const { pressed, agency } = turn
      const takesBack =
        incoming.kind === 'text'
          ? saysUndo(incoming.text)
          : pressed?.name === 'page' && pressed.do === 'undescribe' && pressed.id === memory.id
      const page = takesBack && memory.before ? await pages.byId(agency.id, memory.id) : null
      if (!page || !memory.before) return { kind: 'pass' }
      await pages.describe(agency.id, page.id, memory.before)
      return {
        kind: 'done',
        say: [text(evidenceTexts(turn).undescribed(turn.digits(page.code)))],
        purpose: 'work',
      }
    },
  },
}

/** A photo came while an item was spoken of: perhaps it shows its page. null when the item has no page. */
export async function offerPhoto(message: string, code: string, office: Office): Promise<Decision | null> {
  const { turn, pages } = office
  const { agency, digits } = turn
  const texts = evidenceTexts(turn)
  const page = (await pages.of(agency.id, agency.profile.edition, code)).at(-1)
  if (!page) return null
  return told(texts.isScreenshot(digits(code)), [
    {
      label: texts.attachPhoto,
      tap: {
        does: 'button',
        button: { name: 'page', id: page.id, do: 'photo', message },
        shows: texts.attachPhoto,
      },
    },
    { label: texts.attachNot, tap: { does: 'says', text: texts.attachNot } },
  ])
}

async function attachPhoto(page: Evidence, message: string, office: Office): Promise<Decision> {
  const { turn, pages, attachments } = office
  const texts = evidenceTexts(turn)
  const id = await attachments.attachOne(turn.db, evidencePlace(page.id), turn.visitor.personId, message)
  if (id === null) return told(texts.photoGone)
  await pages.describe(turn.agency.id, page.id, { screenshotId: id })
  return told(texts.photoAttached(turn.digits(page.code)), photoChoice([{ ...page, screenshotId: id }], turn))
}
