import { openClassifier, type Classifier, type Model } from './classifier.ts'
import { changes, intentOf, intents, isDetail, type Detail, type Intent, type Label } from './intents.ts'
import type { Status } from './lexicon.ts'
import { findSlots, marks, type Slots } from './slots.ts'
import storedModel from './model.json' with { type: 'json' }

export type StaffContext = {
  units: readonly { name: string; short: string[] }[]
  /** The edition's items, in order; without any, 43 numbers count as items. */
  items: readonly { code: string; title: string; aliases?: string[] }[]
  /** Codes such as "9.1"; without any, 9.1 to 10.5 count. */
  subIndicators: readonly string[]
  /** The bot has just asked for an item: a bare number is one. */
  asksForItem?: boolean
  /** The unit of whoever writes: "our unit". */
  ownUnit?: string
  lastIntent?: Intent
  lastUnit?: string
  lastItems?: readonly string[]
  /** A ranking of item titles by the caller's retrieval, asked when a text about an item carries no number. */
  itemTitle?: (text: string) => { code: string; confidence: number }[]
}

export type Scope = 'all' | 'mine' | 'unit' | 'overdue' | 'due_soon' | 'review' | 'returned' | 'no_evidence'

export type StaffUnderstanding = {
  intent: Intent
  /** A finer reading, where there is one. */
  detail?: Detail
  /** How often readings as sure as this one were right, 0 to 1. */
  confidence: number
  /** The likeliest readings, best first, three at most; no change among them when the text asks. */
  guesses: { label: Label; confidence: number }[]
  /** Below the threshold: show the guesses instead of acting. */
  unsure: boolean
  items: string[]
  unknownItems: string[]
  /** Items that an unnumbered title may mean, best first; `items` holds the first where it is clear. */
  titleGuesses: { code: string; confidence: number }[]
  /** The items were not named but taken over from what was spoken of before. */
  itemsFromContext: boolean
  unit?: string
  units: string[]
  status?: Status
  /** Several items with states of their own ("ข้อ 5 เสร็จ ข้อ 6 กำลังทำ"); `status` is then the least of them. */
  updates?: { items: string[]; status: Status }[]
  url?: string
  subIndicator?: string
  ticket?: string
  assignee?: string
  /** What a reply is to say, as it was typed. */
  message?: string
  negated: boolean
  asks: boolean
  /** Somebody is to be reminded or hurried: of `items`, or of what `unit` has not done. */
  hurries: boolean
  scope?: Scope
}

/** Readings less sure than this are offered as choices. */
const surenessThreshold = 0.5
/** A title counts as an item from this confidence on, and when no other title fits as well. */
const titleThreshold = 0.55
/** From here on the caller's retrieval may turn talk about something else into talk about an item. */
const sureTitle = 0.7

const aboutItems: ReadonlySet<Label> = new Set<Label>([
  'item_status',
  'item_detail',
  'update_status',
  'attach_evidence',
  'approve',
  'return',
  'assign',
  'responsible',
  'history',
  'last_year',
  'score',
])

type Shares = Map<Label, number>

function weigh(shares: Shares, label: Label, factor: number): void {
  shares.set(label, (shares.get(label) ?? 0) * factor)
}

function weighOthers(shares: Shares, kept: readonly Label[], factor: number): void {
  for (const label of shares.keys()) if (!kept.includes(label)) weigh(shares, label, factor)
}

/**
 * What must hold whatever the classifier says. The label rules of the public samples: an address with a word of state
 * is an update, without one it is evidence; a sub-indicator without an item is about the sub-indicator. And the rules
 * of safety: a question is never a change, a refusal never an approval.
 */
function keepConsistent(shares: Shares, slots: Slots, inConversation: boolean): void {
  const { head, hasItem, url, ticket, subIndicator, status, asks, negated, message } = slots
  if (asks) for (const label of changes) shares.set(label, 0)
  if (negated) shares.set('approve', 0)
  if (slots.hurries) weighOthers(shares, [hasItem || inConversation ? 'item_status' : 'pending_list'], 0)
  if (subIndicator !== undefined && !hasItem && ticket === undefined) weighOthers(shares, ['by_sub_indicator'], 0.0005)
  if (url !== undefined && !asks) {
    weighOthers(shares, ['update_status', 'attach_evidence', 'reply', 'other', 'return'], 0.05)
    weigh(shares, status === undefined ? 'update_status' : 'attach_evidence', 0.02)
    weigh(shares, 'return', 0.3)
  } else if (status === undefined) weigh(shares, 'update_status', 0.15)
  // "Make it …" with a state is said of the state, whatever was wrong before.
  else if (!asks && /(?:แก้|เปลี่ยน|ปรับ)[^\n]*เป็น/.test(head)) weighOthers(shares, ['update_status'], 0.05)
  if (ticket === undefined) weigh(shares, 'reply', 0.15)
  else {
    weighOthers(shares, ['reply', 'assign', 'inbox', 'other'], 0.2)
    if (message !== undefined) weighOthers(shares, ['reply'], 0.05)
    else if (slots.unit !== undefined || slots.assignee !== undefined) weigh(shares, 'assign', 4)
  }
  if (!hasItem) {
    for (const label of ['item_status', 'item_detail'] as const) weigh(shares, label, 0.6)
    // Only a whole list can be passed without naming an item.
    const judged = inConversation || /ทั้งหมด|ทุก|หมด|(?<![a-z])all/.test(head) ? 0.6 : 0.15
    for (const label of ['approve', 'return'] as const) weigh(shares, label, judged)
  }
  if (!hasItem && url === undefined)
    for (const label of ['update_status', 'attach_evidence'] as const) weigh(shares, label, inConversation ? 0.5 : 0.12)
  // An item and nothing else: how is it?
  if (/^[жщ\s]*ж[.,!\s]*(?:(?:ครับ|ค่ะ|คะ|จ้า|คับ)\s*)?$/.test(head) && url === undefined)
    weighOthers(shares, ['item_status'], 0.03)
}

function settle(shares: Shares): void {
  let sum = 0
  for (const share of shares.values()) sum += share
  for (const [label, share] of shares) shares.set(label, sum > 0 ? share / sum : label === 'other' ? 1 : 0)
}

function rank(shares: Shares): { intent: Intent; confidence: number }[] {
  const sums = new Map<Intent, number>(intents.map((intent) => [intent, 0]))
  for (const [label, share] of shares) sums.set(intentOf(label), (sums.get(intentOf(label)) ?? 0) + share)
  return [...sums].map(([intent, confidence]) => ({ intent, confidence })).sort((a, b) => b.confidence - a.confidence)
}

/** The readings that can be offered as something to choose: finer ones too, but nothing that names no wish. */
function guessesOf(shares: Shares): { label: Label; confidence: number }[] {
  return [...shares]
    .map(([label, confidence]) => ({ label, confidence }))
    .filter(({ label, confidence }) => confidence > 0 && label !== 'other' && label !== 'follow_up')
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, 3)
}

function scopeOf(intent: Intent, detail: Detail | undefined, slots: Slots): Scope | undefined {
  if (detail === 'waiting_review') return 'review'
  if (detail === 'returned') return 'returned'
  if (intent === 'overdue')
    return /เกิน|เลย|ช้า|พ้น|ไม่ทัน|overdue|late|เส้นตาย/.test(slots.head) ||
      !/ใกล้|ภายใน|กำหนด|เดดไลน์|dead|เมื่อ(?:ไร|ไหร่|ไหร|ใด)|วันไหน|กี่วัน|วันสุดท้าย|หมดเวลา/.test(slots.head)
      ? 'overdue'
      : 'due_soon'
  if (intent === 'my_items') return 'mine'
  if (slots.unit !== undefined) return 'unit'
  if (/(?:ของ|งาน)(?:ผม|หนู|ฉัน|ดิฉัน|เรา|พี่|ตัวเอง)/.test(slots.head)) return 'mine'
  if (intent === 'pending_list' || intent === 'pending_count')
    return /หลักฐาน|url|ลิ้?ง|link/.test(slots.head) ? 'no_evidence' : 'all'
  return /ทั้งหมด|ทุกข้อ|ทุกกอง|หมด/.test(slots.head) ? 'all' : undefined
}

/** The item after or before the last one spoken of, in the order of the edition. */
function neighbour(context: StaffContext, step: 1 | -1): string[] {
  const last = step === 1 ? context.lastItems?.at(-1) : context.lastItems?.[0]
  const at = context.items.findIndex(({ code }) => code === last)
  const next = at < 0 ? undefined : context.items[at + step]
  return next ? [next.code] : []
}

const previous = /ก่อนหน้า|ย้อนกลับ|ข้อที่แล้ว|previous|back/
const onward = /ถัดไป|ต่อไป|next|อันต่อ|ข้อต่อ/

function judge(classify: Classifier, slots: Slots, inConversation: boolean): Shares {
  const shares: Shares = new Map(classify(slots).map(({ label, probability }) => [label, probability]))
  keepConsistent(shares, slots, inConversation)
  settle(shares)
  return shares
}

/** Whether a text without an item speaks of work on something: a state, a question how it is, evidence. */
function mayNameAnItem(slots: Slots): boolean {
  return (
    !slots.hasItem &&
    slots.ticket === undefined &&
    (slots.status !== undefined || slots.asks || slots.url !== undefined)
  )
}

/** As `understandStaff`, with a classifier of the caller's choice: for training and measuring. */
export function understandWith(classify: Classifier, text: string, context: StaffContext): StaffUnderstanding {
  let slots = findSlots(text, { ...context, asksForItem: context.asksForItem === true })
  const inConversation = context.lastItems !== undefined && context.lastItems.length > 0
  let shares = judge(classify, slots, inConversation)
  let ranked = rank(shares)
  if (ranked[0]?.intent === 'other' && mayNameAnItem(slots)) {
    // The caller's retrieval may know a title that the words alone do not show; with it the text reads differently.
    const titles = context.itemTitle?.(text) ?? []
    if ((titles[0]?.confidence ?? 0) >= sureTitle) {
      slots = { ...slots, titles, hasItem: true, head: `${marks.item} ${slots.head}` }
      shares = judge(classify, slots, inConversation)
      ranked = rank(shares)
    }
  }
  let { intent, confidence } = ranked[0] ?? { intent: 'other' as Intent, confidence: 0 }
  let label: Label = intent
  for (const [name, share] of shares) {
    if (intentOf(name) === intent && share > (shares.get(label) ?? 0)) label = name
  }
  const detail = isDetail(label) ? label : undefined

  let { items } = slots
  let titleGuesses = slots.titles
  let itemsFromContext = false
  if (items.length === 0 && slots.unknownItems.length === 0 && (aboutItems.has(label) || detail === 'follow_up')) {
    if (titleGuesses.length === 0 && aboutItems.has(label) && context.itemTitle) titleGuesses = context.itemTitle(text)
    const [first, second] = titleGuesses
    if (first && first.confidence >= titleThreshold && first.confidence - (second?.confidence ?? 0) > 0.1)
      items = [first.code]
    else if (
      !first &&
      context.lastItems &&
      context.lastItems.length > 0 &&
      (slots.pointsBack || slots.hurries || changes.has(intent))
    ) {
      items = [...context.lastItems]
      itemsFromContext = true
    }
  }
  if (detail === 'follow_up') {
    if (slots.hasItem) intent = context.lastIntent === 'item_detail' ? 'item_detail' : 'item_status'
    else if (slots.unit !== undefined) intent = followedIntent(context.lastIntent, 'pending_list')
    else if (previous.test(slots.head) || onward.test(slots.head)) {
      items = neighbour(context, previous.test(slots.head) ? -1 : 1)
      itemsFromContext = items.length > 0
      intent = items.length > 0 ? 'item_status' : followedIntent(context.lastIntent, 'other')
    } else intent = followedIntent(context.lastIntent, 'other')
  }
  // Of a unit that nobody knows all units are shown, each with its own figures.
  if (slots.unknownOwnUnit && (intent === 'pending_list' || intent === 'pending_count' || intent === 'summary'))
    intent = 'by_unit'
  const scope = scopeOf(intent, detail, slots)
  return {
    intent,
    ...(detail === undefined ? {} : { detail }),
    confidence,
    guesses: guessesOf(shares),
    unsure: confidence < surenessThreshold,
    items,
    unknownItems: slots.unknownItems,
    titleGuesses,
    itemsFromContext,
    ...(slots.unit === undefined ? {} : { unit: slots.unit }),
    units: slots.units,
    ...(slots.status === undefined || slots.asks || intent !== 'update_status' ? {} : { status: slots.status }),
    ...(slots.updates.length === 0 || slots.asks || intent !== 'update_status' ? {} : { updates: slots.updates }),
    ...(slots.url === undefined ? {} : { url: slots.url }),
    ...(slots.subIndicator === undefined ? {} : { subIndicator: slots.subIndicator }),
    ...(slots.ticket === undefined ? {} : { ticket: slots.ticket }),
    ...(slots.assignee === undefined || intent !== 'assign' ? {} : { assignee: slots.assignee }),
    ...(slots.message === undefined ? {} : { message: slots.message }),
    negated: slots.negated,
    asks: slots.asks,
    hurries: slots.hurries,
    ...(scope === undefined ? {} : { scope }),
  }
}

/** A follow-up repeats what was asked before; a change is never repeated by "and the other one?". */
function followedIntent(last: Intent | undefined, otherwise: Intent): Intent {
  return last === undefined || changes.has(last) || last === 'other' ? otherwise : last
}

const classify = openClassifier(storedModel as Model)

/**
 * What a member of staff wants, in ordinary Thai: the intent with its confidence and the three likeliest, and what is
 * named (items, unit, state, address, sub-indicator, ticket, person). Pure and fast (well below a millisecond); the text
 * may be anything, at most its first 5,000 characters are read. A question is never one of the changing intents, and a
 * refusal is never an approval or done.
 */
export function understandStaff(text: string, context: StaffContext): StaffUnderstanding {
  return understandWith(classify, text, context)
}
