import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { monthAround } from '../../src/features/questions/statistics/periods.ts'
import { readCounted } from '../../src/features/questions/statistics/statistics-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { threadStore } from '../../src/threads/thread-store.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { day, minute } from '../support/clock.ts'
import { workbook } from '../cli/workbook.ts'
import { actionsIn, said } from '../support/cards.ts'

const rubbish = 'ค่าจัดเก็บขยะปีละเท่าใด'
const unknown = 'รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น'
const head = ['รหัส', 'หมวด', 'หน่วยงาน', 'คำถาม', 'คำตอบ', 'คำถามแบบอื่น', 'ลิงก์']

let bot: Bot
let admin: Phone
let somchai: Phone
beforeAll(async () => {
  bot = await startBot()
  admin = await bot.staff('admin', null, 'ผู้ดูแล')
  somchai = bot.citizen()
})
afterAll(() => bot.stop())

async function sends(phone: Phone, bytes: Buffer): Promise<void> {
  await bot.line.sendContent(bot.slug, phone.userId, 'file', { type: 'application/octet-stream', bytes })
  await bot.app.settle()
}

async function entries(): Promise<number> {
  const rows = await bot.database.db.selectFrom('knowledge').selectAll().where('removed_at', 'is', null).execute()
  return rows.length
}

describe('an administrator sends a file', () => {
  it('sees what it would change, takes it over with one tap, and takes it back with another', async () => {
    const before = await entries()
    await sends(
      admin,
      workbook([
        head,
        ['N1', 'ทั่วไป', 'สำนักปลัด', 'ช้างหน้าศาลาใครปั้น', 'ช่างทองปั้นเมื่อปี 2510', 'รูปปั้นช้างใครปั้น|ใครเป็นช่างปั้นช้าง', ''],
        ['', '', '', '', '', '', ''],
        ['N2', 'ทั่วไป', 'สำนักปลัด', 'วัดเปิดกี่โมง', 'หกโมงเช้า', '', ''],
      ]),
    )
    expect(admin.lastWords()).toContain('ใช้ไฟล์นี้ทำอะไร')
    await admin.taps('นำเข้าคลังคำตอบ')
    expect(said(admin)).toContain('เพิ่มใหม่ 2 เรื่อง · แก้ไข 0 เรื่อง')
    expect(said(admin)).toContain('ช้างหน้าศาลาใครปั้น')
    expect(await entries()).toBe(before)
    await admin.taps('นำเข้าเลย')
    expect(admin.lastWords()).toContain('เพิ่ม 2 แก้ไข 0 เอาออก 0')
    expect(await entries()).toBe(before + 2)
    await somchai.says(unknown)
    expect(said(somchai)).toContain('ช่างทองปั้นเมื่อปี 2510')

    await admin.taps('เลิกทำ')
    expect(admin.lastWords()).toContain('คืนค่าเดิมแล้ว 2 เรื่อง')
    expect(await entries()).toBe(before)
    await somchai.says(unknown)
    expect(said(somchai)).toContain('ยังไม่มีคำตอบในระบบ')
    await admin.taps('เลิกทำ')
    expect(admin.lastWords()).toContain('เลิกทำไปแล้ว')
    expect(await entries()).toBe(before)
  })

  it('with mistakes, and learns every row of them; nothing changes', async () => {
    const before = await entries()
    const lines = [
      head,
      ['M1', '', '', 'คำถามหนึ่ง', 'คำตอบ', '', ''],
      ['M2', '', '', '', 'ไม่มีคำถาม', '', ''],
      ['M3', '', '', '', 'ไม่มีคำถาม', '', ''],
      ['M1', '', '', 'ซ้ำ', 'ซ้ำ', '', ''],
      ['M5', '', '', 'ลิงก์เสีย', 'คำตอบ', '', 'www.khaokluai.go.th'],
    ]
    await sends(admin, Buffer.from(lines.map((line) => line.join(',')).join('\n')))
    await admin.taps('นำเข้าคลังคำตอบ')
    const words = admin.lastWords()
    for (const part of ['ที่ต้องแก้ 4 แห่ง', 'คำถามว่างอยู่: แถวที่ 3-4', 'รหัสซ้ำกับแถวที่ 2: แถวที่ 5', 'แถวที่ 6'])
      expect(words).toContain(part)
    expect(await entries()).toBe(before)
  })

  it('that lacks entries can replace the whole base, after the names were shown', async () => {
    const before = await entries()
    const json = {
      entries: [{ id: 'J1', question: 'ที่ทำการเปิดกี่โมง', answer: '8.30 น. ทุกวันทำการ' }],
    }
    await sends(admin, Buffer.from(JSON.stringify(json)))
    await admin.taps('นำเข้าคลังคำตอบ')
    expect(said(admin)).toContain(`ในคลังมีอีก ${before} เรื่องที่ไม่อยู่ในไฟล์`)
    await admin.taps('ใช้ไฟล์แทนทั้งคลัง')
    expect(said(admin)).toContain(`เอาออก ${before} เรื่อง`)
    expect(await entries()).toBe(before)
    await admin.taps('ใช้ไฟล์แทนทั้งคลัง')
    expect(await entries()).toBe(1)
    await admin.taps('เลิกทำ')
    expect(await entries()).toBe(before)
    await somchai.says(rubbish)
    expect(said(somchai)).toContain('240 บาทต่อปี')
  })

  it('that was taken over can be taken back later too, after it was shown how much that is', async () => {
    const before = await entries()
    const added = ['L1', 'L2'].map((id) => ({ id, question: `เรื่อง ${id}`, answer: 'คำตอบ' }))
    await sends(admin, Buffer.from(JSON.stringify(added)))
    await admin.taps('นำเข้าคลังคำตอบ')
    await admin.taps('นำเข้าเลย')
    await admin.says('คลังคำตอบ')
    await admin.taps('เลิกทำครั้งล่าสุด')
    expect(said(admin)).toContain('คืนค่าเดิม 2 เรื่อง')
    expect(await entries()).toBe(before + 2)
    await admin.taps('เลิกทำ')
    expect(admin.lastWords()).toContain('คืนค่าเดิมแล้ว 2 เรื่อง')
    expect(await entries()).toBe(before)
  })

  it('that is no table, is too early, or is not hers to send, and is told so kindly', async () => {
    await sends(admin, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]))
    await admin.taps('นำเข้าคลังคำตอบ')
    expect(admin.lastWords()).toContain('เปิดไฟล์นี้ไม่ได้')
    await sends(admin, Buffer.from('ชื่อ,เบอร์\nก,1\n'))
    await admin.taps('นำเข้าคลังคำตอบ')
    expect(admin.lastWords()).toContain('แถวแรกของไฟล์ต้องเป็นชื่อช่อง')

    bot.line.faults.contentNotReady = 1
    await sends(admin, Buffer.from('[]'))
    await admin.taps('นำเข้าคลังคำตอบ')
    expect(admin.lastWords()).toContain('ไฟล์ยังมาไม่ครบ')

    const clerk = await bot.staff('staff', 'กองคลัง')
    await sends(clerk, Buffer.from('[]'))
    expect(clerk.lastWords()).not.toContain('ใช้ไฟล์นี้ทำอะไร')
    const [action] = actionsIn(admin.heard(), /^file\./)
    await bot.line.tap(bot.slug, clerk.userId, action ?? {})
    await bot.app.settle()
    expect(clerk.lastWords()).toContain('ส่วนนี้สำหรับผู้ดูแลระบบ')
    bot.clock.move(2 * minute)
    await bot.app.settle()
  })
})

describe('one entry', () => {
  it('is found, shown, rewritten, shown again, saved, used, and undone', async () => {
    await admin.says('แก้คำตอบ ค่าเก็บขยะ')
    await admin.taps(firstEntry(admin))
    expect(said(admin)).toContain('240 บาทต่อปี')
    await admin.taps('แก้คำตอบ')
    expect(admin.lastWords()).toContain('พิมพ์คำตอบใหม่')
    await admin.says('ครัวเรือนละ 300 บาทต่อปี จ่ายที่กองคลัง')
    expect(said(admin)).toContain('เดิม')
    expect(said(admin)).toContain('300 บาทต่อปี')
    await somchai.says(rubbish)
    expect(said(somchai)).toContain('240 บาทต่อปี')
    await admin.taps('บันทึก')
    expect(admin.lastWords()).toContain('บันทึกแล้ว')
    await somchai.says(rubbish)
    expect(said(somchai)).toContain('300 บาทต่อปี')
    await admin.taps('เลิกทำ')
    await somchai.says(rubbish)
    expect(said(somchai)).toContain('240 บาทต่อปี')
  })

  it('that a member of a unit rewrites waits for a reviewer', async () => {
    const clerk = await bot.staff('staff', 'กองคลัง', 'สมหญิง')
    const reviewer = await bot.staff('reviewer', 'สำนักปลัด', 'ปลัด')
    await clerk.says(rubbish)
    await clerk.taps('แก้คำตอบนี้')
    await clerk.taps('เสนอแก้ไข')
    await clerk.says('ครัวเรือนละ 360 บาทต่อปี')
    await clerk.taps('เสนอให้ผู้ตรวจ')
    expect(clerk.lastWords()).toContain('เสนอแล้ว')
    await somchai.says(rubbish)
    expect(said(somchai)).toContain('240 บาทต่อปี')

    await reviewer.says('ดูเรื่องที่รอ')
    expect(said(reviewer)).toContain('คำตอบใหม่ที่รออนุมัติ 1 เรื่อง')
    await reviewer.says('คลังคำตอบ')
    expect(said(reviewer)).toContain('รออนุมัติ')
    await reviewer.taps('รออนุมัติ')
    expect(said(reviewer)).toContain('360 บาทต่อปี')
    expect(said(reviewer)).toContain('เสนอโดย สมหญิง')
    await reviewer.taps('อนุมัติ')
    await somchai.says(rubbish)
    expect(said(somchai)).toContain('360 บาทต่อปี')
    await reviewer.taps('อนุมัติ')
    expect(reviewer.lastWords()).toContain('มีคนตัดสินไปแล้ว')
  })

  it('is due for review after a year; whoever looked at it confirms it with one tap', async () => {
    bot.clock.move(366 * day)
    await somchai.says(rubbish)
    expect(said(somchai)).toContain('ถึงกำหนดทบทวน')
    await admin.says('คลังคำตอบ')
    await admin.taps('ถึงกำหนดทบทวน')
    // Whoever answers for them finds them among what waits.
    const keeper = await bot.staff('staff', 'กองคลัง', 'คลัง')
    await keeper.says('ดูเรื่องที่รอ')
    expect(said(keeper)).toMatch(/คำตอบในคลัง \d+ เรื่อง/)
    expect(said(admin)).toMatch(/แสดง 8 จาก \d+ เรื่อง/)
    await admin.says(rubbish)
    await admin.taps('แก้คำตอบนี้')
    await admin.taps('ยืนยันว่ายังถูกต้อง')
    expect(admin.lastWords()).toContain('ตรวจสอบล่าสุดวันนี้')
    await somchai.says(rubbish)
    expect(said(somchai)).not.toContain('ถึงกำหนดทบทวน')
    expect(said(somchai)).toContain('ตรวจสอบล่าสุด 24 พ.ย. 70')
  })
})

describe('an answer that staff gave', () => {
  it('is proposed, reworded, and from then on the bot knows', async () => {
    const clerk = await bot.staff('staff', 'สำนักปลัด', 'มานี')
    const reviewer = await bot.staff('reviewer', null, 'ปลัด')
    await somchai.says(unknown)
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    const thread = await bot.database.db.selectFrom('threads').selectAll().executeTakeFirstOrThrow()
    await clerk.says(`ตอบ Q${thread.serial} ช่างทองเป็นผู้ปั้นเมื่อปี 2510`)
    await clerk.taps('ส่งเลย')
    await clerk.taps('เพิ่มในคลังคำตอบ')
    expect(said(clerk)).toContain('ช่างทองเป็นผู้ปั้น')
    expect(said(clerk)).toContain('ตรวจว่าไม่มีชื่อคน')
    await clerk.taps('แก้คำถาม')
    await clerk.says('รูปปั้นช้างหน้าศาลาใครเป็นคนปั้น')
    await clerk.taps('เสนอให้ผู้ตรวจ')
    const [proposal] = await bot.database.db
      .selectFrom('knowledge_proposals')
      .selectAll()
      .where('state', '=', 'waiting')
      .execute()
    expect(proposal?.entry_sealed).not.toContain('ช้าง')

    await reviewer.says('คลังคำตอบ')
    await reviewer.taps('รออนุมัติ')
    await reviewer.taps('อนุมัติ')
    await somchai.says(unknown)
    expect(said(somchai)).toContain('ช่างทองเป็นผู้ปั้น')
    expect(said(somchai)).toContain('สำนักปลัด')
  })
})

describe('what to write next', () => {
  it('lists what was asked in vain and what did not fit, most frequent first, without telling who asked', async () => {
    for (const name of ['ก', 'ข', 'ค']) {
      const asker = bot.citizen(name)
      await asker.says('จักรยานน้ำในบึงเช่าชั่วโมงละกี่บาท')
      await asker.taps('ส่งให้เจ้าหน้าที่')
    }
    const asker = bot.citizen()
    await asker.says(rubbish)
    await asker.taps('ไม่ตรง')
    await admin.says('คลังคำตอบ')
    await admin.taps('ควรเขียนเพิ่ม')
    const list = said(admin)
    expect(list).toContain('ไม่มีคำตอบ 3 ครั้ง')
    expect(list).toContain('กดไม่ตรง 1 ครั้ง')
    expect(list.indexOf('ไม่มีคำตอบ 3 ครั้ง')).toBeLessThan(list.indexOf('กดไม่ตรง 1 ครั้ง'))
    const clerk = await bot.staff('staff', 'กองช่าง')
    await clerk.says('คลังคำตอบ')
    await clerk.taps('ควรเขียนเพิ่ม')
    expect(said(clerk)).not.toContain('จักรยานน้ำ')
  })
})

it('forgets what came of a question that turned out to be about wrongdoing', async () => {
  const clerk = await bot.staff('staff', 'สำนักปลัด')
  const asker = bot.citizen()
  await asker.says('แพปลาริมน้ำใครเป็นคนให้เช่าปีละกี่บาท')
  await asker.taps('ส่งให้เจ้าหน้าที่')
  const { db } = bot.database
  const row = await db.selectFrom('threads').selectAll().orderBy('created_at', 'desc').executeTakeFirstOrThrow()
  await clerk.says(`ตอบ Q${row.serial} ยังไม่มีข้อมูล`)
  await clerk.taps('ส่งเลย')
  await clerk.taps('เพิ่มในคลังคำตอบ')
  await clerk.taps('เสนอให้ผู้ตรวจ')
  const agencyId = row.agency_id
  const month = monthAround(bot.clock.now())
  const before = await readCounted(db, agencyId, month)

  const threads = threadStore(db, bot.clock, systemIds, bot.envelope)
  const thread = await threads.byNumber(agencyId, row.number)
  if (!thread) throw new Error('The thread is gone.')
  expect(await threads.remove(agencyId, thread, '')).toBe(true)
  const proposals = await db.selectFrom('knowledge_proposals').selectAll().where('state', '=', 'waiting').execute()
  const gaps = await db.selectFrom('knowledge_gaps').selectAll().where('thread_id', '=', thread.id).execute()
  expect([proposals.filter((one) => one.thread_id === thread.id), gaps]).toEqual([[], []])
  expect((await readCounted(db, agencyId, month)).threads).toHaveLength(before.threads.length - 1)
})

function firstEntry(phone: Phone): string {
  const [action] = actionsIn([phone.heard().at(-1) ?? {}], /^entry\./)
  return String(action?.['displayText'])
}
