import { describe, expect, it } from 'vitest'
import { movableClock } from '../simulator/movable-clock.ts'
import { aspectRatio, bubbleLook, color, fontSize, gap, imageWidth } from '../simulator/page/flex-sizes.ts'
import { clockTime, dayName, dayOf, distance, moment } from '../simulator/page/thai-time.ts'

describe('the movable clock', () => {
  it('ticks with the clock below it, shifted', () => {
    let now = Date.parse('2026-10-03T03:24:00Z')
    const clock = movableClock({ now: () => new Date(now) })
    clock.move(60_000)
    now += 5_000
    expect(clock.now().toISOString()).toBe('2026-10-03T03:25:05.000Z')
    clock.move(-60_000)
    expect(clock.offset()).toBe(0)
    expect(clock.now().getTime()).toBe(now)
  })
})

describe('times on the page', () => {
  const lateEvening = Date.parse('2026-10-03T16:59:00Z')

  it('are those of Thailand, in years of the Buddhist era', () => {
    expect(clockTime(lateEvening)).toBe('23:59')
    expect(moment(lateEvening)).toContain('2569')
    expect(dayName(lateEvening)).toContain('3 ต.ค.')
  })

  it('begin a new day at midnight in Thailand', () => {
    expect(dayOf(lateEvening)).toBe('2026-10-03')
    expect(dayOf(lateEvening + 60_000)).toBe('2026-10-04')
  })

  it.each([
    [0, ''],
    [20_000, ''],
    [60_000, '+1 นาที'],
    [7 * 86_400_000, '+7 วัน'],
    [86_400_000 + 2 * 3_600_000 + 60_000, '+1 วัน 2 ชม. 1 นาที'],
    [-3_600_000, '−1 ชม.'],
  ])('%i ms from now is %j', (milliseconds, words) => {
    expect(distance(milliseconds)).toBe(words)
  })
})

describe('sizes of Flex components', () => {
  it('are keywords, pixels or percent, and nothing that could be a style of its own', () => {
    expect(gap('xxl')).toBe('20px')
    expect(gap('13.5px')).toBe('13.5px')
    expect(gap('50%')).toBe('50%')
    expect(gap('10px;color:red')).toBeUndefined()
    expect(fontSize('5xl')).toBe('74px')
    expect(imageWidth('full')).toBe('100%')
    expect(gap(undefined)).toBeUndefined()
  })

  it('take colours only as LINE does', () => {
    expect(color('#0B6E6E')).toBe('#0B6E6E')
    expect(color('#0B6E6E80')).toBe('#0B6E6E80')
    expect(color('red')).toBeUndefined()
    expect(color('#fff')).toBeUndefined()
  })

  it('fall back as LINE does', () => {
    expect(aspectRatio('20:13')).toBe('20 / 13')
    expect(aspectRatio(undefined)).toBe('1 / 1')
    expect(bubbleLook(undefined).width).toBe(300)
    expect(bubbleLook('kilo').width).toBe(260)
  })
})
