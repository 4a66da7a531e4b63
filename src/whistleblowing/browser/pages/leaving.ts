import { fill } from './element.ts'

const escapes = 3
const escapeWindow = 2000

/**
 * The quick way out (pattern: https://design-system.service.gov.uk/patterns/exit-a-page-quickly/): the page is emptied
 * before anything else, then replaced by a harmless one, so that going back does not show it.
 * @param forget drops what is in memory
 * @param target where to
 */
export function wayOut(forget: () => void, target: () => string): () => void {
  const leave = () => {
    document.title = ' '
    fill(document.body)
    document.body.hidden = true
    forget()
    location.replace(target())
  }
  let times: number[] = []
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return
      times = [...times.filter((time) => event.timeStamp - time < escapeWindow), event.timeStamp]
      if (times.length >= escapes) leave()
    },
    { capture: true },
  )
  // A browser that keeps the page for its back button must not show it again.
  addEventListener('pagehide', () => fill(document.body))
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
  return leave
}

/** Calls back after so many minutes without a key, a tap or a movement, and after so many seconds out of sight. */
export function watchIdle(limits: { minutes: number; hiddenSeconds?: number }, act: () => void): () => void {
  let idle: ReturnType<typeof setTimeout>
  let hidden: ReturnType<typeof setTimeout> | undefined
  const again = () => {
    clearTimeout(idle)
    idle = setTimeout(act, limits.minutes * 60_000)
  }
  const seen = () => {
    clearTimeout(hidden)
    if (document.visibilityState === 'hidden' && limits.hiddenSeconds !== undefined) {
      hidden = setTimeout(act, limits.hiddenSeconds * 1000)
    }
  }
  const signs = ['pointerdown', 'keydown', 'input', 'scroll'] as const
  for (const sign of signs) addEventListener(sign, again, { passive: true })
  document.addEventListener('visibilitychange', seen)
  again()
  return () => {
    clearTimeout(idle)
    clearTimeout(hidden)
    for (const sign of signs) removeEventListener(sign, again)
    document.removeEventListener('visibilitychange', seen)
  }
}
