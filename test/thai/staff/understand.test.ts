import { assert, constantFrom, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import model from '../../../src/thai/staff/model.json' with { type: 'json' }
import { changes, intentOf } from '../../../src/thai/staff/intents.ts'
import { understandStaff, type StaffContext } from '../../../src/thai/staff/understand.ts'
import { evalUtterances } from '../../eval/staff/eval.ts'
import { scoreUtterances } from '../../eval/staff/score.ts'
import { readTown } from '../../eval/staff/town.ts'
import { digestOf, readTrainingSet } from '../../eval/staff/training-set.ts'

const town = readTown()
const understand = (text: string, context: Partial<StaffContext> = {}) => understandStaff(text, { ...town, ...context })
const fileBeside = (path: string): string => new URL(path, import.meta.url).pathname

/** A statement of change without its politeness and links, so that it can be turned into something else. */
function bare(text: string): string {
  return text
    .replace(/\s*https?:\S+/g, '')
    .replace(/(?:\s*(?:นะคะ|นะครับ|ครับผม|ครับ|ค่ะ|คะ|จ้า+|จ้ะ|ค่า+|คับ|งับ|นะ|น้า|เด้อ|พี่|เลย))+$/, '')
    .trim()
}

const statements = readTrainingSet()
  .filter(({ label }) => ['update_status', 'attach_evidence', 'approve', 'return', 'assign'].includes(label))
  .map(({ text }) => bare(text))

describe('what staff write', () => {
  it('agrees with every public sample, slots and all', () => {
    expect(scoreUtterances(fileBeside('samples.json')).wrong).toEqual([])
  })

  it('is understood in at least 92 of 100 sentences of the development set, with all slots in 88', () => {
    const { count, intents, everything } = scoreUtterances(fileBeside('../../eval/staff/development.json'))
    expect(count).toBeGreaterThan(150)
    expect(intents / count).toBeGreaterThanOrEqual(0.92)
    expect(everything / count).toBeGreaterThanOrEqual(0.88)
  })

  it('is printed one line an entry, absent slots left out', () => {
    const [first] = evalUtterances(fileBeside('samples.json'))
    expect(first).toBe('{"id":"s001","intent":"pending_list","unit":"กองช่าง"}')
  })
})

describe('a question', () => {
  const endings = 'หรือยัง|หรือยังคะ| ไหมครับ| ใช่ไหม|ยัง|รึเปล่าคะ| ได้ไหมคะ|?|มั้ย|ป่าว| ใช่มั้ยคะพี่|เหรอ'.split('|')

  it.each(endings)('is never a change: any statement followed by %s', (ending) => {
    const acted = statements.filter((text) => changes.has(understand(text + ending).intent))
    expect(statements.length).toBeGreaterThan(400)
    expect(acted).toEqual([])
  })

  it.each(['ใคร', 'ทำไม', 'เมื่อไหร่จะ'])('is never a change: %s before any statement', (word) => {
    expect(statements.filter((text) => changes.has(understand(`${word} ${text}`).intent))).toEqual([])
  })

  it.each(['หรือยัง', 'ไปหรือยังคะ', ' ใช่ไหม', 'แล้วยัง', 'ว่าไง', 'ได้ไหม', ' ใคร'])(
    'about an answer is not the answer: ตอบ #12%s',
    (ending) => {
      for (const text of [`ตอบ #12${ending}`, `ตอบ Q12 ${ending}`, `เรื่อง 12 ตอบ${ending}`, `ใครตอบ #12${ending}`])
        expect(changes.has(understand(text).intent), text).toBe(false)
    },
  )

  it('has no change among its guesses', () => {
    for (const text of statements) {
      const { guesses, status } = understand(`${text}หรือยัง`)
      expect(guesses.filter(({ label }) => changes.has(intentOf(label)))).toEqual([])
      expect(status).toBeUndefined()
    }
  })
})

describe('what is only supposed', () => {
  it.each(['ถ้า', 'สมมติว่า', 'นึกว่า', 'เข้าใจว่า', 'คาดว่า', 'หวังว่า', 'ไม่แน่ใจว่า'])(
    'is never a change: %s before any statement',
    (word) => {
      expect(statements.filter((text) => changes.has(understand(`${word} ${text}`).intent))).toEqual([])
    },
  )

  it.each(['มั้ง', 'แล้วมั้งคะ', ' กระมัง'])('is never a change: any statement followed by %s', (word) => {
    expect(statements.filter((text) => changes.has(understand(text + word).intent))).toEqual([])
  })

  it.each(['น่าจะเสร็จพรุ่งนี้', 'คงผ่านแหละ', 'อาจจะเสร็จวันนี้', 'เหมือนจะเรียบร้อยแล้ว', 'เดี๋ยวก็เสร็จ'])(
    'is no state of an item: ข้อ 16 %s',
    (words) => {
      const { intent, status } = understand(`ข้อ 16 ${words}`)
      expect(intent).toBe('item_status')
      expect(status).toBeUndefined()
    },
  )

  it.each([
    ['O5 กำลังทำ น่าจะเสร็จพรุ่งนี้', 'update_status', 'in_progress'],
    ['O5 เสร็จแล้วค่ะ ถ้าขาดอะไรบอกได้เลย', 'update_status', 'done'],
    ['อยากแจ้งว่า O5 เสร็จแล้ว', 'update_status', 'done'],
    ['ตีกลับ O5 ลิงก์น่าจะผิดปี', 'return', undefined],
    ['O5 ไม่ผ่าน ถ้าแก้แล้วส่งมาใหม่', 'return', undefined],
    ['อยากให้แก้ O5 ลิงก์เก่า', 'return', undefined],
    ['อยากให้มอบ O5 ให้กองช่าง', 'assign', undefined],
  ] as const)('does not take back what was told beside it: %s', (text, intent, status) => {
    expect(understand(text)).toMatchObject({ intent, asks: false })
    expect(understand(text).status).toBe(status)
  })
})

describe('everyday words of asking', () => {
  const items = [
    {
      code: 'O8',
      title: 'แผนและความก้าวหน้าในการดำเนินงาน',
      aliases: ['โครงการซ่อมถนนจะเสร็จเมื่อไหร่', 'เมื่อไหร่จะเสร็จโครงการ'],
    },
    { code: 'O11', title: 'คู่มือการให้บริการ', aliases: ['ประชาชนถามอะไรบ้างตอนมาติดต่อ'] },
    { code: 'O34', title: 'มาตรการส่งเสริมคุณธรรม', aliases: ['คะแนน ITA ได้เท่าไหร่แล้วจะแก้ยังไง'] },
  ]

  it.each([
    ['เท่าไหร่แล้ว', 'summary'],
    ['ได้เท่าไหร่แล้ว', 'score'],
    ['เมื่อไหร่จะเสร็จ', 'overdue'],
    ['ประชาชนถามอะไรบ้าง', 'inbox'],
    ['จะเสร็จเมื่อไหร่', 'overdue'],
  ] as const)('name no item, whatever stands in its aliases: %s', (text, intent) => {
    expect(understand(text, { items })).toMatchObject({ intent, items: [], titleGuesses: [] })
  })

  it('do not hide the matter that an alias names', () => {
    expect(understand('โครงการซ่อมถนนเสร็จเมื่อไหร่', { items }).items).toEqual(['O8'])
    expect(understand('คู่มือการให้บริการลงเว็บหรือยัง', { items }).items).toEqual(['O11'])
  })

  it('without an item ask for the days of all', () => {
    expect(understand('เมื่อไหร่จะเสร็จ').scope).toBe('due_soon')
    expect(understand('วันสุดท้ายที่ต้องส่งวันไหน').scope).toBe('due_soon')
  })
})

describe('what executives ask', () => {
  it.each([
    ['ทำไงให้ได้เต็ม', 'next_action'],
    ['ทำยังไงจะได้เต็มร้อย', 'next_action'],
    ['ทำยังไงให้คะแนนดีขึ้น', 'next_action'],
    ['จะผ่านไหมปีนี้', 'score'],
    ['ถ้าทำครบจะได้คะแนนเท่าไร', 'score'],
    ['เราได้เกรดอะไร', 'score'],
    ['ทำไมได้ศูนย์', 'score'],
    ['ใครช้า', 'by_unit'],
    ['กองไหนช้า', 'by_unit'],
  ])('%s is %s', (text, label) => {
    const { intent, detail, unsure } = understand(text)
    expect([detail ?? intent, unsure]).toEqual([label, false])
  })

  it.each([
    ['O14 ส่งวันไหน', 'item_status', ['O14']],
    ['O16 ทำไปกี่เปอร์เซ็นต์', 'item_status', ['O16']],
    ['O14 ดูแล้วยังใช้ไม่ได้', 'return', ['O14']],
    ['ข้อ 16 กะ 17 ต่างกันยังไง', 'item_detail', ['O16', 'O17']],
  ] as const)('%s is %s of %s', (text, intent, items) => {
    expect(understand(text)).toMatchObject({ intent, items })
  })
})

describe('to hurry somebody', () => {
  it.each([
    'บอกกองช่างให้รีบทำ',
    'บอกสมหญิงให้รีบทำ',
    'เตือนกองช่างด้วย',
    'กำชับกองคลังหน่อยนะ',
    'ให้กองช่างช่วยดู O5 หน่อย',
    'เร่งกองคลังเรื่อง O5 หน่อย',
    'ทวง O5 จากสำนักปลัดที',
    'ฝากบอกพี่แอนให้รีบส่งข้อ 5',
    'อยากให้กองช่างรีบทำ O5',
  ])('gives the item to nobody: %s', (text) => {
    expect(understand(text, { lastItems: ['O5'] })).toMatchObject({
      hurries: true,
      intent: 'item_status',
      items: ['O5'],
    })
  })

  it.each([
    ['มอบ O16 ให้กองช่างรีบทำ', 'assign'],
    ['ให้กองช่างรับผิดชอบ O16', 'assign'],
    ['ย้าย O16 ไปกองช่าง', 'assign'],
    ['ข้อไหนต้องรีบทำ', 'pending_list'],
    ['O5 เสร็จแล้ว บอกกองช่างให้ดูด้วย', 'update_status'],
  ])('is not meant by %s', (text, intent) => {
    expect(understand(text)).toMatchObject({ hurries: false, intent })
  })
})

describe('a refusal', () => {
  const verbs =
    'ผ่าน อนุมัติ เห็นชอบ เสร็จ เรียบร้อย ครบ ดำเนินการ ทำ ส่ง ลง อัป เผยแพร่ รับรอง โอเค แล้วเสร็จ ทำเสร็จ ok ใช้ได้ สมบูรณ์'.split(' ')
  const refusals = 'ไม่ ยังไม่ ยังไม่ได้ อย่าเพิ่ง ไม่ได้ ยังมิได้ ไม่ให้ ยังไม่ให้ ห้าม บ่ ยังบ่ ยังไม่ทัน ยกเลิกการ ไม่ทัน ไม่ค่อย'.split(' ')
  const frames = [
    (words: string) => `ข้อ 5 ${words}`,
    (words: string) => `${words} ข้อ 5`,
    (words: string) => `O5 ${words}แล้วนะ`,
    (words: string) => `ข้อ๕${words}เลยค่ะ`,
  ]

  it.each(refusals)('is never an approval or done: %s', (refusal) => {
    for (const verb of verbs) {
      for (const frame of frames) {
        const text = frame(refusal + verb)
        const { intent, status } = understand(text)
        expect(intent, text).not.toBe('approve')
        expect(status, text).not.toBe('done')
      }
    }
  })

  it('that refuses nothing does not stand in the way', () => {
    expect(understand('ข้อ 25 ไม่มีข้อแก้ไข อนุมัติครับ').intent).toBe('approve')
    expect(understand('ข้อ 14 ไม่มีปัญหา ผ่านเลย').intent).toBe('approve')
  })
})

describe('the model that ships', () => {
  it('is fitted to the utterances that are written: npx tsx test/eval/staff/train.ts after every change', () => {
    expect(model.trainedOn).toBe(digestOf(readTrainingSet()))
  })

  it('is small', () => {
    expect(JSON.stringify(model).length).toBeLessThan(400_000)
  })
})

describe('the slots', () => {
  it.each([
    ['กองครังค้างอะไร', 'กองคลัง'],
    ['กองช้างเหลือข้อไหน', 'กองช่าง'],
    ['กองการศึกสาค้างอะไร', 'กองการศึกษา'],
    ['สำหนักปลัดเหลือกี่ข้อ', 'สำนักปลัด'],
    ['คลังค้างอะไร', 'กองคลัง'],
    ['ฝั่งช่างเหลือไรบ้าง', 'กองช่าง'],
    ['กค. ยังไม่ส่งข้อไหน', 'กองคลัง'],
    ['กองสาสุขค้างข้อไหน', 'กองสาธารณสุข'],
    ['กองสวัสดิการค้างข้อไหน', 'กองสวัสดิการสังคม'],
    ['ช่างมันเถอะ', undefined],
    ['ท่านปลัดอยู่ไหม', undefined],
    ['ปลัดค้างอะไรบ้าง', 'สำนักปลัด'],
    ['ท่านปลัดเหลือกี่ข้อ', 'สำนักปลัด'],
    ['ข้อไหนของปลัดยังไม่เสร็จ', 'สำนักปลัด'],
    ['O5 ปลัดยังไม่เซ็น', undefined],
    ['ปลัดถามว่าภาพรวมเป็นยังไง', undefined],
    ['ค้นในคลังคำตอบ', undefined],
  ])('%s is about the unit %s', (text, unit) => {
    expect(understand(text).unit).toBe(unit)
  })

  it.each(['ของกองเราเหลือกี่ข้อ', 'กองเราค้างอะไร', 'สำนักเรามีกี่ข้อ', 'กองเราทำเสร็จกี่ข้อแล้ว', 'ฝ่ายเราเหลือข้อไหน'])(
    '%s is about the unit of whoever asks',
    (text) => {
      expect(understand(text, { ownUnit: 'กองคลัง' })).toMatchObject({ unit: 'กองคลัง', unsure: false })
      // Without a unit of their own they see every unit with its figures.
      expect(understand(text)).toMatchObject({ intent: 'by_unit' })
      expect(understand(text).unit).toBeUndefined()
    },
  )

  it.each(['หน่วยงานเราค้างกี่ข้อ', 'ของเราทั้งหมดเหลือกี่ข้อ'])('%s is about no unit', (text) => {
    expect(understand(text, { ownUnit: 'กองคลัง' }).unit).toBeUndefined()
  })

  it('reads a state that goes on before one that is done', () => {
    expect(understand('ข้อ 24 ทำแล้วแต่ยังไม่ได้ลงเว็บ').status).toBe('in_progress')
    expect(understand('ข้อ 19 ร่างเสร็จแล้ว รอเซ็น').status).toBe('in_progress')
    expect(understand('ปรับสถานะข้อ 14 เป็นกำลังดำเนินการ').status).toBe('in_progress')
    expect(understand('ข้อ 14 ยังไม่ได้เริ่มเลยค่ะ').status).toBe('not_started')
    expect(understand('ข้อ 14 เสร็จแล้ว รอตรวจ').status).toBe('done')
  })

  it('gives each item its own state where a message gives several', () => {
    expect(understand('ข้อ 5 เสร็จแล้ว ส่วนข้อ 6 กับ 7 กำลังทำค่ะ').updates).toEqual([
      { items: ['O5'], status: 'done' },
      { items: ['O6', 'O7'], status: 'in_progress' },
    ])
    expect(understand('ข้อ 5 ข้อ 6 เสร็จแล้ว')).toMatchObject({ items: ['O5', 'O6'], status: 'done' })
    expect(understand('ข้อ 5 ข้อ 6 เสร็จแล้ว').updates).toBeUndefined()
  })

  it('takes an item by its title where it is clear, and offers several where it is not', () => {
    expect(understand('คู่มือการให้บริการเสร็จหรือยัง')).toMatchObject({ intent: 'item_status', items: ['O11'] })
    const gifts = understand('No Gift Policy ลงเว็บหรือยัง')
    expect(gifts.items).toEqual([])
    expect(gifts.titleGuesses.map(({ code }) => code)).toEqual(expect.arrayContaining(['O26', 'O27', 'O28']))
  })

  it('asks the caller to rank titles where it finds none itself', () => {
    const itemTitle = (): { code: string; confidence: number }[] => [{ code: 'O4', confidence: 0.9 }]
    expect(understand('ช่องทางติดต่อเราเสร็จหรือยังคะ', { itemTitle }).items).toEqual(['O4'])
  })

  it('keeps what a reply says as it was typed, and reads nothing in it', () => {
    expect(understand('ตอบ #12 ว่า ข้อ 5 ใช้ได้ไหมดู https://a.go.th นะคะ กองช่างดูแล')).toMatchObject({
      intent: 'reply',
      ticket: '12',
      message: 'ข้อ 5 ใช้ได้ไหมดู https://a.go.th นะคะ กองช่างดูแล',
      items: [],
      asks: false,
    })
  })

  it('names the person whom work is given to', () => {
    expect(understand('มอบข้อ 9 ให้น้องเมย์ค่ะ')).toMatchObject({ intent: 'assign', items: ['O9'], assignee: 'น้องเมย์' })
  })

  it('tells an item outside the edition', () => {
    expect(understand('ข้อ 40 เสร็จหรือยัง')).toMatchObject({ items: [], unknownItems: ['O40'] })
  })
})

describe('what is finer than an intent', () => {
  it.each([
    ['ทำข้อไหนก่อนดี', 'next_action'],
    ['ใครรับผิดชอบข้อ 5', 'responsible'],
    ['อาทิตย์นี้มีอะไรเปลี่ยน', 'changes'],
    ['มีอะไรรอตรวจไหม', 'waiting_review'],
    ['ข้อไหนโดนตีกลับ', 'returned'],
    ['หลักฐานปีที่แล้วข้อ 5', 'last_year'],
    ['ประวัติข้อ 14', 'history'],
    ['มาตรการประเด็นที่ 3 ถึงไหนแล้ว', 'measures'],
  ])('%s is %s', (text, detail) => {
    expect(understand(text).detail).toBe(detail)
  })

  it.each([
    ['มีอะไรรอตรวจไหม', 'review'],
    ['ข้อไหนโดนตีกลับ', 'returned'],
    ['มีข้อไหนเกินกำหนดไหม', 'overdue'],
    ['ข้อไหนใกล้ครบกำหนด', 'due_soon'],
    ['งานของฉัน', 'mine'],
    ['กองช่างค้างอะไร', 'unit'],
    ['ข้อไหนยังไม่เสร็จ', 'all'],
  ])('%s has the scope %s', (text, scope) => {
    expect(understand(text).scope).toBe(scope)
  })
})

describe('a follow-up', () => {
  it('asks the same of another unit', () => {
    expect(understand('แล้วกองช่างล่ะ', { lastIntent: 'pending_count', lastUnit: 'กองคลัง' })).toMatchObject({
      intent: 'pending_count',
      detail: 'follow_up',
      unit: 'กองช่าง',
    })
  })

  it('goes to the next item and back', () => {
    expect(understand('ข้อถัดไป', { lastItems: ['O5'] })).toMatchObject({ intent: 'item_status', items: ['O6'] })
    expect(understand('ข้อก่อนหน้า', { lastItems: ['O5'] })).toMatchObject({ intent: 'item_status', items: ['O4'] })
  })

  it('never repeats a change', () => {
    expect(changes.has(understand('แล้วกองช่างล่ะ', { lastIntent: 'assign' }).intent)).toBe(false)
    expect(changes.has(understand('แล้วข้อ 6 ล่ะ', { lastIntent: 'approve', lastItems: ['O5'] }).intent)).toBe(false)
  })

  it('means the item spoken of when it names none', () => {
    expect(understand('ข้อนี้เสร็จแล้วค่ะ', { lastItems: ['O7'] })).toMatchObject({
      intent: 'update_status',
      items: ['O7'],
      itemsFromContext: true,
    })
  })

  it('takes a bare number where an item was asked for', () => {
    expect(understand('14', { asksForItem: true }).items).toEqual(['O14'])
    expect(understand('14').items).toEqual([])
  })
})

describe('any text', () => {
  it('is answered without an error, with three guesses at most that are sorted', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { confidence, guesses } = understand(text)
        expect(guesses.length).toBeLessThanOrEqual(3)
        expect(confidence).toBeLessThanOrEqual(1)
        for (const [at, guess] of guesses.entries())
          expect(guess.confidence).toBeLessThanOrEqual(guesses[at - 1]?.confidence ?? 1)
      }),
    )
  })

  it('is read the same with Thai digits, zero-width characters and more spaces', () => {
    const texts = ['ข้อ 5 เสร็จแล้วค่ะ', 'กองช่างเหลือกี่ข้อ', 'ตีกลับข้อ 14 ลิงก์เสีย', 'ตอบ #12 ว่าเปิด 8 โมง']
    assert(
      property(constantFrom(...texts), constantFrom('\u200b', '\ufeff', '  '), (text, noise) => {
        const noisy = text
          .replace(' ', ` ${noise}`)
          .replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)))
        const essence = ({ intent, items, unit, status, ticket }: ReturnType<typeof understand>) => ({
          intent,
          items,
          unit,
          status,
          ticket,
        })
        expect(essence(understand(noisy))).toEqual(essence(understand(text)))
      }),
    )
  })

  it('costs less than a millisecond', () => {
    const texts = readTrainingSet().map(({ text }) => text)
    for (const text of texts) understand(text)
    // Of the processor's time: what else the machine does is not its fault.
    const before = process.cpuUsage()
    for (const text of texts) understand(text)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000 / texts.length).toBeLessThan(1)
  })

  it('of a million characters is answered at once', () => {
    expect(understand('ข้อ 5 เสร็จแล้ว '.repeat(60_000)).items).toEqual(['O5'])
  })
})
