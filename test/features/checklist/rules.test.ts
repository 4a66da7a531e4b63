import { describe, expect, it } from 'vitest'
import type { Item, ItemStatus } from '../../../src/features/checklist/items.ts'
import { itemStatuses } from '../../../src/features/checklist/items.ts'
import {
  judgeApproval,
  judgeReport,
  judgeReturn,
  mayTick,
  type Actor,
  type Report,
} from '../../../src/features/checklist/rules.ts'
import { roles } from '../../../src/staff/staff-store.ts'

const now = new Date('2026-11-23T03:00:00.000Z')
const clerk: Actor = { personId: 'clerk', role: 'staff' }
const reviewer: Actor = { personId: 'reviewer', role: 'reviewer' }
const mayor: Actor = { personId: 'mayor', role: 'executive' }

function item(over: Partial<Item> = {}): Item {
  return {
    edition: 2567,
    code: 'O14',
    number: 14,
    title: 'รายการการจัดซื้อจัดจ้าง',
    topic: 'procurement-plan',
    subIndicator: '9.3',
    units: ['กองคลัง'],
    owner: null,
    uploader: null,
    dueAt: null,
    status: 'open',
    note: null,
    reason: null,
    url: null,
    need: 6,
    ticks: [],
    submittedAt: null,
    submittedBy: null,
    passedBy: null,
    worth: 1,
    updatedAt: null,
    version: 0,
    ...over,
  }
}
const waiting = (over: Partial<Item> = {}) =>
  item({ status: 'reported', submittedBy: { personId: 'clerk', name: 'สมหญิง' }, submittedAt: now, ...over })

describe('a report', () => {
  it('whose note says less than the one that stands leaves it', () => {
    const told = item({ status: 'in_work', note: 'รอข้อมูลจากกองคลัง' })
    expect(judgeReport(told, { status: 'done', note: 'รอข้อมูล' }, clerk, now)).not.toHaveProperty('set.note')
    expect(judgeReport(told, { status: 'done', note: 'ได้ข้อมูลครบแล้ว' }, clerk, now)).toHaveProperty('set.note')
  })

  it('of done hands in, by whom and when, and never passes anything', () => {
    for (const status of itemStatuses)
      for (const role of roles) {
        const verdict = judgeReport(
          item({ status }),
          { status: 'done', url: 'https://t.go.th/1' },
          { personId: 'x', role },
          now,
        )
        if (!('refused' in verdict))
          expect(verdict.set).toMatchObject({ status: 'reported', submittedBy: 'x', passedBy: null })
      }
  })

  it.each<[ItemStatus, Report, string]>([
    ['reported', { status: 'done' }, 'already-reported'],
    ['approved', { status: 'done' }, 'already-approved'],
    ['in_work', { status: 'in_progress' }, 'unchanged'],
    ['open', { status: 'not_started' }, 'unchanged'],
    ['open', {}, 'unchanged'],
    ['approved', { status: 'in_progress' }, 'reviewers-only'],
    ['not_applicable', { status: 'in_progress' }, 'reviewers-only'],
    ['open', { status: 'not_applicable', reason: 'ไม่มีภารกิจ' }, 'reviewers-only'],
  ])('of an item that is %s, saying %o, is refused to a clerk: %s', (status, report, refused) => {
    expect(judgeReport(item({ status }), report, clerk, now)).toEqual({ refused })
  })

  it('of another page sends what passed back to review', () => {
    const url = 'https://t.go.th/new'
    expect(judgeReport(item({ status: 'approved' }), { url }, clerk, now)).toMatchObject({
      kind: 'submit',
      set: { status: 'reported', url, submittedBy: 'clerk' },
    })
    expect(judgeReport(item(), { url }, clerk, now)).toMatchObject({
      kind: 'evidence',
      set: { status: 'in_work', url },
    })
  })

  it('that work goes on takes back what was handed in, and keeps why it was sent back', () => {
    expect(judgeReport(waiting(), { status: 'in_progress' }, clerk, now)).toMatchObject({
      set: { status: 'in_work', submittedBy: null, submittedAt: null },
    })
    const back = judgeReport(item({ status: 'sent_back', reason: 'ผิดปี' }), { status: 'in_progress' }, clerk, now)
    expect(back).not.toHaveProperty('set.reason')
  })

  it('that it does not apply needs a reason', () => {
    expect(judgeReport(item(), { status: 'not_applicable' }, reviewer, now)).toEqual({ refused: 'needs-reason' })
    expect(judgeReport(item(), { status: 'not_applicable', reason: 'ไม่มีภารกิจ' }, reviewer, now)).toMatchObject({
      set: { status: 'not_applicable', reason: 'ไม่มีภารกิจ' },
    })
  })
})

describe('a yes', () => {
  it('is somebody else’s than the submitter’s, and of those who review', () => {
    expect(judgeApproval(waiting(), reviewer, 1)).toMatchObject({ kind: 'approve', set: { status: 'approved' } })
    const own = waiting({ submittedBy: { personId: 'reviewer', name: 'ปลัด' } })
    expect(judgeApproval(own, reviewer, 1)).toEqual({ refused: 'own-work' })
    expect(judgeApproval(own, reviewer, 2)).toEqual({ refused: 'own-work' })
    expect(judgeApproval(waiting(), clerk, 1)).toEqual({ refused: 'reviewers-only' })
    expect(judgeApproval(waiting(), { personId: 'o', role: 'officer' }, 1)).toEqual({ refused: 'reviewers-only' })
  })

  it('is two people’s where two must', () => {
    expect(judgeApproval(waiting(), reviewer, 2)).toEqual({ kind: 'pass', set: { passedBy: 'reviewer' } })
    const once = waiting({ passedBy: { personId: 'reviewer', name: 'ปลัด' } })
    expect(judgeApproval(once, reviewer, 2)).toEqual({ refused: 'passed-by-you' })
    expect(judgeApproval(once, mayor, 2)).toMatchObject({ kind: 'approve' })
  })

  it.each(itemStatuses.filter((status) => status !== 'reported'))('is of no use while an item is %s', (status) => {
    expect(judgeApproval(item({ status }), reviewer, 1)).toHaveProperty('refused')
  })
})

describe('a no', () => {
  it('needs a reason, and takes the first yes with it', () => {
    expect(judgeReturn(waiting(), reviewer, null)).toEqual({ refused: 'needs-reason' })
    expect(judgeReturn(waiting(), reviewer, 'ผิดปี')).toEqual({
      kind: 'return',
      set: { status: 'sent_back', reason: 'ผิดปี', passedBy: null },
    })
    expect(judgeReturn(item(), reviewer, 'ผิดปี')).toEqual({ refused: 'not-waiting' })
    expect(judgeReturn(waiting(), clerk, 'ผิดปี')).toEqual({ refused: 'reviewers-only' })
  })
})

describe('components', () => {
  it('are ticked only while the item is worked on', () => {
    const open = itemStatuses.filter((status) => mayTick(item({ status })))
    expect(open).toEqual(['open', 'in_work', 'sent_back'])
  })
})
