import { accusation } from '../../../src/thai/accusation.ts'
import { isNearMiss, readMessages, type Message } from './messages.ts'

/** A point of the curve: what would be found, and swallowed, if the threshold were here (shares from 0 to 1). */
type CurvePoint = { threshold: number; recall: number; falseAlarms: number }

/** Shares from 0 to 1 on the development part, whose voices taught nothing. */
export type AccusationFigures = {
  /** Of the accusations, how many are sent to the doorway. */
  recall: number
  /** Of the wishes to report, how many are sent to the doorway. */
  wantsToReport: number
  /** Of everything else, how much is sent there by mistake: all together, ordinary messages, near misses, staff. */
  falseAlarms: number
  falseAlarmsOrdinary: number
  falseAlarmsNearMiss: number
  falseAlarmsStaff: number
  curve: CurvePoint[]
}

const staffVoice = 'staffdesk'

/** Measures the shipped model on the development part; pure but for reading the part's files. */
export function evalAccusations(): AccusationFigures {
  const judged = readMessages('development').map((message) => ({ message, ...accusation(message.text) }))
  const share = (chosen: (message: Message) => boolean, found: (one: (typeof judged)[number]) => boolean): number => {
    const group = judged.filter(({ message }) => chosen(message))
    return group.filter(found).length / group.length
  }
  const hit = ({ hit: found }: { hit: boolean }): boolean => found
  const accuses = ({ kind }: Message): boolean => kind === 'accusation'
  const other = ({ kind }: Message): boolean => kind === 'none' || kind === 'document'
  return {
    recall: share(accuses, hit),
    wantsToReport: share(({ kind }) => kind === 'wants-to-report', hit),
    falseAlarms: share(other, hit),
    falseAlarmsOrdinary: share((message) => other(message) && !isNearMiss(message), hit),
    falseAlarmsNearMiss: share((message) => other(message) && isNearMiss(message), hit),
    falseAlarmsStaff: share(({ voice }) => voice === staffVoice, hit),
    curve: [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((threshold) => ({
      threshold,
      recall: share(accuses, ({ score }) => score >= threshold),
      falseAlarms: share(other, ({ score }) => score >= threshold),
    })),
  }
}
