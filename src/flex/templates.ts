import { z } from 'zod'
import { buttons, maybe, maybeState, maybeTap, percent, state, tap, words } from './values.ts'

/** One tappable line of a menu or of help: what to press or say, and what comes of it. */
const line = z.strictObject({ title: words, about: maybe, action: tap })

/** A telephone number as it is read (`phone`) and as it is dialled (`call`, a `tel:` address). */
const telephone = { phone: maybe, call: maybeTap }

/** One bar of progress: `approved` and `reported` are percentages of the whole, side by side. */
const bar = z.strictObject({ title: words, figures: words, approved: percent, reported: percent, action: maybeTap })

/**
 * Every card that the bot sends: its name (the file is `flex-templates/<name>.json`) and the values that it takes.
 * Lists of objects are filled with the piece `flex-templates/<name>.<key>.json`, once for each element;
 * an optional object is such a piece once or not at all. Figures come as words in the agency's digits;
 * labels that belong to a card stand in its file.
 */
export const templates = {
  // Everybody

  /** First contact: who we are, how to ask, what we keep. */
  welcome: z.strictObject({ agency: words, example: words, policy: maybeTap, buttons }),
  /** What a citizen can do here. */
  menu: z.strictObject({ agency: words, rows: z.array(line), buttons }),
  /** An answer from the knowledge base or from a published page. `caution` says why not to rely on it alone. */
  answer: z.strictObject({
    topic: words,
    answer: words,
    unit: maybe,
    ...telephone,
    confirmed: maybe,
    source: maybe,
    caution: maybe,
    buttons,
  }),
  /** Not sure: up to three topics. `topics` is them in one line, for the notification. */
  choices: z.strictObject({
    question: words,
    topics: words,
    rows: z.array(z.strictObject({ topic: words, action: tap })),
    buttons,
  }),
  /** We have no answer; a person may. `promise` says when one comes. */
  'not-yet': z.strictObject({ title: words, question: words, promise: maybe, buttons }),
  /** Somebody is in danger: what to do first, and the numbers to call as buttons. `lines` is both in one, for the notification. */
  emergency: z.strictObject({ title: words, advice: words, note: words, lines: words, buttons }),
  /** The way to the protected channel. Takes the static address and the hotlines, nothing about anybody. */
  doorway: z.strictObject({
    link: words,
    hotlines: z.array(z.strictObject({ name: words, phone: words, call: tap })),
    buttons,
  }),
  /** Before a report is written in the chat: what LINE keeps, what we do, and `readers`, who will read it. */
  'chat-warning': z.strictObject({ readers: words, buttons }),
  /** A report was taken in the chat: its `receipt`, shown once, and from when on to look again (`next`). */
  'chat-receipt': z.strictObject({ receipt: words, next: words, buttons }),
  /**
   * One question or request of a citizen: `promise` while it waits, `answer` (what staff said, or ask for) with `from` and
   * `answered` (when) after; `notice` is what happens next by itself.
   */
  thread: z.strictObject({
    number: words,
    state,
    question: words,
    promise: maybe,
    from: maybe,
    answer: maybe,
    answered: maybe,
    notice: maybe,
    buttons,
  }),
  /** What was handed to staff, with its promise and the button that asks for the answer. */
  received: z.strictObject({ title: words, number: words, question: words, told: words, hint: words, buttons }),
  /** What somebody told looks like a problem in the town: is it to be reported? */
  problem: z.strictObject({ title: words, question: words, buttons }),
  /** One of several things to choose, each with a line about it; `options` is them in one line, for the notification. */
  pick: z.strictObject({
    title: words,
    about: maybe,
    options: words,
    rows: z.array(z.strictObject({ title: words, about: maybe, action: tap })),
    buttons,
  }),
  /** The citizen's own questions. `notice` is what to say when there is none. */
  'thread-list': z.strictObject({
    count: words,
    rows: z.array(z.strictObject({ number: words, state, question: words, when: maybe, action: tap })),
    notice: maybe,
    buttons,
  }),
  /** How to reach the agency, and each unit. */
  contact: z.strictObject({
    agency: words,
    address: maybe,
    hours: maybe,
    ...telephone,
    website: maybe,
    site: maybeTap,
    units: z.array(z.strictObject({ name: words, ...telephone })),
    buttons,
  }),

  // Staff

  /** After the one-time code: who you are here, and what to say first. */
  registered: z.strictObject({ name: words, unit: words, role: words, agency: words, rows: z.array(line), buttons }),
  /** One entry of the knowledge base as those who look after it see it. `missing` is what the agency has not said yet. */
  entry: z.strictObject({
    title: words,
    state,
    answer: words,
    missing: maybe,
    unit: maybe,
    owner: maybe,
    confirmed: maybe,
    review: maybe,
    aliases: maybe,
    address: maybe,
    buttons,
  }),
  /** A change to the knowledge base before it happens: what it is about, what stood there, what will. */
  'draft-entry': z.strictObject({ title: words, about: maybe, from: maybe, to: words, note: maybe, buttons }),
  /** A list of matters, each a tap away. */
  matters: z.strictObject({
    title: words,
    about: maybe,
    rows: z.array(z.strictObject({ title: words, note: maybe, action: tap })),
    notice: maybe,
    buttons,
  }),
  /** What staff can say. */
  'help-staff': z.strictObject({ name: words, unit: maybe, rows: z.array(line), buttons }),
  /** What waits for somebody, most pressing first; at least one row. `parts` says it in one line for the notification. */
  digest: z.strictObject({
    count: words,
    parts: words,
    rows: z.array(z.strictObject({ title: words, state, due: maybe, action: tap })),
    more: maybe,
    buttons,
  }),
  /** Questions that wait, one bubble each; at least one. `left` is the time left in words and colour. */
  inbox: z.strictObject({
    count: words,
    first: words,
    bubbles: z.array(
      z.strictObject({
        number: words,
        left: state,
        waiting: maybe,
        question: words,
        unit: maybe,
        claim: maybe,
        last: maybe,
        chips: z.array(z.strictObject({ word: words, action: tap })),
        buttons,
      }),
    ),
  }),
  /** An answer before it goes out: to which question, in whose name. */
  'draft-answer': z.strictObject({
    number: words,
    question: words,
    /** What somebody should know before it goes out: it was answered before, or a colleague has it in hand. */
    warning: maybe,
    /** The new state of a request. */
    state: maybeState,
    answer: words,
    files: maybe,
    unit: words,
    buttons,
  }),
  /** Everything that was said about a question or request, for staff. `history` is what happened to it, in one text. */
  'thread-staff': z.strictObject({
    number: words,
    state,
    unit: maybe,
    claim: maybe,
    limit: maybe,
    lines: z.array(z.strictObject({ who: words, said: words, when: maybe })),
    place: maybe,
    map: maybeTap,
    history: maybe,
    chips: z.array(z.strictObject({ word: words, action: tap })),
    buttons,
  }),
  /**
   * What is still to be done. `codes` lists the item codes for the notification. Groups without a title are fine.
   * At most eight rows in all; `missing` is a whole phrase (what is missing, or why it was sent back);
   * `notice` says what is left out or that nothing is pending.
   */
  'pending-list': z.strictObject({
    scope: words,
    pending: words,
    total: words,
    worth: maybe,
    codes: maybe,
    groups: z.array(
      z.strictObject({
        title: maybe,
        rows: z.array(
          z.strictObject({
            code: words,
            title: words,
            worth: maybe,
            state: maybeState,
            due: maybe,
            missing: maybe,
            action: tap,
          }),
        ),
      }),
    ),
    notice: maybe,
    buttons,
  }),
  /** One item with all that is known of it. `missing` are the components that must still be shown. */
  item: z.strictObject({
    code: words,
    title: words,
    edition: maybe,
    state,
    reason: maybe,
    components: z.strictObject({ have: words, need: words, percent }).optional(),
    missing: z.array(z.strictObject({ component: words })),
    worth: maybe,
    due: maybe,
    period: maybe,
    unit: maybe,
    owner: maybe,
    changed: maybe,
    evidence: z.array(z.strictObject({ title: words, address: words, check: maybeState, action: maybeTap })),
    note: maybe,
    buttons,
  }),
  /** Any list of items with their states: found, changed, waiting for review. */
  'item-list': z.strictObject({
    title: words,
    about: maybe,
    codes: maybe,
    rows: z.array(z.strictObject({ code: words, title: words, state, note: maybe, action: tap })),
    notice: maybe,
    buttons,
  }),
  /** One figure and its sentence. */
  count: z.strictObject({ scope: words, figure: words, unit: words, sentence: words, codes: maybe, buttons }),
  /** How far we are, by sub-indicator or by unit. */
  progress: z.strictObject({
    edition: words,
    scope: words,
    approvedCount: words,
    reportedCount: words,
    total: words,
    approved: percent,
    reported: percent,
    rows: z.array(bar),
    updated: maybe,
    buttons,
  }),
  /** The seven issues and the indicators' guidance, each with a bar: done and in work. */
  measures: z.strictObject({
    title: words,
    scope: words,
    doneCount: words,
    inWorkCount: words,
    total: words,
    done: percent,
    inWork: percent,
    rows: z.array(z.strictObject({ title: words, figures: words, done: percent, inWork: percent, action: tap })),
    buttons,
  }),
  /** The measures of one issue, or the guidance of the indicators. */
  'measure-list': z.strictObject({
    title: words,
    about: maybe,
    codes: words,
    rows: z.array(z.strictObject({ code: words, title: words, state, note: maybe, action: tap })),
    notice: maybe,
    buttons,
  }),
  /** One measure: what the plan says of it, and what was done, line by line. */
  measure: z.strictObject({
    code: words,
    title: words,
    belongs: maybe,
    state,
    period: maybe,
    unit: maybe,
    related: maybe,
    changed: maybe,
    progress: z.array(
      z.strictObject({ when: words, note: words, check: maybeState, trouble: maybe, action: maybeTap }),
    ),
    steps: z.array(z.strictObject({ step: words })),
    outcomes: z.array(z.strictObject({ outcome: words })),
    buttons,
  }),
  /** What became of a measure, newest first. */
  'measure-history': z.strictObject({
    title: words,
    rows: z.array(z.strictObject({ when: words, who: words, what: words })),
    buttons,
  }),
  /** A one-time link into the staff pages: what is behind it, and how long it waits. */
  'staff-link': z.strictObject({ title: words, about: words, buttons }),
  /** Items that wait for a second pair of eyes, one bubble each; at least one. */
  review: z.strictObject({
    count: words,
    codes: words,
    bubbles: z.array(
      z.strictObject({
        code: words,
        title: words,
        required: maybe,
        given: words,
        address: maybe,
        check: maybeState,
        by: words,
        since: maybe,
        note: maybe,
        buttons,
      }),
    ),
  }),
  /** The pages that prove an item, one bubble each. `trouble` says what is wrong and what to do about it. */
  evidence: z.strictObject({
    title: words,
    count: words,
    bubbles: z.array(
      z.strictObject({
        code: words,
        title: words,
        address: words,
        check: state,
        sight: maybe,
        trouble: maybe,
        stale: maybe,
        path: maybe,
        note: maybe,
        when: words,
        buttons,
      }),
    ),
  }),
  /** A change before it happens: what, from what, to what. */
  'confirm-change': z.strictObject({
    title: words,
    about: maybe,
    what: words,
    from: maybe,
    to: words,
    note: maybe,
    buttons,
  }),

  /** A change of one item or of several before it happens: what is as it was, what becomes of it. */
  'confirm-work': z.strictObject({
    headline: words,
    title: words,
    about: maybe,
    rows: z.array(z.strictObject({ what: words, from: maybe, to: words })),
    note: maybe,
    left: maybe,
    buttons,
  }),
  /** What was done, or what somebody did that concerns the reader; `quote` is told word for word. */
  'work-note': z.strictObject({
    headline: words,
    title: words,
    sentence: maybe,
    quoteTitle: maybe,
    quote: maybe,
    rows: z.array(z.strictObject({ code: words, title: words, about: maybe, action: tap })),
    note: maybe,
    buttons,
  }),
  /** The components of an item, each with its tick; at most eight rows. */
  components: z.strictObject({
    code: words,
    title: words,
    have: words,
    need: words,
    percent,
    hint: maybe,
    rows: z.array(z.strictObject({ mark: words, component: words, action: tap })),
    notice: maybe,
    buttons,
  }),
  /** What happened to an item, newest first. */
  history: z.strictObject({
    code: words,
    title: words,
    rows: z.array(z.strictObject({ when: words, who: words, what: words, change: maybe, words: maybe })),
    notice: maybe,
    buttons,
  }),
  /** What an item needs to be passed. */
  'item-needs': z.strictObject({
    code: words,
    title: words,
    edition: words,
    period: maybe,
    minimum: maybe,
    unit: maybe,
    worth: maybe,
    need: maybe,
    components: z.array(z.strictObject({ mark: words, component: words })),
    figures: z.array(z.strictObject({ figure: words })),
    notes: z.array(z.strictObject({ note: words })),
    buttons,
  }),

  // Executives

  /** What executives can say. */
  'help-executive': z.strictObject({ name: words, rows: z.array(line), buttons }),
  /**
   * Ten seconds: how many are approved, what OIT comes to (0 to 100) now, if all that was reported passes, and if only
   * what was approved does; the total with its level; who is late, what to do first, what changed since last week.
   */
  executive: z.strictObject({
    edition: words,
    agency: words,
    approvedCount: words,
    total: words,
    approved: percent,
    reported: percent,
    expected: words,
    full: words,
    ifAllPass: words,
    approvedOnly: words,
    unready: maybe,
    level: maybe,
    slowest: maybe,
    next: maybe,
    since: maybe,
    rule: maybe,
    updated: maybe,
    buttons,
  }),
  /** What OIT may come to this year: a bar each for now, if all that was reported passes, if only what was approved does. */
  outlook: z.strictObject({
    edition: words,
    expected: words,
    full: words,
    points: words,
    level: maybe,
    distance: maybe,
    rows: z.array(z.strictObject({ name: words, figure: words, percent })),
    unready: maybe,
    rule: words,
    buttons,
  }),
  /** What to do first, the most needed first; at most five rows. `codes` lists the item codes for the notification. */
  'next-steps': z.strictObject({
    scope: words,
    codes: words,
    about: maybe,
    rows: z.array(
      z.strictObject({ code: words, title: words, worth: words, due: maybe, state: maybeState, action: tap }),
    ),
    rule: words,
    buttons,
  }),
  /** Last published score: total, instruments, the level and the distance to the next, the weakest points. */
  score: z.strictObject({
    edition: words,
    total: words,
    level: words,
    distance: maybe,
    reckoned: maybe,
    instruments: z.array(z.strictObject({ name: words, figure: words, percent })),
    weakest: z.array(z.strictObject({ title: words, figure: words, measures: maybe, action: maybeTap })),
    buttons,
  }),
  /** Questions or indicators by their last score, weakest first; `measures` names the issue behind it. */
  weakest: z.strictObject({
    title: words,
    codes: words,
    rows: z.array(z.strictObject({ title: words, figure: words, measures: maybe, action: maybeTap })),
    notice: maybe,
    buttons,
  }),
  /** How questions were answered in a period. `rows` and `units` are names with their figures in words. */
  'service-statistics': z.strictObject({
    period: words,
    questions: words,
    rows: z.array(z.strictObject({ name: words, figure: words })),
    units: z.array(z.strictObject({ name: words, figure: words })),
    notice: maybe,
    buttons,
  }),
  /** Numbers of the protected channel for a closed period. Nothing else of it may stand on a card. */
  'period-statistics': z.strictObject({
    period: words,
    received: words,
    completed: words,
    inProgress: words,
    note: maybe,
    buttons,
  }),
} as const satisfies Record<string, z.ZodObject>

export type CardName = keyof typeof templates
/** The values that a card takes. A wrong or missing key does not compile. */
export type CardValues<N extends CardName> = z.input<(typeof templates)[N]>
