import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createAgencyIndex, itemEntry } from '../../../../src/features/questions/retrieval/agency-index.ts'
import { confidenceOf, decide, understand } from '../../../../src/features/questions/retrieval/decision.ts'
import { createIndex } from '../../../../src/features/questions/retrieval/knowledge-index.ts'
import type { KnowledgeIndex } from '../../../../src/features/questions/retrieval/knowledge-index.ts'
import { shippedModel } from '../../../../src/features/questions/retrieval/model.ts'
import { readStarterPack } from '../../../../src/features/questions/starter-pack/starter-pack.ts'
import { readEdition } from '../../../../src/features/checklist/edition.ts'
import { readFaq, ownFile } from '../../../eval/citizen/sets.ts'

describe('what to do with a message', () => {
  let index: KnowledgeIndex
  beforeAll(() => {
    const pack = readStarterPack()
    const items = readEdition(2567).items.map((item) => itemEntry(item, pack))
    index = createAgencyIndex([...readFaq(ownFile('faq.json')), ...items], pack)
  })

  it('is to answer when the matter is clear', () => {
    const { outcome, top, confidence } = understand(index, 'ขยะชุมชน ๓ มาเก็บวันไหนคะ')
    expect({ outcome, first: top[0] }).toEqual({ outcome: 'answer', first: 'F14' })
    expect(confidence).toBeGreaterThan(0.78)
    const plan = understand(index, 'แผนจัดซื้อจัดจ้างปีนี้')
    expect({ outcome: plan.outcome, first: plan.top[0] }).toEqual({ outcome: 'answer', first: 'O14' })
  })

  it('is to offer choices when several entries fit about as well', () => {
    expect(understand(index, 'เรื่องเบี้ยยังชีพ').outcome).toBe('choices')
  })

  it.each(['ผลบอลเมื่อคืนกี่ต่อกี่', 'ต่อใบขับขี่ต้องทำยังไง', 'หวยงวดนี้ออกอะไร', 'ราคาทองวันนี้', 'asdf'])(
    'is to hand over %j, which nobody here could answer',
    (text) => {
      expect(understand(index, text).outcome).toBe('handoff')
    },
  )

  it.each([
    ['สวัสดีครับ', 'greeting'],
    ['ขอบคุณมากค่ะ', 'thanks'],
    ['คุณเป็นบอทเหรอ', 'who'],
    ['...', 'nothing'],
  ])('is small talk for %j', (text, smalltalk) => {
    expect(understand(index, text)).toMatchObject({ outcome: 'smalltalk', smalltalk, top: [] })
  })

  it('is to hand over at once when somebody asks for a person', () => {
    expect(understand(index, 'ขอคุยกับเจ้าหน้าที่หน่อยค่ะ')).toMatchObject({ outcome: 'handoff', smalltalk: 'human' })
  })

  it('is never to answer a long statement that asks nothing and is about nothing known', () => {
    const story = 'เมื่อวานคนที่บ้านเล่าว่าเห็นคนในสำนักงานแบ่งเงินกันหลังเลิกงานแล้วเดินหัวเราะออกไปขึ้นรถคันใหม่กันหมดทั้งกลุ่ม'
    const sure = { ...shippedModel, confidence: { constant: 9 } }
    expect(decide(index.search(story), story, sure).outcome).not.toBe('answer')
    expect(decide(index.search('ขยะมาวันไหน'), 'ขยะมาวันไหน', sure).outcome).toBe('answer')
  })

  it('is to hand over when the agency knows nothing', () => {
    expect(understand(createIndex([]), 'ขยะมาวันไหน')).toEqual({ outcome: 'handoff', top: [], next: [], confidence: 0 })
  })

  it('has a confidence between 0 and 1 for any text, and the same each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const result = index.search(text)
        const confidence = confidenceOf(result, shippedModel)
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
        expect(understand(index, text)).toEqual(understand(index, text))
      }),
      { numRuns: 50 },
    )
  })
})
