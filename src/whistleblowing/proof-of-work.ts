import { createHash, createHmac } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'
import { leadingZeroBits, powText, type PowKind } from './wire.ts'
import type { Pow, PowAnswer } from './wire-bodies.ts'

const hour = 3_600_000
const life = 10 * 60_000
/** A slow phone needs about two seconds for 16 bits. */
const usualBits = 16
/** The most that is ever asked: a quarter of a minute for a slow phone to a minute and a half. Nobody is ever shut out. */
const mostBits = 22
/** How often something may happen in an hour, in one agency, before it becomes dearer. */
const budgets: Record<PowKind, number> = { submit: 10, look: 30, upload: 60 }
/** Seconds between the challenge and a report: nobody writes faster. */
const submitWait = 8
/** Challenges that one network may ask for in ten minutes before they become dearer. */
const networkBudget = 60
const networksKept = 10_000

export type Floods = ReturnType<typeof createFloods>

/**
 * Flood protection without addresses on disk: proof of work, dearer when an agency's budget of the last hour is spent or
 * when one network asks very often. Everything is in the memory of this process; networks are kept as a keyed name under
 * a key that is made at the start, for ten minutes.
 */
export function createFloods(clock: Clock, ids: Pick<Ids, 'bytes'>, bits: number = usualBits) {
  const macKey = ids.bytes(32)
  const networkKey = ids.bytes(32)
  const used = new Map<string, number>()
  const spent = new Map<string, number[]>()
  const networks = new Map<string, number[]>()

  function recent(times: number[] | undefined, span: number): number[] {
    const now = clock.now().getTime()
    return (times ?? []).filter((time) => time > now - span)
  }

  function mac(agency: string, kind: PowKind, c: string, wanted: number, exp: number): string {
    return createHmac('sha256', macKey)
      .update(JSON.stringify([agency, kind, c, wanted, exp]))
      .digest('base64url')
  }

  function dearer(agency: string, kind: PowKind): number {
    const budget = budgets[kind]
    const over = recent(spent.get(`${agency} ${kind}`), hour).length - budget
    return over < 0 ? 0 : 2 * Math.ceil((over + 1) / budget)
  }

  /** A network's askings within ten minutes, with this one. */
  function askings(network: string | null): number {
    if (network === null) return 0
    const name = createHmac('sha256', networkKey).update(network).digest('base64url').slice(0, 16)
    const times = [...recent(networks.get(name), life), clock.now().getTime()].slice(-networkBudget * 4)
    networks.delete(name)
    networks.set(name, times)
    for (const oldest of networks.keys()) {
      if (networks.size <= networksKept) break
      networks.delete(oldest)
    }
    return times.length
  }

  return {
    /** @param network the /24 or /48 that asks, or null where it is not known; it is forgotten after ten minutes */
    challenge(agency: string, kind: PowKind, network: string | null): PowAnswer {
      const exp = clock.now().getTime() + life
      const c = ids.bytes(16).toString('base64url')
      const crowd = 2 * Math.floor(askings(network) / networkBudget)
      const wanted = Math.min(mostBits, bits + dearer(agency, kind) + crowd)
      return { c, bits: wanted, exp, mac: mac(agency, kind, c, wanted, exp), wait: kind === 'submit' ? submitWait : 0 }
    },

    /** Judges a solved challenge and uses it up; `early` leaves it for another try. */
    judge(agency: string, kind: PowKind, pow: Pow): 'good' | 'pow' | 'early' {
      const now = clock.now().getTime()
      if (pow.exp <= now || pow.exp > now + life) return 'pow'
      if (pow.mac !== mac(agency, kind, pow.c, pow.bits, pow.exp) || used.has(pow.c)) return 'pow'
      const hash = createHash('sha256').update(powText(pow.c, pow.n)).digest()
      if (leadingZeroBits(hash) < pow.bits) return 'pow'
      if (kind === 'submit' && now < pow.exp - life + submitWait * 1000) return 'early'
      for (const [c, exp] of used) if (exp <= now) used.delete(c)
      used.set(pow.c, pow.exp)
      return 'good'
    },

    /** Counts what costs budget: a report, a look-up that found nothing, an upload. */
    spend(agency: string, kind: PowKind): void {
      const name = `${agency} ${kind}`
      spent.set(name, [...recent(spent.get(name), hour), clock.now().getTime()].slice(-1000))
    },

    /** Forgets networks and challenges whose time is over. */
    forget(): void {
      const now = clock.now().getTime()
      for (const [name, times] of networks) if (recent(times, life).length === 0) networks.delete(name)
      for (const [c, exp] of used) if (exp <= now) used.delete(c)
    },
  }
}

/**
 * The network of an address: its first 24 bits, of IPv6 the first 48. What cannot be read is no network.
 * @param address of the other end, as Node names it
 */
export function networkOf(address: string | undefined): string | null {
  if (address === undefined) return null
  const four = /(?:^|:)(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address)
  if (four?.[1] !== undefined) return four[1]
  return address.includes(':') ? address.split(':').slice(0, 3).join(':') : null
}
