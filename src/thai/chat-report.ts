/**
 * A report of corruption that somebody writes in the chat, in the form that the bot gave them. Its first line is fixed: it is
 * the consent, and by it alone such a text is told from every other. What is understood and what is given to fill in stand
 * here together, because they must agree.
 */

/** The parts of the form, in the order in which it asks. */
const parts = ['what', 'who', 'when', 'where', 'how'] as const

/** What was answered, part by part; '' where nothing was. */
export type ChatReport = Record<(typeof parts)[number], string>

export const chatReportFirstLine = 'แจ้งเรื่องทุจริตทางแชต (ยินยอมแล้ว)'

const labels: ChatReport = {
  what: 'เกิดอะไรขึ้น',
  who: 'ใคร ตำแหน่งอะไร',
  when: 'เมื่อไร',
  where: 'ที่ไหน',
  how: 'รู้ได้อย่างไร มีหลักฐานไหม',
}

/** What stands in the keyboard after the yes: the first line and the questions, each with room behind it. */
export const chatReportForm = [chatReportFirstLine, ...parts.map((part) => `${labels[part]}: `)].join('\n')

/** Letters below which nothing was told; the form without an answer has none. */
const fewestLetters = 10
/** UTF-16 units of everything but the first line. Thai letters take three bytes, so that every such report fits one size. */
export const chatReportMost = 4500

/** Zero-width marks that copying brings along. */
const unseen = /\p{Cf}/gu
/** Control characters but the line feed: nobody types them. */
const controls = /(?!\n)\p{Cc}/gu

/** The first line, also when it was typed by hand; what follows in the same line belongs to the report. */
const beginning = /^\s*(?:แ|เเ)จ้งเรื่องทุจริตทาง(?:แ|เเ)ช็?[ตท]\s*[([（]?\s*ยินยอม(?:แ|เเ)ล้ว\s*[)\]）]?[ \t:]*/

/** Whether a text begins as a report in the chat does. Pure, and quick for every other text. */
export function beginsChatReport(text: string): boolean {
  return beginning.test(plain(text.slice(0, 200)))
}

/**
 * The report out of such a text: answers under their questions; where a question is gone or was never there, its words stay in the
 * part before it, so nothing is lost. 'short' when nothing was told, 'long' when it is more than `chatReportMost`.
 */
export function readChatReport(text: string): ChatReport | 'short' | 'long' {
  const words = plain(text).replace(beginning, '').trim()
  if (words.length > chatReportMost) return 'long'
  const answers = Object.fromEntries(parts.map((part) => [part, [] as string[]])) as Record<keyof ChatReport, string[]>
  let current: keyof ChatReport = 'what'
  for (const line of words.split('\n')) {
    const asked = parts.find((part) => isAsked(line, part))
    if (asked !== undefined) current = asked
    answers[current].push(asked === undefined ? line : line.slice(line.indexOf(':') + 1))
  }
  const report = Object.fromEntries(parts.map((part) => [part, answers[part].join('\n').trim()])) as ChatReport
  const letters = Object.values(report)
    .join('')
    .match(/[\p{L}\p{M}\p{N}]/gu)
  return (letters?.length ?? 0) < fewestLetters ? 'short' : report
}

/** Whether a line begins with the question of a part and its colon. */
function isAsked(line: string, part: keyof ChatReport): boolean {
  const colon = line.indexOf(':')
  return colon >= 0 && squeezed(line.slice(0, colon)) === squeezed(labels[part])
}

function squeezed(words: string): string {
  return words.replace(/\s+/g, '')
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').replace(unseen, '').replace(controls, ' ')
}
