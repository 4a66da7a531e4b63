import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { checklistStore } from '../../src/features/checklist/checklist-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { second } from '../support/clock.ts'

/** One town at work; every test has items of its own. */
let bot: Bot
let clerk: Phone
let reviewer: Phone
let other: Phone
let mayor: Phone
beforeAll(async () => {
  bot = await startBot({ agency: 'phothong' })
  clerk = await bot.staff('staff', 'กองคลัง', 'สมหญิง')
  reviewer = await bot.staff('reviewer', 'สำนักปลัด', 'ปลัดวิชัย')
  other = await bot.staff('reviewer', 'กองช่าง', 'ช่างสมพร')
  mayor = await bot.staff('executive', null, 'นายกสมศักดิ์')
})
afterAll(() => bot.stop())

const page = (code: string) => `https://www.phothong.go.th/data/${code}`
const shown = (phone: Phone) => JSON.stringify(phone.heard().at(-1))

async function items() {
  const agency = await bot.app.agencies.bySlug(bot.slug)
  const store = checklistStore(bot.database.db, bot.clock, systemIds, bot.envelope)
  return (await store.read(agency?.id ?? '', 2567))?.items ?? []
}
async function item(code: string) {
  const found = (await items()).find((one) => one.code === code)
  if (!found) throw new Error(`There is no item ${code}.`)
  return found
}

describe('a report in one message', () => {
  it('is shown before it happens, happens with one tap, and one more tap takes it back', async () => {
    const before = await item('O14')
    await clerk.says(`O14 เสร็จแล้ว ${page('14')}`)
    expect(clerk.lastWords()).toContain('O14')
    expect(shown(clerk)).toContain('ยังไม่ได้ดำเนินการ')
    expect(shown(clerk)).toContain('www.phothong.go.th/data/14')
    expect(await item('O14')).toEqual(before)

    await clerk.taps('ครบทั้ง 6 ส่งตรวจ')
    expect(clerk.lastWords()).toContain('ส่งตรวจแล้ว')
    expect(clerk.lastWords()).toContain('ปลัดวิชัย')
    expect(await item('O14')).toMatchObject({
      status: 'reported',
      url: page('14'),
      ticks: [0, 1, 2, 3, 4, 5],
      submittedBy: { name: 'สมหญิง' },
    })

    await clerk.taps('เลิกทำ')
    expect(clerk.lastWords()).toContain('เลิกทำแล้ว O14')
    expect(await item('O14')).toMatchObject({ status: 'open', url: null, ticks: [], submittedBy: null })
    await clerk.taps('เลิกทำ')
    expect(clerk.lastWords()).toContain('เลิกทำไม่ได้')
  })

  it('keeps what else was said as the progress note', async () => {
    await clerk.says('กำลังทำ O16 รอข้อมูลจากกองช่าง')
    expect(shown(clerk)).toContain('รอข้อมูลจากกองช่าง')
    await clerk.taps('ยืนยัน')
    expect(await item('O16')).toMatchObject({ status: 'in_work', note: 'รอข้อมูลจากกองช่าง' })
  })

  it('may name several items, each with a state of its own, and is confirmed by a word', async () => {
    await reviewer.says('ข้อ 31 ยังไม่ได้ทำ ข้อ 32 กำลังทำ')
    expect(reviewer.lastWords()).toContain('2 ข้อ')
    expect(await item('O31')).toMatchObject({ status: 'reported' })
    await reviewer.says('ตกลง')
    expect([(await item('O31')).status, (await item('O32')).status]).toEqual(['open', 'in_work'])
    await reviewer.says('เลิกทำ')
    expect([(await item('O31')).status, (await item('O32')).status]).toEqual(['reported', 'reported'])
  })

  it('is dropped by a word or a tap, and its button then does no harm', async () => {
    const before = await item('O17')
    await clerk.says('O17 กำลังทำ')
    await clerk.says('ไม่')
    expect(clerk.lastWords()).toContain('ไม่ได้เปลี่ยนอะไร')
    await clerk.taps('ยืนยัน')
    expect(clerk.lastWords()).toContain('ไม่มีอะไรเปลี่ยน')
    expect(await item('O17')).toEqual(before)
  })

  it('can be confirmed later, after something else was asked', async () => {
    await clerk.says(`O17 เสร็จแล้ว ${page('17')}`)
    await clerk.says('เหลือกี่ข้อ')
    await clerk.taps('ยังไม่ครบ')
    expect(await item('O17')).toMatchObject({ status: 'in_work', url: page('17'), submittedBy: null })
  })

  it.each(['เดี๋ยวก่อน', 'รอก่อนนะคะ', 'เดี๋ยว', 'ยังไม่เสร็จ', 'ขอดูหน้าเว็บก่อน', 'พรุ่งนี้ไปงานแต่งกำนัน', 'ขอบคุณค่ะ'])(
    'waits on while its writer hesitates or talks; the yes means it and sends no question: %s',
    async (hesitation) => {
      const before = await item('O17')
      const questions = await bot.database.db.selectFrom('threads').selectAll().execute()
      await clerk.says(`O17 เสร็จแล้ว ${page('17')}`)
      await clerk.says(hesitation)
      if (hesitation !== 'ขอบคุณค่ะ') expect(clerk.lastWords()).toContain('ยังไม่ได้บันทึก')
      expect(await item('O17')).toEqual(before)
      await clerk.says('ยืนยัน')
      expect(await item('O17')).toMatchObject({ status: 'reported' })
      expect(await bot.database.db.selectFrom('threads').selectAll().execute()).toEqual(questions)
      await clerk.says('เลิกทำ')
      expect(await item('O17')).toMatchObject({ status: before.status })
    },
  )

  it.each(['เปลี่ยนใจแล้ว', 'ไม่ส่งแล้วค่ะ', 'เลิกทำ', 'กดผิดค่ะ'])(
    'is dropped by a change of mind, which takes nothing else back: %s',
    async (words) => {
      await clerk.says('O16 กำลังทำ รอข้อมูลจากกองคลัง')
      await clerk.says('ยืนยัน')
      const before = await items()
      await clerk.says(`O17 เสร็จแล้ว ${page('17')}`)
      await clerk.says(words)
      expect(clerk.lastWords()).toContain('ไม่ได้เปลี่ยนอะไร')
      await clerk.says('ยืนยัน')
      expect(await items()).toEqual(before)
      await clerk.says('เลิกทำ')
    },
  )

  it('leaves nothing to say yes to where somebody only asks for a moment', async () => {
    await clerk.says('เมนู')
    await clerk.says('เดี๋ยวก่อนค่ะ')
    expect(clerk.lastWords()).toContain('พร้อมเมื่อไร')
    await clerk.says('ใช่')
    expect(await bot.database.db.selectFrom('threads').selectAll().execute()).toEqual([])
  })

  it.each([
    'O1 เสร็จหรือยัง',
    'o1 ผ่านไหม',
    'O1 ส่งแล้วใช่ไหมคะ',
    'ข้อ 1 ยังไม่ได้ทำใช่ไหม',
    'ตีกลับ O1 ได้ไหม',
    'มอบ O1 ให้กองช่างดีไหม',
    'O1 ไม่เกี่ยวข้องไหม',
    'ใครมอบ O1 ให้กองคลัง',
  ])('that asks changes nothing and is not even offered: %s', async (question) => {
    const before = await items()
    const drafts = await bot.database.db.selectFrom('item_drafts').selectAll().execute()
    await reviewer.says(question)
    expect(await items()).toEqual(before)
    expect(await bot.database.db.selectFrom('item_drafts').selectAll().execute()).toHaveLength(drafts.length)
  })

  it.each(['O18 ยังไม่เสร็จ', 'O18 ยังไม่ครบค่ะ', 'O18 ไม่ผ่านค่ะ ยังแก้ไม่เสร็จ'])(
    'that denies is never handed in or passed: %s',
    async (denial) => {
      await clerk.says(denial)
      expect(shown(clerk)).not.toContain('ส่งตรวจ')
      await clerk.says('ใช่')
      expect((await item('O18')).status).not.toBe('approved')
      await clerk.says('เลิกทำ')
    },
  )

  it('of an item that somebody changed meanwhile changes nothing, and shows how it stands now', async () => {
    await clerk.says('O19 กำลังทำ รอลงนาม')
    await reviewer.says('O19 กำลังทำ')
    await reviewer.taps('ยืนยัน')
    await clerk.taps('ยืนยัน')
    expect(clerk.lastWords()).toContain('ระหว่างนั้นมีคนแก้ O19')
    expect(await item('O19')).toMatchObject({
      status: 'in_work',
      note: expect.not.stringContaining('รอลงนาม') as string,
    })
  })

  it('without an item asks which, and takes the page that came before', async () => {
    const newcomer = await bot.staff('staff', 'กองคลัง', 'มาใหม่')
    await newcomer.says(page('20'))
    expect(newcomer.lastWords()).toContain('ข้อไหน')
    await newcomer.says('20')
    expect(newcomer.lastWords()).toContain('O20')
    expect(shown(newcomer)).toContain('www.phothong.go.th/data/20')
  })

  it('without a state asks for it with three taps', async () => {
    await clerk.says('ส่งความคืบหน้า')
    await clerk.says('๒๑')
    expect(clerk.lastWords()).toContain('O21 ถึงขั้นไหน')
    await clerk.taps('กำลังทำ')
    expect(shown(clerk)).toContain('กำลังดำเนินการ')
    await clerk.says('ไม่')
  })

  it('of an item of another unit says whose it is', async () => {
    await clerk.says('O2 กำลังทำ')
    expect(shown(clerk)).toContain('ข้อนี้เป็นของสำนักปลัด')
    await clerk.says('ไม่')
  })

  it('that it does not concern the agency is for those who review, with a reason', async () => {
    await clerk.says('O29 ไม่เกี่ยวข้อง เพราะไม่มีของขวัญ')
    expect(clerk.lastWords()).toContain('ผู้ตรวจ')
    await reviewer.says('O29 ไม่เกี่ยวข้อง')
    expect(reviewer.lastWords()).toContain('เพราะอะไร')
    await reviewer.says('O29 ไม่เกี่ยวข้อง เพราะไม่มีการรับทรัพย์สิน')
    await reviewer.taps('ยืนยัน')
    expect(await item('O29')).toMatchObject({ status: 'not_applicable', reason: 'ไม่มีการรับทรัพย์สิน' })
    await clerk.says('O29 กำลังทำ')
    expect(clerk.lastWords()).toContain('ผู้ตรวจ')
    expect(await item('O29')).toMatchObject({ status: 'not_applicable' })
  })
})

describe('components', () => {
  it('are all told on the card of their item, for one that is missing costs the points', async () => {
    const definition = readEdition(2567).items.find(({ code }) => code === 'O17')
    expect(definition?.components.length).toBeGreaterThan(12)
    await clerk.says('O17')
    for (const component of definition?.components ?? []) expect(shown(clerk)).toContain(component)
  })

  it('are ticked one by one; pressing an old card twice does no harm', async () => {
    await clerk.says(`O15 กำลังทำ`)
    await clerk.taps('ยืนยัน')
    await clerk.taps('ดูข้อนี้')
    await clerk.taps('องค์ประกอบ')
    expect(clerk.lastWords()).toContain('0 จาก 2')
    await clerk.taps('☑ ประกาศผลการจัดซื้อจัดจ้าง')
    expect(clerk.lastWords()).toContain('1 จาก 2')
    expect((await item('O15')).ticks).toEqual([1])
    await clerk.taps('☑ ประกาศตาม พ.ร.บ.การจัดซื้อจัดจ้างฯ พ.ศ. 2560 เช่น ประกาศเชิญชวน')
    expect((await item('O15')).ticks).toEqual([0, 1])
    await clerk.taps('ส่งตรวจ')
    expect(await item('O15')).toMatchObject({ status: 'reported', ticks: [0, 1] })
    // The card from before says "take it away"; under review nothing is ticked.
    await clerk.taps('☐ ประกาศผลการจัดซื้อจัดจ้าง')
    expect((await item('O15')).ticks).toEqual([0, 1])
    expect(clerk.lastWords()).toContain('ติ๊กไม่ได้')
  })
})

describe('a second pair of eyes', () => {
  async function handIn(code: string) {
    await clerk.says(`${code} กำลังทำ`)
    await clerk.says('ใช่')
    await clerk.says(`${code} เสร็จแล้ว ${page(code)}`)
    await clerk.says('ใช่')
    expect(await item(code)).toMatchObject({ status: 'reported', submittedBy: { name: 'สมหญิง' } })
  }

  async function opens(phone: Phone, code: string) {
    await phone.says(code)
    await phone.taps('ตรวจข้อนี้')
  }

  it('gets a card with the page and passes it with one tap; the old card then does no harm', async () => {
    await handIn('O3')
    expect(reviewer.lastWords()).toContain('รอตรวจ')
    expect(shown(reviewer)).toContain(page('O3'))
    await reviewer.taps('ผ่าน')
    expect(reviewer.lastWords()).toContain('ผ่านการตรวจแล้ว')
    expect(await item('O3')).toMatchObject({ status: 'approved' })
    // The other reviewer has the same card: too late, and said so.
    await other.taps('ตีกลับ')
    expect(other.lastWords()).toContain('มีคนแก้ O3')
    expect(await item('O3')).toMatchObject({ status: 'approved' })
    await reviewer.taps('เลิกทำ')
    expect(await item('O3')).toMatchObject({ status: 'reported' })
  })

  it('sends back with a reason, which the clerk gets word for word', async () => {
    await handIn('O4')
    await reviewer.taps('ตีกลับ')
    expect(reviewer.lastWords()).toContain('เพราะอะไร')
    await reviewer.says('แผนที่ยังเป็นของที่ตั้งเดิม')
    expect(shown(reviewer)).toContain('แผนที่ยังเป็นของที่ตั้งเดิม')
    expect(await item('O4')).toMatchObject({ status: 'reported' })
    await reviewer.taps('ตีกลับ')
    expect(await item('O4')).toMatchObject({ status: 'sent_back', reason: 'แผนที่ยังเป็นของที่ตั้งเดิม' })
    expect(clerk.lastWords()).toContain('ตีกลับ O4')
    expect(shown(clerk)).toContain('แผนที่ยังเป็นของที่ตั้งเดิม')
    await clerk.says(`O4 เสร็จแล้ว ${page('O4-new')}`)
    await clerk.says('ใช่')
    expect(await item('O4')).toMatchObject({ status: 'reported', reason: null, url: page('O4-new') })
  })

  it('who thinks of something else instead of a reason has sent nothing back', async () => {
    await handIn('O5')
    await opens(reviewer, 'O5')
    await reviewer.taps('ตีกลับ')
    await reviewer.says('O22 ถึงไหนแล้ว')
    expect(reviewer.lastWords()).toContain('O22')
    expect(await item('O5')).toMatchObject({ status: 'reported' })
    await opens(reviewer, 'O5')
    await reviewer.taps('ตีกลับ')
    await reviewer.says('กล่องคำถาม')
    await reviewer.says('ขอบคุณมากเลยค่ะ')
    expect(await item('O5')).toMatchObject({ status: 'reported' })
    await opens(reviewer, 'O5')
    await reviewer.taps('ตีกลับ')
    await reviewer.says('ยกเลิก')
    expect(reviewer.lastWords()).toContain('ไม่ได้ตีกลับ')
    expect(await item('O5')).toMatchObject({ status: 'reported' })
  })

  it('sends back with one tap on a usual reason, taken back with one more', async () => {
    await handIn('O11')
    await opens(reviewer, 'O11')
    await reviewer.taps('ตีกลับ')
    await reviewer.taps('ลิงก์เปิดไม่ได้')
    expect(await item('O11')).toMatchObject({ status: 'sent_back', reason: 'ลิงก์เปิดไม่ได้' })
    await reviewer.taps('เลิกทำ')
    expect(await item('O11')).toMatchObject({ status: 'reported' })
  })

  it.each([
    ['อนุมัติ O11', 'O11'],
    ['O11 ผ่าน', 'ยังไม่ได้บันทึก'],
    ['ไม่ตีกลับค่ะ', 'ไม่ได้ตีกลับ'],
    ['ไม่ส่งกลับแล้ว', 'ไม่ได้ตีกลับ'],
    ['เปลี่ยนใจแล้ว', 'ไม่ได้ตีกลับ'],
    ['เลิกทำ', 'ไม่ได้ตีกลับ'],
    ['เดี๋ยวก่อน', 'ยังไม่ได้ตีกลับ'],
    ['ขอดูหน้าเว็บก่อน', 'ยังไม่ได้ตีกลับ'],
    ['สวัสดีค่ะ', 'สวัสดี'],
    ['รับเรื่อง Q1', 'Q'],
    ['ปิดแจ้งเตือน', 'แจ้งเตือน'],
    ['หลักฐาน O11', 'หลักฐานของ O11'],
    [page('11'), 'ลิงก์หลักฐาน'],
  ])('what is no reason is answered as what it is, and sends nothing back: %s', async (words, answered) => {
    const before = await item('O11')
    expect(before.status).toBe('reported')
    await opens(reviewer, 'O11')
    await reviewer.taps('ตีกลับ')
    expect(reviewer.lastWords()).toContain('เพราะอะไร')
    await reviewer.says(words)
    expect(reviewer.lastWords() + shown(reviewer)).toContain(answered)
    expect(shown(reviewer)).not.toContain(`เหตุผล: ${words}`)
    expect(await item('O11')).toEqual(before)
    await reviewer.says('เมนู')
  })

  it('judges in words too, shown before it happens', async () => {
    await handIn('O7')
    await handIn('O8')
    await mayor.says('ผ่าน O7')
    expect(await item('O7')).toMatchObject({ status: 'reported' })
    await mayor.taps('ผ่าน')
    expect(await item('O7')).toMatchObject({ status: 'approved' })
    await mayor.says('ตีกลับ O8 ลิงก์เป็นของปีเก่า')
    expect(shown(mayor)).toContain('ลิงก์เป็นของปีเก่า')
    await mayor.taps('ตีกลับ')
    expect(await item('O8')).toMatchObject({ status: 'sent_back', reason: 'ลิงก์เป็นของปีเก่า' })
  })

  it('is never the submitter, whatever their role, and never a clerk', async () => {
    await reviewer.says('O9 กำลังทำ')
    await reviewer.says('ใช่')
    await reviewer.says(`O9 เสร็จแล้ว ${page('9')}`)
    await reviewer.says('ใช่')
    await reviewer.says('ผ่าน O9')
    expect(reviewer.lastWords()).toContain('ต้องให้คนอื่นตรวจ')
    await clerk.says('ผ่าน O9')
    expect(clerk.lastWords()).toContain('ผู้ตรวจ')
    expect(await item('O9')).toMatchObject({ status: 'reported' })
  })

  it('sees what waits, the longest waiting first, never what they handed in themselves', async () => {
    await other.says('มีอะไรรอตรวจไหม')
    expect(other.lastWords()).toContain('รอตรวจ')
    expect(other.lastWords()).toContain('O5')
    await reviewer.says('รอตรวจ')
    expect(reviewer.lastWords()).not.toContain('O9')
    await clerk.says('รอตรวจ')
    expect(shown(clerk)).not.toContain('ตีกลับ')
  })

  it.each(['ผ่านหมดเลย', 'ให้ผ่านทั้งหมด 32 ข้อ', 'ผ่านทุกข้อ', 'อนุมัติทั้งหมดค่ะ'])(
    'is given to one item at a time, never by the last one spoken of for all of them: %s',
    async (words) => {
      const before = await items()
      const drafts = await bot.database.db.selectFrom('item_drafts').selectAll().execute()
      await other.says('O5')
      await other.says(words)
      expect(other.lastWords()).toMatch(/รอตรวจ \d+ ข้อ ต้องเปิดดู.*ทีละข้อ/)
      expect(shown(other)).toMatch(/ผ่าน|ดูต่อ/)
      await other.says('ใช่')
      expect(await items()).toEqual(before)
      expect(await bot.database.db.selectFrom('item_drafts').selectAll().execute()).toEqual(drafts)
    },
  )

  it('of two reviewers who press at the same moment counts once, and both see how it stands', async () => {
    await clerk.says(`O33 เสร็จแล้ว ${page('33')}`)
    await clerk.says('ยืนยัน')
    const [first, second] = await Promise.all(
      [reviewer, other].map(async (person) => {
        await person.says('O33')
        await person.taps('ตรวจข้อนี้')
        return person
      }),
    )
    const before = await item('O33')
    await Promise.all([first?.taps('ผ่าน'), second?.taps('ตีกลับ')])
    await second?.says('ลิงก์เปิดไม่ได้')
    expect((await item('O33')).version).toBe(before.version + 1)
    expect(['approved', 'sent_back']).toContain((await item('O33')).status)
  })

  it('finds the way to all of it first on the list of what waits', async () => {
    await reviewer.says('ดูเรื่องที่รอ')
    const labels = [...shown(reviewer).matchAll(/"label":"([^"]+)"/g)].map(([, label]) => label)
    expect(labels[0]).toBe('รอตรวจ')
  })

  it('must be two different people where the agency wants two', async () => {
    const { db } = bot.database
    const row = await db.selectFrom('agencies').selectAll().executeTakeFirstOrThrow()
    const profile = JSON.stringify({ ...(JSON.parse(row.profile) as object), reviewLevels: 2 })
    await db
      .updateTable('agencies')
      .set({ profile, revision: row.revision + 1 })
      .execute()
    await handIn('O10')
    await opens(reviewer, 'O10')
    await reviewer.taps('ผ่าน')
    expect(reviewer.lastWords()).toContain('ชั้นที่ 2')
    expect(await item('O10')).toMatchObject({ status: 'reported', passedBy: { name: 'ปลัดวิชัย' } })
    await reviewer.says('ผ่าน O10')
    expect(reviewer.lastWords()).toContain('ต้องเป็นอีกคน')
    expect(shown(other)).toContain('ปลัดวิชัย')
    await other.taps('ผ่าน')
    expect(await item('O10')).toMatchObject({ status: 'approved' })
    await db
      .updateTable('agencies')
      .set({ profile: row.profile, revision: row.revision + 5 })
      .execute()
  })

  it('asks for a reason for a quarter of an hour; later words are something new', async () => {
    await opens(reviewer, 'O11')
    await reviewer.taps('ตีกลับ')
    await reviewer.says('เดี๋ยวก่อน')
    await reviewer.says('แผนผังยังเป็นของเก่า')
    expect(shown(reviewer)).toContain('แผนผังยังเป็นของเก่า')
    await reviewer.says('ยกเลิก')
    await opens(reviewer, 'O11')
    await reviewer.taps('ตีกลับ')
    bot.clock.move(16 * 60 * second)
    await reviewer.says('ลิงก์เปิดไม่ได้')
    expect(await item('O11')).toMatchObject({ status: 'reported' })
  })
})

describe('giving work', () => {
  it('takes unit and day in one message, shown before it happens', async () => {
    await reviewer.says('มอบ O24 ให้กองช่าง ส่งภายใน 15 มี.ค.')
    expect(shown(reviewer)).toContain('กองช่าง')
    expect(shown(reviewer)).toContain('15 มี.ค. 70')
    expect(await item('O24')).toMatchObject({ units: ['สำนักปลัด'], dueAt: null })
    await reviewer.taps('มอบหมาย')
    expect(await item('O24')).toMatchObject({ units: ['กองช่าง'], dueAt: new Date('2027-03-15T16:59:59.999Z') })
  })

  it('takes many items, a person, and tells the person', async () => {
    bot.clock.move(second)
    await mayor.says('มอบ O25-O27 ให้สมหญิง')
    await mayor.taps('มอบหมาย')
    expect(clerk.lastWords()).toContain('มอบหมายงานให้ท่าน')
    for (const code of ['O25', 'O26', 'O27']) expect((await item(code)).owner?.name).toBe('สมหญิง')
    await clerk.taps('ข้อของฉัน')
    expect(clerk.lastWords()).toContain('ข้อของฉัน')
    await mayor.says('เลิกทำ')
    expect((await item('O25')).owner).toBeNull()
  })

  it('takes a whole sub-indicator, a day alone, and who puts it on the site', async () => {
    await reviewer.says('มอบข้อ 9.3 ทั้งหมดให้กองคลัง ส่งภายใน 30 เม.ย. 70')
    expect(reviewer.lastWords()).toContain('4 ข้อ')
    await reviewer.says('ไม่')
    await reviewer.says('เลื่อนกำหนดส่ง O24 เป็น 1 เม.ย. 70')
    await reviewer.taps('มอบหมาย')
    expect((await item('O24')).dueAt).toEqual(new Date('2027-04-01T16:59:59.999Z'))
    await reviewer.says('ให้สมหญิงลงเว็บ O24')
    await reviewer.taps('มอบหมาย')
    expect((await item('O24')).uploader?.name).toBe('สมหญิง')
  })

  it('that is so already changes nothing, and is said so', async () => {
    await reviewer.says('มอบ O27 ให้กองช่าง')
    await reviewer.taps('มอบหมาย')
    const before = await items()
    await reviewer.says('มอบ O27 ให้กองช่าง')
    expect(reviewer.lastWords()).toContain('O27 มอบหมายไว้อย่างนั้นอยู่แล้ว ไม่มีอะไรเปลี่ยนค่ะ')
    expect(await items()).toEqual(before)
  })

  it.each([
    ['มอบ O24 ให้กองช่าง ส่งภายใน 31 ก.พ.', 'ไม่มีวันที่นี้'],
    ['มอบ O24 ให้กองช่าง ส่งภายใน 1 ม.ค. 68', 'ผ่านไปแล้ว'],
    ['มอบหมาย O24 ให้คุณมานะ', 'ไม่พบ'],
    ['มอบหมาย O99 ให้กองคลัง', 'ไม่มีข้อ O99 อยู่ด้วยค่ะ'],
  ])('that cannot be is said so, and nothing changes: %s', async (order, answer) => {
    const before = await items()
    await reviewer.says(order)
    expect(reviewer.lastWords()).toContain(answer)
    expect(await items()).toEqual(before)
  })

  it('is not for clerks, who may take an item on', async () => {
    await clerk.says('มอบ O28 ให้กองช่าง')
    expect(clerk.lastWords()).toContain('รับ O14 เอง')
    await clerk.says('หนูรับ O28 เอง')
    await clerk.taps('มอบหมาย')
    expect(await item('O28')).toMatchObject({ owner: { name: 'สมหญิง' }, units: ['สำนักปลัด'] })
  })

  it('is not carried out for somebody who lost the right since it was shown', async () => {
    const leaving = await bot.staff('reviewer', null, 'ผู้ตรวจชั่วคราว')
    await leaving.says('มอบ O30 ให้กองช่าง')
    await bot.database.db.updateTable('staff').set({ role: 'staff' }).where('name', '=', 'ผู้ตรวจชั่วคราว').execute()
    await leaving.taps('มอบหมาย')
    expect(leaving.lastWords()).toContain('ไม่มีอะไรเปลี่ยน')
    expect(await item('O30')).toMatchObject({ units: ['สำนักปลัด'] })
  })

  it('is carried out for nobody else than who saw it', async () => {
    await reviewer.says('มอบ O30 ให้กองช่าง')
    const data = JSON.stringify(reviewer.heard().at(-1))
      .match(/work\.1\?\{[^}]*confirm[^}]*\}/)?.[0]
      ?.replaceAll('\\', '')
    expect(data).toBeDefined()
    await bot.line.tap(bot.slug, other.userId, { type: 'postback', data: data ?? '' })
    await bot.app.settle()
    expect(other.lastWords()).toContain('ไม่มีอะไรเปลี่ยน')
    expect(await item('O30')).toMatchObject({ units: ['สำนักปลัด'] })
    await reviewer.says('ไม่')
  })
})

describe('somebody who is not staff', () => {
  it('gets nothing of it by any button', async () => {
    const citizen = bot.citizen()
    for (const data of [
      'item.1?{"edition":2567,"code":"O14"}',
      'review.1?{"edition":2567,"code":"O5","seen":1,"do":"pass"}',
      'history.1?{"edition":2567,"code":"O4"}',
      'tick.1?{"edition":2567,"code":"O16","place":0,"on":true}',
    ]) {
      await bot.line.tap(bot.slug, citizen.userId, { type: 'postback', data })
      await bot.app.settle()
      expect(citizen.lastWords()).toContain('สำหรับเจ้าหน้าที่')
    }
  })
})
