import { createHash } from 'node:crypto'
import { Encrypter } from 'age-encryption'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'

const life = 10 * 60_000

/** A random answer and the same sealed to a key: whoever can tell the answer holds the private half. */
export async function sealedAnswer(
  ids: Pick<Ids, 'bytes'>,
  recipient: string,
): Promise<{ answer: string; challenge: Uint8Array }> {
  const answer = ids.bytes(32).toString('base64url')
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return { answer, challenge: await encrypter.encrypt(`${answer}\n`) }
}

/** What is remembered of an answer: it cannot be told back. */
export function answerHash(answer: string): string {
  return createHash('sha256').update(answer).digest('base64url')
}

export type Proofs = ReturnType<typeof createProofs>

/** Challenges that are out, in memory: one for each session and key, ten minutes, one try. */
export function createProofs(clock: Clock, ids: Pick<Ids, 'bytes'>) {
  const open = new Map<string, { hash: string; until: number }>()
  const name = (session: string, keyId: string) => `${session} ${keyId}`
  return {
    async challenge(session: string, keyId: string, recipient: string): Promise<Uint8Array> {
      const now = clock.now().getTime()
      for (const [key, { until }] of open) if (until <= now) open.delete(key)
      const { answer, challenge } = await sealedAnswer(ids, recipient)
      open.set(name(session, keyId), { hash: answerHash(answer), until: now + life })
      return challenge
    },
    /** Whether this session has just shown that it holds the private half of the key. A challenge is over after one answer. */
    isProven(session: string, keyId: string, answer: string): boolean {
      const known = open.get(name(session, keyId))
      open.delete(name(session, keyId))
      return known !== undefined && known.until > clock.now().getTime() && known.hash === answerHash(answer)
    },
  }
}
