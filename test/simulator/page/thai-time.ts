const zone = 'Asia/Bangkok'
const day = new Intl.DateTimeFormat('th-TH-u-ca-buddhist', {
  timeZone: zone,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
})
const dayWithYear = new Intl.DateTimeFormat('th-TH-u-ca-buddhist', {
  timeZone: zone,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})
const time = new Intl.DateTimeFormat('th-TH', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false })
const timeWithSeconds = new Intl.DateTimeFormat('th-TH', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
const dayKey = new Intl.DateTimeFormat('en-CA', { timeZone: zone })

/** 10:24, as beside a bubble. */
export const clockTime = (at: number): string => time.format(at)

/** 10:24:07, as in the list of calls. */
export const exactTime = (at: number): string => timeWithSeconds.format(at)

/** A key that is equal for two moments of one Thai day. */
export const dayOf = (at: number): string => dayKey.format(at)

/** พฤ. 3 ต.ค., as between two days of a chat. */
export const dayName = (at: number): string => day.format(at)

/** พฤ. 3 ต.ค. 2569 · 10:24, as in the page's head. */
export function moment(at: number): string {
  const parts = Object.fromEntries(dayWithYear.formatToParts(at).map((part) => [part.type, part.value]))
  return `${parts['weekday']} ${parts['day']} ${parts['month']} ${parts['year']} · ${clockTime(at)}`
}

/** +7 วัน 2 ชม.: how far the simulated clock stands from the real one; empty when they agree. */
export function distance(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000)
  if (minutes === 0) return ''
  const parts = [
    [Math.floor(minutes / 1440), 'วัน'],
    [Math.floor((minutes % 1440) / 60), 'ชม.'],
    [minutes % 60, 'นาที'],
  ] as const
  return (
    (milliseconds < 0 ? '−' : '+') +
    parts
      .filter(([amount]) => amount > 0)
      .map(([amount, unit]) => `${amount} ${unit}`)
      .join(' ')
  )
}
