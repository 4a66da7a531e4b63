import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'

const minute = 60_000

/** Something that whoever shows the right letters may use for a while. In memory only: a restart ends all of them. */
export function createVisits<Visit>(clock: Clock, ids: Pick<Ids, 'bytes'>, lasts: { idle: number; atMost: number }) {
  const open = new Map<string, { visit: Visit; until: number; end: number }>()

  function now(): number {
    return clock.now().getTime()
  }

  return {
    /** @returns 43 letters that name the visit */
    begin(visit: Visit): string {
      for (const [name, one] of open) if (Math.min(one.until, one.end) <= now()) open.delete(name)
      const name = ids.bytes(32).toString('base64url')
      open.set(name, { visit, until: now() + lasts.idle * minute, end: now() + lasts.atMost * minute })
      return name
    },
    /** The visit, which lasts on from now; null when it is over or never was. */
    find(name: string): Visit | null {
      const one = open.get(name)
      if (!one) return null
      if (Math.min(one.until, one.end) <= now()) {
        open.delete(name)
        return null
      }
      one.until = now() + lasts.idle * minute
      return one.visit
    },
    end(name: string): void {
      open.delete(name)
    },
  }
}
