import type { AttachmentStore } from './attachments/attachment-store.ts'
import { calendarStore } from './calendar/calendar-store.ts'
import { readButton, type Button } from './chat/button.ts'
import type { Decision, Hold, Silence } from './chat/decision.ts'
import { runStep } from './chat/flow.ts'
import { text, type Choice } from './chat/say.ts'
import type { Envelope } from './kernel/envelope.ts'
import type { Clock } from './kernel/clock.ts'
import type { Ids } from './kernel/ids.ts'
import { checklistAnswers, withWorkWords } from './features/checklist/answers.ts'
import { checklistStore } from './features/checklist/checklist-store.ts'
import { deskOf, type Desk } from './features/checklist/desk.ts'
import { askPeriod, periodFlow } from './features/checklist/year-period.ts'
import { describeFlow, isMenuPath, offerPhoto, showEvidence } from './features/checklist/evidence-desk.ts'
import { isOfficeButton, pressOffice } from './features/checklist/office-buttons.ts'
import { officeOf } from './features/checklist/office.ts'
import { offerSheet } from './features/checklist/sheets.ts'
import { showYears } from './features/checklist/years.ts'
import { confirmFlow } from './features/checklist/proposals.ts'
import { publishedList } from './features/checklist/published.ts'
import { returnFlow } from './features/checklist/reviews.ts'
import { scoreAnswers } from './features/checklist/score-answers.ts'
import { scoreStore } from './features/checklist/score-store.ts'
import { readSpoken, speakOf } from './features/checklist/spoken.ts'
import type { Wish } from './features/checklist/wish.ts'
import { measureAnswers, measureFlow, type MeasureTools } from './features/measures/measure-answers.ts'
import { measureStore } from './features/measures/measure-store.ts'
import { askCopy, copyFlow } from './features/privacy/copy.ts'
import { askErasure, erasureFlow } from './features/privacy/erasure.ts'
import type { ChatOffer } from './features/doorway/chat-report.ts'
import { showDoorway } from './features/doorway/doorway.ts'
import { obeyNoticeWish } from './features/reminding/reminding.ts'
import {
  answerElsewhere,
  showCorruptionCounts,
  showOfficerEntry,
  type PublishedCounts,
} from './features/doorway/officer-entry.ts'
import {
  answerFollowUp,
  answerQuestion,
  askWhichMatter,
  questionFlow,
  showFull,
  showTopic,
  topicTold,
  type QuestionTools,
} from './features/questions/answers.ts'
import { answerEmergency } from './features/questions/emergency.ts'
import { askWhatFile } from './features/files/received-file.ts'
import { gapStore } from './features/questions/gap-store.ts'
import { knowledgeStore } from './features/questions/knowledge-store.ts'
import type { Knowledge } from './features/questions/knowledge.ts'
import { readStarterPack } from './features/questions/starter-pack/starter-pack.ts'
import { showStatistics } from './features/questions/statistics/statistics.ts'
import { findEntries } from './features/questions/upkeep/entries.ts'
import { proposalStore } from './features/questions/upkeep/proposal-store.ts'
import type { UpkeepTools } from './features/questions/upkeep/tools.ts'
import { continueUpkeep, isUpkeepButton, pressUpkeep } from './features/questions/upkeep/upkeep.ts'
import { isWriting, threadDesk } from './features/threads/desk.ts'
import { handToStaff, promiseNow } from './features/threads/hand-over.ts'
import type { ThreadTools } from './features/threads/tools.ts'
import type { Turn } from './features/turn.ts'
import {
  acknowledge,
  showContact,
  showHelp,
  showMenu,
  showPrivacy,
  showRegistered,
} from './features/welcome/welcome.ts'
import { personLinks } from './people/person-links.ts'
import { peopleStore } from './people/people-store.ts'
import { linkStore } from './staff/link-store.ts'
import { staffStore } from './staff/staff-store.ts'
import { cannedStore } from './threads/canned-store.ts'
import { threadStore } from './threads/thread-store.ts'
import { saysAll } from './thai/all-of-them.ts'
import { readCommand, readEntryWish, readEvidenceWish, readRegistration, type Command } from './thai/commands.ts'
import { fiscalYear } from './thai/dates.ts'
import { knowledgeTextsFor } from './texts/knowledge.ts'
import { readEmergency, type Emergency } from './thai/emergency.ts'
import { leansOn } from './thai/follow-ups.ts'
import { asksToWait, putsOff, saysNotDone } from './thai/hesitation.ts'
import { findLinks } from './thai/links.ts'
import { readNoticeWish } from './thai/notice-wishes.ts'
import { asksAfterOwnMatter, mayAskAfterOwn } from './thai/own-matters.ts'
import { asksForReport, findMeasure } from './thai/staff/measures.ts'
import { asksOwnScore, readScoreQuestion } from './thai/staff/scores.ts'
import { changes, intentOf, isDetail, labels, type Intent, type Label } from './thai/staff/intents.ts'
import { smalltalk } from './thai/smalltalk.ts'
import { asksOfAnyComplaint, readStatisticsWish } from './thai/statistics-wish.ts'
import { wantsItSeenTo } from './thai/town-problems.ts'
import { understandStaff, type StaffUnderstanding } from './thai/staff/understand.ts'
import { saysUndo } from './thai/staff/work.ts'

/** What the router needs beside the turn itself. */
export type RouterTools = {
  /** The delayed counts of the protected channel; null before the first. */
  corruptionCounts: (slug: string) => Promise<PublishedCounts | null>
  /** Whether a report may be written in the chat now, and who would read it; null = it may not. */
  chatOffer: ChatOffer | null
  knowledge: Knowledge
  clock: Clock
  ids: Ids
  envelope: Envelope
  attachments: AttachmentStore
}

/**
 * Which feature answers, as one ordered table: silence, doorway, registration, danger, the running conversation, buttons,
 * fixed words, staff matters, questions. It asks no table itself.
 */
export async function route(turn: Turn, tools: RouterTools): Promise<Decision | Silence | Hold> {
  const { incoming } = turn
  switch (incoming.kind) {
    case 'ignored':
      return { silent: 'ignored' }
    case 'unfollow':
      return { silent: 'unfollow' }
    case 'unsend':
      return { silent: 'unsend' }
    case 'dropped':
      return showDoorway(incoming.as, turn, tools.chatOffer)
    case 'follow':
      return {
        say: [
          text(
            incoming.returning
              ? turn.texts.welcomeBack(turn.agency.profile.name)
              : turn.texts.greeting(turn.agency.profile.name),
          ),
        ],
        worthPush: false,
      }
    case 'text':
      return routeText(incoming.text, turn, { ...tools, knowledge: onceEach(tools.knowledge) })
    case 'button':
      return routeButton(turn, tools)
    case 'media': {
      const going = await continueFlow(turn, tools)
      if (going) return going
      if (incoming.media === 'file' && incoming.ours && turn.visitor.staff?.role === 'admin')
        return askWhatFile(incoming.messageId, ['sheet', 'knowledge', 'edition'], turn)
      return ended(
        turn,
        (await screenshot(turn, tools)) ?? (await threads(turn, tools).takeSent()) ?? acknowledge(incoming.media, turn),
      )
    }
    case 'location':
      return (
        (await continueFlow(turn, tools)) ??
        ended(turn, (await threads(turn, tools).takeSent()) ?? acknowledge('location', turn))
      )
    case 'sticker':
      return (await continueFlow(turn, tools)) ?? ended(turn, acknowledge('sticker', turn))
    default:
      return incoming satisfies never
  }
}

/** A photo that came while one item was spoken of may show its page; null when nothing speaks for that. */
async function screenshot(turn: Turn, tools: RouterTools): Promise<Decision | null> {
  const { incoming } = turn
  const office = officeOf(turn, tools)
  if (!office || incoming.kind !== 'media' || incoming.media !== 'image' || !incoming.ours) return null
  const [code, ...others] = readSpoken(turn).items
  return code === undefined || others.length > 0 ? null : offerPhoto(incoming.messageId, code, office)
}

/** Understanding a text costs most of an answer: asked twice about the same words, it is done once. */
function onceEach(knowledge: Knowledge): Knowledge {
  let last: { words: string; understood: ReturnType<Knowledge['understand']> } | null = null
  return {
    ...knowledge,
    understand(words) {
      if (last?.words !== words) last = { words, understood: knowledge.understand(words) }
      return last.understood
    },
  }
}

async function routeText(words: string, turn: Turn, tools: RouterTools): Promise<Decision | Hold> {
  const code = readRegistration(words)
  if (code !== null) return register(code, turn, tools)
  const danger = turn.visitor.staff ? null : dangerIn(words)
  if (danger) {
    const state = turn.visitor.conversation
    const going = isWriting(state) ? await continueFlow(turn, tools) : null
    return answerEmergency(danger, turn, tools.knowledge, going)
  }
  if (turn.mayGoOn && mayGoOn(words, turn, tools)) return { hold: true }

  if (waitsForYes(turn) && (putsOff(words) || saysNotDone(words))) return stillWaits(turn)
  if (asksForWords(words, turn) && readCommand(words) === null) {
    const obeyed = await obeyStaff(words, turn, tools)
    if (obeyed) return ended(turn, obeyed)
    const desk = deskOf(turn, tools)
    if (desk && (await isOtherMatter(words, desk))) return ended(turn, await answerText(words, turn, tools))
  }
  const going = await continueFlow(turn, tools)
  if (going) return going
  return ended(turn, await answerText(words, turn, tools))
}

/** Whether staff were asked for words of their own, so that nearly anything they say would be taken for them. */
function asksForWords(words: string, { visitor }: Turn): boolean {
  const flow = visitor.staff ? visitor.conversation?.flow : undefined
  return flow === returnFlow.name || (flow === describeFlow.name && !isMenuPath(words))
}

/** Whether words are surely meant for something else than what was just asked: a greeting, a page alone, a yes to an item. */
async function isOtherMatter(words: string, desk: Desk): Promise<boolean> {
  if (smalltalk(words) !== undefined) return true
  const links = findLinks(words)
  if (links.length === 1 && links[0]?.url === words.trim()) return true
  const { unsure, intent, items, titleGuesses, itemsFromContext, ticket } = await understandWords(words, desk)
  const names = ticket !== undefined || (items.length > 0 && titleGuesses.length === 0 && !itemsFromContext)
  return !unsure && (intent === 'approve' || (names && changes.has(intent)))
}

/** Whether a change was shown to this member of staff and waits for their yes. */
function waitsForYes({ visitor }: Turn): boolean {
  const state = visitor.conversation
  if (!visitor.staff || !state) return false
  return state.flow === confirmFlow.name || (state.flow === measureFlow.name && state.step === 'confirming')
}

/** What was said is no answer to the change that was shown: it waits on, and the yes that comes next means it. */
function stillWaits({ texts, visitor }: Turn, others: Choice[] = []): Decision {
  const { confirm, cancel, stillWaits: words } = texts.work
  const choices = [confirm, cancel].map((label): Choice => ({ label, tap: { does: 'says', text: label } }))
  return {
    say: [text(words, [...choices, ...others])],
    conversation: visitor.conversation,
    purpose: 'work',
    worthPush: false,
  }
}

/** Danger that somebody tells of; whoever despairs is answered in a way of its own. */
function dangerIn(words: string): Emergency | null {
  const danger = readEmergency(words)
  return danger && smalltalk(words) !== 'despair' ? danger : null
}

/**
 * Whether to wait a moment for the rest of a thought: for whoever writes something for a thread, and for citizens whose words so
 * far have no sure answer. What is clear is answered at once.
 */
function mayGoOn(words: string, turn: Turn, tools: RouterTools): boolean {
  if (isWriting(turn.visitor.conversation)) return true
  if (turn.visitor.staff || turn.visitor.conversation?.flow === erasureFlow.name || readCommand(words) !== null)
    return false
  return tools.knowledge.understand(words).outcome !== 'answer'
}

/** Whoever turned to something else has stopped writing what they were in the middle of. */
function ended(turn: Turn, decision: Decision): Decision {
  const state = turn.visitor.conversation
  if (isWriting(state)) return { conversation: null, ...decision }
  // What waited for a yes, a reason or a path waits no more; what was spoken of stays.
  if (state && [confirmFlow.name, returnFlow.name, describeFlow.name].includes(state.flow))
    return { conversation: speakOf(readSpoken(turn)), ...decision }
  return decision
}

async function answerText(words: string, turn: Turn, tools: RouterTools): Promise<Decision> {
  const command = readCommand(words)
  const commanded = command ? await obey(command, turn, tools) : null
  if (commanded) return commanded

  if (turn.visitor.staff) {
    const obeyed = await obeyStaff(words, turn, tools)
    if (obeyed) return obeyed
    if (asksToWait(words)) return { say: [text(turn.texts.work.takeYourTime)], purpose: 'work', worthPush: false }
    const desk = deskOf(turn, tools)
    const known = desk && (await staffMatter(words, desk, tools))
    if (known) return known
    return askedByStaff(words, turn, tools)
  }
  return answerCitizen(words, turn, tools)
}

/** What staff say in a fixed form of their own; null when it is anything else. */
async function obeyStaff(words: string, turn: Turn, tools: RouterTools): Promise<Decision | null> {
  const office = officeOf(turn, tools)
  const shown = readEvidenceWish(words)
  if (office && shown !== null) return showEvidence(turn.agency.profile.edition, shown, office)
  const period = readStatisticsWish(words, turn.now)
  if (period !== null) return showStatistics({ name: 'statistics', period }, turn)
  const wanted = readEntryWish(words)
  if (wanted !== null) return findEntries(wanted, upkeepTools(turn, tools))
  const ofThread = await threads(turn, tools).obey(words)
  if (ofThread) return ofThread
  const wish = readNoticeWish(words)
  if (!wish) return null
  // Officers get the way to their page whenever they ask what waits, whether or not something waits there.
  const isOfficer = turn.visitor.staff?.role === 'officer' && wish.kind === 'show'
  return obeyNoticeWish(wish, {
    turn,
    clock: tools.clock,
    ids: tools.ids,
    calendar: () => calendarStore(turn.db).of(turn.agency),
    ...(isOfficer && { elsewhere: (await showOfficerEntry(turn, tools)).say }),
  })
}

/** What staff ask like anybody. While a change waits for their yes, only what has an answer is a question: the yes must not send another. */
async function askedByStaff(words: string, turn: Turn, tools: RouterTools): Promise<Decision> {
  const { outcome } = tools.knowledge.understand(words)
  const danger = dangerIn(words)
  if (!danger && waitsForYes(turn) && outcome === 'choices') return stillWaits(turn)
  // Never kept as a question: it may be an answer to a reporter, in the wrong place.
  if (turn.visitor.staff?.role === 'officer' && outcome !== 'answer') return answerElsewhere(turn, tools)
  if (danger) return answerEmergency(danger, turn, tools.knowledge)
  const answer = await answerQuestion(words, questionTools(turn, tools))
  return waitsForYes(turn) && outcome === 'smalltalk' ? { ...answer, conversation: turn.visitor.conversation } : answer
}

/** What a citizen writes: an answer if there is one; a problem in the town can be reported with one tap either way, and is where it is told with its place. */
async function answerCitizen(words: string, turn: Turn, tools: RouterTools): Promise<Decision> {
  if (asksAfterOwnMatter(words)) {
    const own = await threads(turn, tools).mineIfAny(words)
    if (own) return own
    if (tools.knowledge.understand(words).outcome !== 'answer') return askWhichMatter(questionTools(turn, tools))
  }
  const after = mayAskAfterOwn(words)
  if (after) {
    const own = await threads(turn, tools).openMatter(words, after, askedBefore(turn) !== null)
    if (own) return own
    // Something is not done that nobody sent here: no answer about other things stands in for it.
    const isUnknown = after.ofWork && after.matters.size === 0 && askedBefore(turn) === null
    if (isUnknown && tools.knowledge.understand(words).outcome !== 'answer')
      return askWhichMatter(questionTools(turn, tools))
  }
  const told = topicTold(questionTools(turn, tools))
  const { outcome, smalltalk: chat } = tools.knowledge.understand(words)
  const leans = told && chat === undefined ? leansOn(words, `${told.title} ${told.answer}`) : null
  if (told && leans && (leans === 'wholly' || outcome !== 'answer'))
    return (
      threads(turn, tools).takeProblem(words, null, told.title) ??
      answerFollowUp(words, told, questionTools(turn, tools))
    )
  const report = threads(turn, tools).reportChoice(words)
  // Who tells of a problem in a place wants it mended: a page on how to report it would pass for the report.
  if (report && (wantsItSeenTo(words) || tools.knowledge.understand(words).outcome !== 'answer'))
    return threads(turn, tools).takeProblem(words) ?? answerQuestion(words, questionTools(turn, tools))
  return answerQuestion(words, { ...questionTools(turn, tools), ...(report && { report }) })
}

/** The question that is being talked about, when a button makes a report of it. */
function askedBefore({ visitor }: Turn): { text: string; sourceId: string | null } | null {
  const state = visitor.conversation
  const memory = state?.flow === questionFlow.name ? questionFlow.memory.safeParse(state.memory) : null
  return memory?.success ? { text: memory.data.text, sourceId: memory.data.sourceId ?? null } : null
}

/** Makes a report of what was just asked; where that is no longer known, telling begins with its kind. */
function reportIt(turn: Turn, tools: RouterTools): Decision {
  const before = askedBefore(turn)
  const desk = threads(turn, tools)
  return (before === null ? null : desk.takeProblem(before.text, before)) ?? desk.tellProblem()
}

async function routeButton(turn: Turn, tools: RouterTools): Promise<Decision> {
  const { incoming, texts } = turn
  if (incoming.kind !== 'button') throw new Error('Only buttons are pressed.')
  const button = readButton(incoming.data)
  if (button === 'old') return { say: [text(texts.oldButton)], worthPush: false }
  if (button === 'foreign') return { say: [text(texts.unknownButton)], worthPush: false }
  const pressed = { ...turn, pressed: button }
  return (await continueFlow(pressed, tools)) ?? ended(pressed, await press(button, pressed, tools))
}

async function press(button: Button, turn: Turn, tools: RouterTools): Promise<Decision> {
  const { texts } = turn
  const office = officeOf(turn, tools)
  if (isOfficeButton(button))
    return office ? pressOffice(button, office) : { say: [text(texts.noLongerStaff)], worthPush: false }
  if (isUpkeepButton(button)) return pressUpkeep(button, upkeepTools(turn, tools))
  switch (button.name) {
    case 'ask':
      return { say: [text(texts.askAway)], worthPush: false }
    // Dropped at the door, so that nobody knows who presses it; here it can only come from the days before.
    case 'chatreport':
      return showDoorway('wants-to-report', turn, null)
    case 'menu':
      return obeyPage(button.page, turn, tools)
    case 'topic':
      return showTopic(button, questionTools(turn, tools))
    case 'statistics':
      return showStatistics(button, turn)
    case 'full':
      return showFull(button, questionTools(turn, tools))
    case 'thread':
    case 'mine':
    case 'stars':
    case 'attach':
    case 'handle':
    case 'move':
    case 'advance':
    case 'category':
    case 'canned':
    case 'inbox':
    case 'answer':
    case 'voice':
    case 'problem': {
      const instead = threads(turn, tools).questionInstead(button)
      if (instead) return answerQuestion(instead.text, { ...questionTools(turn, tools), earlier: instead.sourceId })
      if (button.name === 'problem' && button.do === 'start') return reportIt(turn, tools)
      if (button.name === 'problem' && button.do === 'ask') return { say: [text(texts.askAway)], worthPush: false }
      return (await threads(turn, tools).press(button)) ?? { say: [text(texts.oldButton)], worthPush: false }
    }
    case 'none':
    case 'fits':
    case 'handover':
    case 'erase':
    case 'copy':
      // The conversation that this button belonged to is over.
      return { say: [text(texts.oldButton)], worthPush: false }
    case 'item':
    case 'needs':
    case 'lastyear':
    case 'parts':
    case 'send':
    case 'history':
    case 'tick':
    case 'review':
    case 'work':
    case 'unwork':
    case 'list':
    case 'summary': {
      const desk = deskOf(turn, tools)
      if (!desk) return { say: [text(texts.noLongerStaff)], worthPush: false }
      return (await checklistAnswers(desk).press(button)) ?? { say: [text(texts.oldButton)], worthPush: false }
    }
    case 'score': {
      if (!turn.visitor.staff) return { say: [text(texts.noLongerStaff)], worthPush: false }
      return (await scores(turn, tools).press(button, turn)) ?? { say: [text(texts.oldButton)], worthPush: false }
    }
    case 'measures':
    case 'plan':
    case 'report':
    case 'issue':
    case 'measure':
    case 'progress':
    case 'unmeasure': {
      if (!turn.visitor.staff) return { say: [text(texts.noLongerStaff)], worthPush: false }
      return (
        (await measureAnswers(measureTools(turn, tools)).press(button)) ?? {
          say: [text(texts.oldButton)],
          worthPush: false,
        }
      )
    }
    case 'guess': {
      if (!turn.visitor.staff) return { say: [text(texts.noLongerStaff)], worthPush: false }
      if (button.intent === 'measures')
        return inTalkOfMeasures(await measureAnswers(measureTools(turn, tools)).some(button.unit ?? ''))
      const label = labels.find((one) => one === button.intent)
      const detail = label !== undefined && isDetail(label) ? label : undefined
      const wish: Wish = {
        intent: detail === undefined || ownAnswers.has(detail) ? button.intent : intentOf(detail),
        ...(detail !== undefined && { detail }),
        items: button.items ?? [],
        unknownItems: [],
        ...(button.unit !== undefined && { unit: button.unit }),
        ...(button.sub !== undefined && { subIndicator: button.sub }),
      }
      return (await answerWish(wish, turn, tools)) ?? showHelp(turn)
    }
    default:
      return button satisfies never
  }
}

async function continueFlow(turn: Turn, tools: RouterTools): Promise<Decision | null> {
  const state = turn.visitor.conversation
  if (!state) return null
  switch (state.flow) {
    case questionFlow.name:
      return runStep(questionFlow, state, turn.incoming, questionTools(turn, tools))
    case measureFlow.name: {
      if (!turn.visitor.staff) return null
      const decision = await runStep(measureFlow, state, turn.incoming, measureTools(turn, tools))
      return decision?.conversation === null ? { ...decision, conversation: talkOfMeasures } : decision
    }
    case confirmFlow.name:
    case returnFlow.name: {
      const desk = deskOf(turn, tools)
      if (!desk) return null
      return state.flow === confirmFlow.name
        ? runStep(confirmFlow, state, turn.incoming, desk)
        : runStep(returnFlow, state, turn.incoming, desk)
    }
    case copyFlow.name:
      return runStep(copyFlow, state, turn.incoming, {
        turn,
        ids: tools.ids,
        link: async () => {
          const links = personLinks(turn.db, tools.clock, tools.ids)
          return turn.copyAddress(await links.issue(turn.agency.id, turn.visitor.personId))
        },
      })
    case describeFlow.name: {
      const office = officeOf(turn, tools)
      return office && runStep(describeFlow, state, turn.incoming, office)
    }
    case periodFlow.name: {
      const office = officeOf(turn, tools)
      return office && runStep(periodFlow, state, turn.incoming, office)
    }
    case erasureFlow.name:
      return runStep(erasureFlow, state, turn.incoming, {
        turn,
        ids: tools.ids,
        async erase() {
          await tools.attachments.erase(turn.db, turn.visitor.personId)
          return peopleStore(turn.db, tools.clock, tools.ids, tools.envelope).erase(turn.db, turn.visitor.personId)
        },
      })
    default:
      // Of the knowledge base, or of another version of the program: that one starts again.
      return (await threads(turn, tools).goOn(state)) ?? continueUpkeep(state, upkeepTools(turn, tools))
  }
}

async function obey(command: Command, turn: Turn, tools: RouterTools): Promise<Decision | null> {
  const { texts } = turn
  const office = officeOf(turn, tools)
  const { staff } = turn.visitor
  switch (command) {
    case 'menu':
      return staff ? showHelp(turn) : showMenu(turn)
    case 'help':
      return showHelp(turn)
    case 'ask':
      return { say: [text(texts.askAway)], worthPush: false }
    case 'my-questions':
      return obeyPage('mine', turn, tools)
    case 'report-problem':
      return obeyPage('report', turn, tools)
    case 'report-it':
      return staff ? null : reportIt(turn, tools)
    case 'published':
      return obeyPage('published', turn, tools)
    case 'contact':
      return obeyPage('contact', turn, tools)
    case 'erase':
      return askErasure(turn, tools.ids)
    case 'copy':
      return askCopy(turn, tools.ids)
    case 'privacy':
      return showPrivacy(turn)
    case 'inbox':
      return staff ? threads(turn, tools).inbox() : null
    case 'pending':
    case 'summary':
    case 'by-unit':
    case 'score':
    case 'waiting-review':
      return staff ? answerWish({ intent: intentOfCommand[command], items: [], unknownItems: [] }, turn, tools) : null
    case 'send-progress':
      return staff ? answerWish({ intent: 'update_status', items: [], unknownItems: [] }, turn, tools) : null
    case 'next-steps':
      return staff ? answerWish({ intent: 'next_action', items: [], unknownItems: [] }, turn, tools) : null
    case 'measures':
      return staff ? inTalkOfMeasures(await measureAnswers(measureTools(turn, tools)).overview()) : null
    case 'measure-report':
      return staff ? measureAnswers(measureTools(turn, tools)).report() : null
    case 'complaint-statistics':
      return staff ? showCorruptionCounts(await tools.corruptionCounts(turn.agency.profile.slug), turn) : null
    case 'officer-page':
      return staff ? showOfficerEntry(turn, tools) : null
    case 'sheet':
      return office && offerSheet(office)
    case 'editions':
      return office && showYears(office)
    case 'period':
      return office && askPeriod(office)
    case 'stale-pages':
      return office && pressOffice({ name: 'edition', do: 'stale' }, office)
    case 'knowledge':
      return staff ? pressUpkeep({ name: 'knowledge', list: 'overview' }, upkeepTools(turn, tools)) : null
    case 'to-staff':
    case 'fits':
    case 'fits-not':
    case 'cancel':
    case 'yes':
    case 'no':
      return { say: [text(texts.asksForQuestion)], worthPush: false }
    default:
      return command satisfies never
  }
}

const intentOfCommand = {
  pending: 'pending_list',
  summary: 'summary',
  'by-unit': 'by_unit',
  score: 'score',
  'waiting-review': 'waiting_review',
} as const

async function obeyPage(
  page: Extract<Button, { name: 'menu' }>['page'],
  turn: Turn,
  tools: RouterTools,
): Promise<Decision> {
  switch (page) {
    case 'main':
      return showMenu(turn)
    case 'contact':
      return showContact(turn)
    case 'published':
      return publishedList(checklistStore(turn.db, tools.clock, tools.ids, tools.envelope), turn)
    case 'report':
      return threads(turn, tools).tellProblem()
    case 'mine':
      return threads(turn, tools).mine()
    default:
      return page satisfies never
  }
}

async function register(code: string, turn: Turn, tools: RouterTools): Promise<Decision> {
  const { texts } = turn
  if (code === '') return { say: [text(texts.registrationFormat)], worthPush: false }
  const result = await staffStore(turn.db, tools.clock, tools.ids).register(turn.agency.id, turn.visitor.personId, code)
  switch (result.outcome) {
    case 'registered':
      return showRegistered(result.member, turn)
    case 'refused':
      return { say: [text(texts.registrationRefused)], worthPush: false }
    case 'cooling-down':
      return { say: [text(texts.registrationCooling)], worthPush: false }
    default:
      return result satisfies never
  }
}

/** What staff say of a measure, an issue, an indicator from 1 to 8 or a question of the surveys; null when of none. */
async function measureMatter(words: string, turn: Turn, tools: RouterTools): Promise<Decision | null> {
  const found = findMeasure(words, {
    units: turn.agency.units.map(({ name, short }) => ({ name, short })),
    expectsMeasure: readSpoken(turn).measures === true,
  })
  if (!found) return null
  const decision =
    found.question === undefined
      ? await measureAnswers(measureTools(turn, tools)).answer(found)
      : await scores(turn, tools).answer({ intent: 'question', question: found.question }, turn)
  return decision && inTalkOfMeasures(decision)
}

/** After something about measures was said: a bare "1.2" is a measure then, and "undo" takes back what was told of one. */
const talkOfMeasures = speakOf({ items: [], asksForItem: false, measures: true })

function inTalkOfMeasures(decision: Decision): Decision {
  return decision.conversation === undefined ? { ...decision, conversation: talkOfMeasures } : decision
}

/** What a member of staff means, in the light of what was spoken of last. */
async function understandWords(words: string, { turn, checklists, member }: Desk): Promise<StaffUnderstanding> {
  const { agency } = turn
  const matters = await checklists.matters(agency.id, agency.profile.edition)
  const last = readSpoken(turn)
  const { itemAliases } = readStarterPack()
  const understood = understandStaff(words, {
    units: agency.units.map(({ name, short }) => ({ name, short })),
    items: matters.items.map(({ code, title, topic }) => ({
      code,
      title,
      aliases: [...(itemAliases.get(topic) ?? [])],
    })),
    subIndicators: matters.subIndicators,
    asksForItem: last.asksForItem,
    ...(member.unit !== null && { ownUnit: member.unit }),
    lastItems: last.items,
    ...(last.intent && { lastIntent: last.intent }),
    ...(last.unit !== undefined && { lastUnit: last.unit }),
  })
  // "All of them" is never the one item that was spoken of last.
  return understood.itemsFromContext && saysAll(words)
    ? { ...understood, items: [], itemsFromContext: false }
    : understood
}

/** What staff ask about their work or say about it; null when it is a question like anybody's. */
async function staffMatter(words: string, desk: Desk, tools: RouterTools): Promise<Decision | null> {
  // Nobody speaks of an item in more words than that; whoever answers questions says that it is too long.
  if (words.length > 2000) return null
  const { turn } = desk
  if (saysUndo(words)) {
    const measure =
      readSpoken(turn).measures === true ? await measureAnswers(measureTools(turn, tools)).undoLast() : null
    return measure ?? checklistAnswers(desk).undo()
  }
  const measured = await measureMatter(words, turn, tools)
  if (measured) return measured
  const last = readSpoken(turn)
  const understood = await understandWords(words, desk)
  const wish: Wish = { ...understood, words, intent: wishOf(understood, words) }
  // Nothing else is called a weak point.
  if (wish.intent === 'weakest') return answerWish(wish, turn, tools)
  // The page came first, or the wish to report, and the item in the next message.
  const paged =
    last.asksForItem &&
    wish.intent === 'item_status' &&
    wish.asks !== true &&
    last.url === undefined &&
    isOffered(last.intent)
      ? { ...wish, intent: last.intent }
      : last.url !== undefined &&
          last.asksForItem &&
          wish.items.length > 0 &&
          wish.url === undefined &&
          wish.asks !== true
        ? { ...wish, url: last.url, intent: wish.status === undefined ? 'attach_evidence' : 'update_status' }
        : wish
  const saidClearly = paged !== wish || withWorkWords(paged, turn.now).wish.intent !== paged.intent
  if (understood.unsure && !saidClearly) {
    // Not sure what of their work is meant: perhaps it is a citizen's question that they ask for somebody.
    if (understood.intent === 'other' || tools.knowledge.understand(words).outcome === 'answer')
      return guessOrNull(words, understood, desk, tools)
    return waitsForYes(turn)
      ? stillWaits(turn, guessed(understood, desk))
      : guess(understood, desk, turn.texts.didYouMean)
  }
  if (understood.intent === 'reply' && understood.ticket !== undefined) {
    const wanted = readTicket(understood.ticket)
    if (wanted) return threads(turn, tools).answer(wanted, understood.message ?? '')
  }
  if (understood.detail === 'measures' && understood.items.length === 0)
    return asksForReport(words)
      ? measureAnswers(measureTools(turn, tools)).report()
      : inTalkOfMeasures(await measureAnswers(measureTools(turn, tools)).some(words))
  const decision = await answerWish(paged, turn, tools)
  if (!decision) return guessOrNull(words, understood, desk, tools)
  if (decision.conversation !== undefined) return decision
  return {
    ...decision,
    conversation: speakOf({
      intent: understood.intent,
      ...(understood.unit !== undefined && { unit: understood.unit }),
      items: understood.items,
      asksForItem: false,
    }),
  }
}

/** Whether an item was asked for because something is to be said about it. */
function isOffered(intent: Intent | undefined): intent is 'update_status' | 'assign' {
  return intent === 'update_status' || intent === 'assign'
}

/** The nearest guesses to choose from. */
function guess(understood: StaffUnderstanding, desk: Desk, question: string): Decision {
  return { say: [text(question, guessed(understood, desk))], purpose: 'work', worthPush: false }
}

/** The nearest guesses as buttons, with what was named. */
function guessed({ guesses, items, unit, subIndicator }: StaffUnderstanding, { turn }: Desk): Choice[] {
  const { texts } = turn
  const nearest = new Set<Label>([...guesses.map(({ label }) => label), ...usual])
  return [...nearest].slice(0, 3).flatMap((intent): Choice[] => {
    if (intent === 'other' || intent === 'follow_up') return []
    const label = texts.intentLabels[intent]
    const button = {
      name: 'guess' as const,
      intent,
      ...(items.length > 0 && { items: items.slice(0, 12) }),
      ...(unit !== undefined && { unit: unit.slice(0, 80) }),
      ...(subIndicator !== undefined && { sub: subIndicator.slice(0, 10) }),
    }
    return [{ label, tap: { does: 'button', button, shows: label } }]
  })
}

/** What staff want most; fills up the guesses. */
const usual = ['pending_list', 'item_status', 'summary'] as const

/**
 * What is not about their work is answered like anybody's question. When there is no answer to it either, the offer to
 * pass it on comes with the nearest guesses.
 */
async function guessOrNull(
  words: string,
  understood: StaffUnderstanding,
  desk: Desk,
  tools: RouterTools,
): Promise<Decision | null> {
  const asked = tools.knowledge.understand(words)
  if (asked.outcome !== 'handoff' || asked.smalltalk !== undefined) return null
  if (waitsForYes(desk.turn)) return stillWaits(desk.turn, guessed(understood, desk))
  const meant = guess(understood, desk, desk.turn.texts.work.orMeant)
  const offer = await answerQuestion(words, questionTools(desk.turn, tools))
  return { ...offer, say: [...offer.say, ...meant.say] }
}

/** "12" or "Q-2569-00012": the serial number of a question, and its year where it is named. */
function readTicket(ticket: string): { serial: number; fiscalYear: number | null } | null {
  const match = /^(?:[QR]-(\d{4})-)?0*(\d{1,6})$/.exec(ticket)
  return match ? { serial: Number(match[2]), fiscalYear: match[1] === undefined ? null : Number(match[1]) } : null
}

/** The finer readings that are answered in their own way. */
const ownAnswers: ReadonlySet<string> = new Set(['waiting_review', 'next_action'])

function wishOf({ intent, detail, items, titleGuesses }: StaffUnderstanding, words: string): string {
  // A title that the words happen to hold (a question, say) is no item that was named.
  const ofScore =
    items.length === 0 || titleGuesses.length > 0
      ? readScoreQuestion(words, intent === 'score' || detail === 'last_year')
      : null
  if (ofScore) return ofScore
  if (titleGuesses.length > 0 && asksOwnScore(words)) return 'score'
  // What one item is worth stands on its card.
  if (intent === 'score' && items.length > 0 && titleGuesses.length === 0) return 'item_status'
  return detail !== undefined && ownAnswers.has(detail) ? detail : intent
}

async function answerWish(wish: Wish, turn: Turn, tools: RouterTools): Promise<Decision | null> {
  if (wish.intent === 'inbox') return threads(turn, tools).inbox()
  if (wish.intent === 'help') return showHelp(turn)
  if (wish.intent === 'stats_complaints') {
    const counts = showCorruptionCounts(await tools.corruptionCounts(turn.agency.profile.slug), turn)
    if (!asksOfAnyComplaint(wish.words ?? '')) return counts
    // Most complaints are no reports of corruption: what citizens asked and told stands first.
    const all = await showStatistics({ name: 'statistics', period: String(fiscalYear(turn.now)) }, turn)
    return { ...counts, say: [...all.say, ...counts.say] }
  }
  const desk = deskOf(turn, tools)
  return (await scores(turn, tools).answer(wish, turn)) ?? (desk && checklistAnswers(desk).answer(wish))
}

function scores(turn: Turn, tools: RouterTools) {
  return scoreAnswers({
    checklists: checklistStore(turn.db, tools.clock, tools.ids, tools.envelope),
    scores: scoreStore(turn.db, tools.clock),
  })
}

function measureTools(turn: Turn, tools: RouterTools): MeasureTools {
  return {
    turn,
    measures: measureStore(turn.db, tools.clock, tools.ids, tools.envelope),
    ids: tools.ids,
    clock: tools.clock,
  }
}

function upkeepTools(turn: Turn, tools: RouterTools): UpkeepTools {
  return {
    ...questionTools(turn, tools),
    store: knowledgeStore(turn.db, tools.clock),
    clock: tools.clock,
    proposals: proposalStore(turn.db, tools.clock, tools.ids, tools.envelope),
  }
}

function questionTools(turn: Turn, tools: RouterTools): QuestionTools {
  return {
    turn,
    knowledge: tools.knowledge,
    threads: threadStore(turn.db, tools.clock, tools.ids, tools.envelope),
    gaps: gapStore(turn.db, tools.clock),
    attachments: tools.attachments,
    ids: tools.ids,
    askedBack: async () => !turn.visitor.staff && (await threads(turn, tools).askedBack()) !== null,
    answerStaff: (words, sourceId) => threads(turn, tools).answerStaff({ text: words, sourceId }),
    promise: () => promiseNow({ kind: 'question', category: null }, threadTools(turn, tools)),
    async handOver({ text: words, unit, category, sourceId }) {
      const wanted = { kind: 'question' as const, text: words, likely: unit, category, sourceId }
      const { thread, say, also } = await handToStaff(wanted, threadTools(turn, tools))
      return { threadId: thread.id, say, also }
    },
  }
}

function threadTools(turn: Turn, tools: RouterTools): ThreadTools {
  const { clock, ids, envelope, attachments } = tools
  return {
    turn,
    threads: threadStore(turn.db, clock, ids, envelope),
    canned: cannedStore(turn.db, clock, ids, envelope),
    attachments,
    ids,
    async isAway(personId) {
      return (await peopleStore(turn.db, clock, ids, envelope).address(turn.db, personId))?.blocked ?? false
    },
    calendar: () => calendarStore(turn.db).of(turn.agency),
    async openPage(thread) {
      const staffId = turn.visitor.staff?.id ?? ''
      return turn.linkAddress(
        await linkStore(turn.db, clock, ids).issue(turn.agency.id, staffId, `threads/${thread.id}`),
      )
    },
    afterAnswer: ({ number }) => [
      {
        label: knowledgeTextsFor[turn.agency.profile.voice].addToKnowledge,
        tap: {
          does: 'button',
          button: { name: 'propose', number },
          shows: knowledgeTextsFor[turn.agency.profile.voice].addToKnowledge,
        },
      },
    ],
  }
}

function threads(turn: Turn, tools: RouterTools) {
  return threadDesk(threadTools(turn, tools))
}
