import { expect, it } from 'vitest'
import type { Gap } from '../../../src/features/questions/gap-store.ts'
import { groupGaps } from '../../../src/features/questions/upkeep/gaps.ts'

const at = new Date('2026-11-23T03:00:00.000Z')
let count = 0
const gap = (over: Partial<Gap>): Gap => {
  count += 1
  return { id: `g${count}`, kind: 'unanswered', topic: '', threadId: null, at, ...over }
}
const questions: Record<string, string> = {
  t1: 'จักรยานน้ำในบึงเช่าชั่วโมงละกี่บาท',
  t2: 'เช่าจักรยานน้ำในบึงชั่วโมงละเท่าไร',
  t3: 'รูปปั้นช้างหน้าศาลาใครเป็นคนปั้น',
}
const group = (gaps: Gap[], settled: (gap: Gap) => boolean = () => false) =>
  groupGaps(gaps, (threadId) => questions[threadId] ?? null, settled)

it('gathers what is near one topic, and like questions near none, most frequent first', () => {
  const groups = group([
    gap({ threadId: 't3' }),
    gap({ threadId: 't1' }),
    gap({ threadId: 't2' }),
    gap({ topic: 'waste-fee', kind: 'unfit' }),
    gap({ topic: 'waste-fee' }),
    gap({ topic: 'waste-fee' }),
  ])
  expect(groups).toEqual([
    { topic: 'waste-fee', question: null, unanswered: 2, unfit: 1 },
    { topic: null, question: { threadId: 't1', text: questions['t1'] }, unanswered: 2, unfit: 0 },
    { topic: null, question: { threadId: 't3', text: questions['t3'] }, unanswered: 1, unfit: 0 },
  ])
})

it('leaves out what has no words and is near nothing, what is gone, and what was written since', () => {
  expect(group([gap({}), gap({ threadId: 'erased' })])).toEqual([])
  const written = gap({ topic: 'waste-fee' })
  expect(group([written, gap({ topic: 'birth' })], (one) => one === written)).toMatchObject([{ topic: 'birth' }])
})
