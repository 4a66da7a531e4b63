import { nextDaily } from '../../calendar/calendar.ts'
import { text } from '../../chat/say.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import type { Ids } from '../../kernel/ids.ts'
import { toThaiDigits } from '../../thai/digits.ts'
import { threadTextsFor } from '../../texts/threads.ts'
import type { Job } from '../../schedule/job.ts'
import { threadStore } from '../../threads/thread-store.ts'

const day = 86_400_000
/** Half past eight, when offices open. */
const atMinute = 8 * 60 + 30
const closedAtOnce = 200

/**
 * Every morning, threads about which nobody has said anything for the agency's `silence` since the answer are closed. Their writers are
 * told with the next thing that they get; it is never worth one of the month's paid messages.
 */
export function closeSilent(outside: { clock: Clock; ids: Ids; envelope: Envelope }): Job {
  const { clock, ids, envelope } = outside
  return {
    name: 'threads.close-silent',
    next: (after) => nextDaily(after, atMinute),
    async decide(db, { agency, now }) {
      const threads = threadStore(db, clock, ids, envelope)
      const words = threadTextsFor[agency.profile.voice]
      const digits = agency.profile.digits === 'thai' ? toThaiDigits : (figure: string) => figure
      const { silence } = agency.profile.timeLimits
      const silent = await threads.quiet(agency.id, new Date(now.getTime() - silence * day), closedAtOnce)
      for (const thread of silent) await threads.close(agency.id, thread.id, 'silence')
      return silent.map((thread) => ({
        personId: thread.personId,
        purpose: 'notice' as const,
        say: [
          text(words.closedBySilence(digits(thread.number), digits(String(silence))), [
            {
              label: words.askOn,
              tap: {
                does: 'button',
                button: { name: 'mine', number: thread.number, do: 'more' },
                shows: words.askOn,
                opensKeyboard: true,
              },
            },
          ]),
        ],
        worthPush: false,
      }))
    },
  }
}
