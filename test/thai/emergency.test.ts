import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readEmergency } from '../../src/thai/emergency.ts'

describe('danger', () => {
  it.each([
    ['ไฟดูด', 'electric'],
    ['ตาโดนไฟช็อตที่นา', 'electric'],
    ['ช่วยด้วยไฟไหม้บ้าน', 'fire'],
    ['ไฟใหม้หลังบ้าน', 'fire'],
    ['แก๊สรั่วในบ้าน', 'fire'],
    ['เด็กจมน้ำ', 'drowning'],
    ['หลานตกน้ำ', 'drowning'],
    ['ต้นไม้ล้มทับคน', 'trapped'],
    ['ลูกชายตีฉัน', 'violence'],
    ['ผัวเมาแล้วตีเมีย', 'violence'],
    ['รถชนกันหน้าตลาด', 'accident'],
    ['แม่ล้มในห้องน้ำลุกไม่ไหว', 'accident'],
    ['พ่อหายใจไม่ออก', 'illness'],
    ['พ่อแขนขาอ่อนแรงปากเบี้ยว', 'illness'],
    ['ถูกงูเห่ากัดที่ขา', 'illness'],
    ['เมียเจ็บท้องจะคลอด', 'illness'],
    ['โจรขึ้นบ้าน', 'crime'],
    ['มีคนแปลกหน้าปีนรั้ว', 'crime'],
    ['งูเข้าบ้าน', 'snake'],
  ])('is read in %j: %s', (text, kind) => {
    expect(readEmergency(text)).toBe(kind)
  })

  it.each([
    'ขอถังดับเพลิง',
    'ค่ารถพยาบาลเท่าไร',
    'อบรมดับเพลิงวันไหน',
    'ไฟฟ้าดับ',
    'ไฟทางดับ กลัวรถชน',
    'น้ำท่วม',
    'ปีนี้มีอุบัติเหตุกี่ครั้ง',
    'ทางแยกมีรถชนบ่อย ขอไฟแดง',
    'ขอเงินช่วยเหลือไฟไหม้บ้าน',
    'ขอไฟใหม่หน้าบ้าน',
    'เสาไฟล้ม',
    'ป้ายล้มขวางทาง',
    'พ่อล้มป่วย ขอรถเข็น',
    'เผาขยะเหม็นหายใจไม่ออก',
    'อยากให้ตีเส้นจราจร',
    'ที่นาจมน้ำ',
    'หมาโดนรถชนตาย',
    'ลุงขาขาด อยากทำบัตรผู้พิการ',
  ])('is not read in %j', (text) => {
    expect(readEmergency(text)).toBeNull()
  })

  const Questions = z.object({
    entries: z.array(z.object({ text: z.string(), expect: z.object({ id: z.string().optional() }).optional() })),
  })
  /** The entries of the two towns that tell whom to call: fire, snakes, wasps and the ambulance. */
  const ofDanger = new Set(['F80', 'F83', 'F84', 'F85', 'P34', 'P36'])

  it.each(['tuning', 'held-out', 'styles-tuning', 'styles-held-out', 'second-town'])(
    'is read in no ordinary question of the set %s',
    (set) => {
      const file = join(import.meta.dirname, '../eval/citizen', `${set}.json`)
      const { entries } = Questions.parse(JSON.parse(readFileSync(file, 'utf8')))
      const ordinary = entries.filter(({ expect: wanted }) => !ofDanger.has(wanted?.id ?? ''))
      expect(ordinary.map(({ text }) => text).filter((text) => readEmergency(text) !== null)).toEqual([])
    },
  )

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(() => readEmergency(text)).not.toThrow()
      }),
    )
  })
})
