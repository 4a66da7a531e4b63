import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { day, minute } from '../support/clock.ts'

const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(20_000, 7)])

let bot: Bot
let clerk: Phone
let colleague: Phone
beforeAll(async () => {
  bot = await startBot()
  clerk = await bot.staff('staff', 'สำนักปลัด', 'สมหญิง ใจดี')
  colleague = await bot.staff('reviewer', 'สำนักปลัด', 'สมชาย ขยัน')
})
afterAll(() => bot.stop())

const rows = () => bot.database.db.selectFrom('threads').selectAll().orderBy('created_at').execute()
const last = async () => (await rows()).at(-1)
const ticket = async () => {
  const row = await last()
  return `${row?.kind === 'request' ? 'R' : 'Q'}${row?.serial ?? 0}`
}
const heardLast = (phone: Phone) => JSON.stringify(phone.heard().at(-1))

/** Takes back the person's last message in which these words stand. */
async function unsends(phone: Phone, words: string): Promise<void> {
  const entry = phone
    .chat()
    .findLast((one) => one.from === 'person' && 'message' in one && JSON.stringify(one.message).includes(words))
  await bot.line.unsend(bot.slug, phone.userId, entry && 'messageId' in entry ? entry.messageId : '')
  await bot.app.settle()
}

/** A citizen whose question nobody but a person can answer. */
async function asks(words = 'รูปปั้นหน้าศาลาเก่าใครเป็นคนปั้น'): Promise<Phone> {
  const somchai = bot.citizen()
  await somchai.says(words)
  await somchai.taps('ส่งให้เจ้าหน้าที่')
  return somchai
}
async function sends(phone: Phone, media: 'image' | 'audio' = 'image', bytes = photo): Promise<void> {
  await bot.line.sendContent(bot.slug, phone.userId, media, {
    type: media === 'image' ? 'image/jpeg' : 'audio/mp4',
    bytes,
  })
  await bot.app.settle()
}

describe('a question that a person answers', () => {
  it('is guessed to be for the unit whose matter it is, and goes to another one with one tap, and back', async () => {
    const somchai = await asks('อยากทราบว่าใครเป็นคนพิจารณาเรื่องกองช่างย้ายเสาเก่าในซอยสามแล้วเอาไปวางตรงไหน')
    expect(await last()).toMatchObject({ unit: 'กองช่าง' })
    expect(somchai.lastWords()).toContain('กองช่าง')
    await colleague.says(`โอน ${await ticket()}`)
    await colleague.taps('สำนักปลัด')
    expect(await last()).toMatchObject({ unit: 'สำนักปลัด' })
    await colleague.taps('โอนกลับ')
    expect(await last()).toMatchObject({ unit: 'กองช่าง' })
    await colleague.says(`โอน ${await ticket()} ไปสำนักปลัด`)
    await colleague.says(`ประวัติ ${await ticket()}`)
    expect(heardLast(colleague)).toContain('โอนจากกองช่าง ไปสำนักปลัด (สมชาย ขยัน)')
  })

  it('of another unit is not open to its staff', async () => {
    await asks('กองช่างย้ายเสาเก่าในซอยสามไปวางไว้ที่บ้านใครกันแน่')
    await clerk.says(`ตอบ ${await ticket()} ไม่ทราบ`)
    expect(clerk.lastWords()).toContain('อยู่ที่กองช่าง')
    await clerk.says(await ticket())
    expect(clerk.lastWords()).not.toContain('เสาเก่า')
  })

  it('taken in hand by one is seen by the other, who can take it over knowingly', async () => {
    await asks()
    await clerk.says(`รับเรื่อง ${await ticket()}`)
    expect(clerk.lastWords()).toContain('ท่านรับเรื่อง')
    await colleague.says(`รับเรื่อง ${await ticket()}`)
    expect(colleague.lastWords()).toContain('สมหญิง ใจดี กำลังตอบอยู่')
    await colleague.says(`ตอบ ${await ticket()} ช่างจากลพบุรี`)
    expect(heardLast(colleague)).toContain('สมหญิง ใจดี กำลังตอบอยู่')
    await colleague.says('ไม่ส่ง')
    await colleague.says(`รับเรื่อง ${await ticket()}`)
    await colleague.taps('รับต่อจากเขา')
    expect((await last())?.claimed_by).not.toBeNull()
    await clerk.says(await ticket())
    expect(heardLast(clerk)).toContain('สมชาย ขยัน กำลังตอบอยู่')
  })

  it('that two write an answer to at once goes out once; the second sees the first before anything more is sent', async () => {
    const somchai = await asks()
    await clerk.says(`ตอบ ${await ticket()} ช่างจากลพบุรี`)
    await colleague.says(`ตอบ ${await ticket()} ช่างจากสิงห์บุรี`)
    await clerk.taps('ส่งเลย')
    await colleague.taps('ส่งเลย')
    expect(colleague.lastWords()).toContain('มีคนตอบแล้ว')
    expect(colleague.lastWords()).toContain('ช่างจากลพบุรี')
    expect(JSON.stringify(somchai.heard())).not.toContain('สิงห์บุรี')
    await colleague.taps('ส่งเลย')
    expect(heardLast(somchai)).toContain('ช่างจากสิงห์บุรี')
  })

  it('is answered under the unit’s name; the private name goes only when its owner chooses so', async () => {
    const somchai = await asks()
    await clerk.says(`ตอบ ${await ticket()} ช่างจากลพบุรี https://www.phothong.go.th/statue`)
    await clerk.taps('ลงชื่อตัวเอง')
    expect(heardLast(clerk)).toContain('สมหญิง ใจดี สำนักปลัด')
    await clerk.taps('ใช้ชื่อกอง')
    await clerk.taps('ส่งเลย')
    expect(JSON.stringify(somchai.heard())).not.toContain('สมหญิง')
    expect(heardLast(somchai)).toContain('คำตอบจากสำนักปลัด')
    expect(heardLast(somchai)).toContain('https://www.phothong.go.th/statue')
  })

  it('takes a photo with its answer, shown in the chat under an address that nobody can guess', async () => {
    const somchai = await asks()
    await clerk.says('กล่องคำถาม')
    await clerk.says(`ตอบ ${await ticket()} ตามรูปค่ะ`)
    await sends(clerk)
    expect(heardLast(clerk)).toContain('แนบ 1 ไฟล์')
    await clerk.taps('ส่งเลย')
    const image = somchai.heard().find((message) => message['type'] === 'image')
    const address = String(image?.['originalContentUrl'])
    expect(address).toMatch(/^https:\/\/bot\.example\.go\.th\/f\/[\w-]{32}$/)
    const path = new URL(address).pathname
    const served = await fetch(`${bot.url}${path}`)
    expect([served.status, served.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    expect(Buffer.from(await served.arrayBuffer()).equals(photo)).toBe(true)
    expect((await fetch(`${bot.url}${path.slice(0, -1)}`)).status).toBe(404)
  })

  it('is answered with words that were kept from an earlier answer', async () => {
    await asks()
    await clerk.says(`ตอบ ${await ticket()} เชิญดูได้ที่ห้องสมุดทุกวันทำการ`)
    await clerk.taps('เก็บไว้ใช้อีก')
    await clerk.taps('ส่งเลย')
    const malee = await asks('ภาพวาดในห้องประชุมเก่าเป็นของใคร')
    await clerk.says(`ตอบ ${await ticket()}`)
    await clerk.taps('คำตอบสำเร็จรูป')
    await clerk.taps('เชิญดูได้ที่ห้องสมุดทุกวันทำการ')
    await clerk.taps('ส่งเลย')
    expect(heardLast(malee)).toContain('เชิญดูได้ที่ห้องสมุด')
  })

  it('is asked back about, answered with a tap, and waits for staff again', async () => {
    const somchai = await asks()
    await clerk.says(`ขอข้อมูลเพิ่ม ${await ticket()} ศาลาหลังไหนคะ`)
    await clerk.taps('ส่งเลย')
    expect(heardLast(somchai)).toContain('ขอข้อมูลเพิ่ม')
    expect(await last()).toMatchObject({ status: 'asked' })
    await somchai.taps('ตอบเจ้าหน้าที่')
    await somchai.says('หลังที่ติดตลาด')
    expect(somchai.lastWords()).toContain('ส่งถึง')
    expect(await last()).toMatchObject({ status: 'open' })
    await clerk.says(await ticket())
    expect(heardLast(clerk)).toContain('หลังที่ติดตลาด')
  })

  it('can be asked on in, ended, rated with a word, and stands in the list of its owner', async () => {
    const somchai = await asks()
    const number = (await last())?.number ?? ''
    await clerk.says(`ตอบ ${await ticket()} ช่างจากลพบุรี`)
    await clerk.taps('ส่งเลย')
    await somchai.taps('ถามต่อ')
    await somchai.says('ปั้นปีไหนคะ')
    expect(await last()).toMatchObject({ status: 'open', number })
    await clerk.says(`ตอบ ${await ticket()} ปี 2512`)
    await clerk.taps('ส่งเลย')
    expect(heardLast(somchai)).toContain('ปั้นปีไหนคะ')
    await somchai.taps('ได้คำตอบแล้ว')
    expect(await last()).toMatchObject({ status: 'closed', closed_by: 'citizen', answers: 2 })
    await somchai.taps('4 พอใจ')
    await somchai.taps('เขียนความเห็น')
    await somchai.says('ตอบไวดี')
    expect(somchai.lastWords()).toContain('ขอบคุณสำหรับความเห็น')
    const row = await last()
    expect(row).toMatchObject({ rating: 4 })
    expect(row?.comment_sealed).not.toContain('ตอบไวดี')
    await somchai.says('คำถามของฉัน')
    expect(heardLast(somchai)).toContain(number)
    expect(heardLast(somchai)).toContain('ปิดเรื่องแล้ว')
  })

  it('is not touched by the buttons of somebody else', async () => {
    await asks()
    const number = (await last())?.number ?? ''
    const stranger = bot.citizen('สมศรี')
    for (const data of [
      `mine.1?{"number":"${number}","do":"withdraw-yes"}`,
      `stars.1?{"number":"${number}","stars":1}`,
      `handle.1?{"number":"${number}","do":"details"}`,
      `move.1?{"number":"${number}","unit":"x"}`,
      `attach.1?{"number":"${number}"}`,
    ]) {
      await bot.line.tap(bot.slug, stranger.userId, { type: 'postback', data })
      await bot.app.settle()
    }
    expect(JSON.stringify(stranger.heard())).not.toContain('รูปปั้น')
    expect(await last()).toMatchObject({ status: 'open', rating: null })
  })

  it('that belongs to the protected channel leaves the inbox with its words and files, after a second tap', async () => {
    const somchai = await asks()
    await sends(somchai)
    await colleague.says(await ticket())
    await colleague.taps('เป็นเรื่องทุจริต')
    await colleague.taps('ย้ายออกและลบ')
    const row = await last()
    expect(row).toMatchObject({ status: 'closed' })
    const words = bot.database.db
      .selectFrom('thread_messages')
      .selectAll()
      .where('thread_id', '=', row?.thread_id ?? '')
    expect(await words.execute()).toEqual([])
    const files = bot.database.db
      .selectFrom('attachments')
      .selectAll()
      .where('thread_id', '=', row?.thread_id ?? '')
    expect(await files.execute()).toEqual([])
    expect(somchai.lastWords()).toContain('ไม่อยู่ในกล่องคำถามแล้ว')
    expect(somchai.lastWords()).not.toContain('ทุจริต')
  })

  it('whose words are taken back shows staff nothing of them', async () => {
    const somchai = bot.citizen()
    await somchai.says('ศิลาฤกษ์ของตึกเก่าอยู่ที่ไหนกันแน่')
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    await unsends(somchai, 'ศิลาฤกษ์')
    await colleague.says(await ticket())
    expect(heardLast(colleague)).not.toContain('ศิลาฤกษ์')
    expect(heardLast(colleague)).toContain('ผู้ถามยกเลิกข้อความนี้')
  })

  it('whose words were told as a problem first, and are taken back, shows staff nothing of them', async () => {
    const somchai = bot.citizen()
    await somchai.says('ถนนหน้าศาลาริมบึงเป็นหลุมใหญ่มากค่ะ')
    await somchai.taps('แค่สอบถาม')
    await somchai.taps('ถามเจ้าหน้าที่')
    await unsends(somchai, 'ริมบึง')
    await colleague.says(await ticket())
    expect(heardLast(colleague)).not.toContain('ริมบึง')
    expect(heardLast(colleague)).toContain('ผู้ถามยกเลิกข้อความนี้')
  })

  it('keeps the stars but not the comment that is taken back', async () => {
    const somchai = await asks()
    await clerk.says(`ตอบ ${await ticket()} ช่างจากลพบุรี`)
    await clerk.taps('ส่งเลย')
    await somchai.taps('ได้คำตอบแล้ว')
    await somchai.taps('4 พอใจ')
    await somchai.taps('เขียนความเห็น')
    await somchai.says('โทรหาดิฉันที่ 0812345678')
    expect((await last())?.comment_sealed).not.toBeNull()
    await unsends(somchai, '0812345678')
    expect(await last()).toMatchObject({ rating: 4, comment_sealed: null, comment_source: null })
  })
})

describe('what comes without words', () => {
  it('goes into the one open question, with a way out', async () => {
    const somchai = await asks()
    await sends(somchai)
    expect(somchai.lastWords()).toContain('แนบกับเรื่อง')
    const thread = await last()
    const files = () =>
      bot.database.db
        .selectFrom('attachments')
        .select('thread_id')
        .where('thread_id', '=', thread?.thread_id ?? '')
        .execute()
    expect(await files()).toHaveLength(1)
    await somchai.taps('เป็นเรื่องอื่น')
    expect(await files()).toHaveLength(0)
  })

  it('and is a voice is offered to staff’s ears', async () => {
    const malee = bot.citizen('มาลี')
    await sends(malee, 'audio')
    expect(malee.lastWords()).toContain('ยังฟังข้อความเสียงไม่ได้')
    await malee.taps('ส่งให้เจ้าหน้าที่')
    expect(malee.lastWords()).toContain('ไฟล์แนบ 1 ไฟล์')
  })

  it('is opened by staff of the unit once, by a link from the chat, and by nobody else', async () => {
    const somchai = await asks()
    await sends(somchai)
    await clerk.says(await ticket())
    await clerk.taps('เปิดไฟล์แนบ 1 ไฟล์')
    const link = new URL(/https:\/\/\S+/.exec(clerk.lastWords())?.[0] ?? 'https://x')
    const opened = await fetch(`${bot.url}${link.pathname}`, { method: 'POST', redirect: 'manual' })
    expect(opened.status).toBe(303)
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const path = opened.headers.get('location') ?? ''
    const page = await fetch(`${bot.url}${path}`, { headers: { cookie } })
    const words = await page.text()
    expect(words).toContain('ไฟล์แนบของเรื่อง')
    const image = /<img src="([^"]+)"/.exec(words)?.[1] ?? ''
    const file = await fetch(new URL(image, `${bot.url}${path}`), { headers: { cookie } })
    expect(Buffer.from(await file.arrayBuffer()).equals(photo)).toBe(true)
    expect((await fetch(`${bot.url}${path}`)).status).toBe(410)
    expect((await fetch(`${bot.url}${link.pathname}`, { method: 'POST', redirect: 'manual' })).status).toBe(410)
  })
})

describe('a problem in the town', () => {
  it('is told in two taps with a photo and a place, and its teller hears of every step', async () => {
    const somchai = bot.citizen()
    await sends(somchai)
    await somchai.taps('ไฟทาง')
    expect(somchai.lastWords()).toContain('อยู่ตรงไหน')
    await bot.line.sendLocation(bot.slug, somchai.userId, {
      latitude: 14.6,
      longitude: 100.4,
      title: 'หน้าวัด',
      address: '',
    })
    await bot.app.settle()
    expect(somchai.lastWords()).toContain('R-2570-00001')
    expect(somchai.lastWords()).toContain('กองช่าง')
    expect(await last()).toMatchObject({ kind: 'request', category: 'light', progress: 'received', unit: 'กองช่าง' })

    const engineer = await bot.staff('staff', 'กองช่าง', 'ช่างเอก')
    await engineer.says('กล่องคำถาม')
    await engineer.says('R1')
    expect(heardLast(engineer)).toContain('google.com/maps')
    await engineer.taps('แจ้งความคืบหน้า')
    await engineer.taps('กำลังดำเนินการ')
    await engineer.taps('ส่งเลย')
    // Something else may follow about what is still open: both would be one paid message.
    bot.clock.move(3 * minute)
    bot.app.tick()
    await bot.app.settle()
    expect(heardLast(somchai)).toContain('กำลังดำเนินการ')
    await engineer.says('R1 เสร็จแล้ว เปลี่ยนหลอดใหม่สองดวง')
    await sends(engineer)
    await engineer.taps('ส่งเลย')
    expect(heardLast(somchai)).toContain('เปลี่ยนหลอดใหม่สองดวง')
    expect(somchai.heard().at(-2)).toMatchObject({ type: 'image' })
    await somchai.taps('ยังไม่เรียบร้อย')
    await somchai.says('ยังดับอยู่ดวงหนึ่ง')
    expect(await last()).toMatchObject({ status: 'open', progress: 'in-work' })
    await engineer.says('R1 เสร็จ')
    await engineer.taps('ส่งเลย')
    await somchai.taps('เรียบร้อย')
    expect(await last()).toMatchObject({ status: 'closed', progress: 'done' })
  })

  it('told in words needs one tap before anything reaches staff, and can be skipped through', async () => {
    const before = (await rows()).length
    const malee = bot.citizen('มาลี')
    await malee.says('ถนนหน้าโรงเรียนเป็นหลุมใหญ่มากค่ะ')
    expect(JSON.stringify(malee.heard())).toContain('/w/phothong')
    expect(await rows()).toHaveLength(before)
    await malee.taps('แจ้งเรื่องนี้')
    await malee.says('ข้าม')
    await malee.taps('ข้าม')
    expect(malee.lastWords()).toContain('R-2570-00002')
    expect(await last()).toMatchObject({ category: 'road' })
  })

  it('that turns out to be a question is asked as one', async () => {
    const malee = bot.citizen('มาลี')
    await sends(malee)
    await malee.taps('แค่สอบถาม')
    expect(malee.lastWords()).toContain('พิมพ์คำถาม')
    await malee.says('ค่าจัดเก็บขยะปีละเท่าใด')
    expect(heardLast(malee)).toContain('240 บาทต่อปี')
  })

  it('is withdrawn by its teller after a second look', async () => {
    const malee = bot.citizen('มาลี')
    await malee.says('ขยะล้นถังหน้าตลาดส่งกลิ่นเหม็นมาก')
    await malee.taps('แจ้งเรื่องนี้')
    await malee.says('ข้าม')
    await malee.says('หน้าตลาดสด')
    const number = (await last())?.number ?? ''
    await malee.says('เรื่องของฉัน')
    await malee.taps(number)
    await malee.taps('ยกเลิกเรื่องนี้')
    await malee.taps('ยกเลิกเลย')
    expect(await last()).toMatchObject({ status: 'closed', closed_by: 'citizen' })
  })
})

describe('a problem whose place is taken back', () => {
  async function told(): Promise<Phone> {
    const somchai = bot.citizen()
    await somchai.says('แจ้งปัญหา')
    await somchai.taps('ไฟทาง')
    await somchai.says('ดับมาสามวันแล้ว')
    return somchai
  }

  it('shows staff nothing of the message that said where', async () => {
    const somchai = await told()
    await somchai.says('หน้าบ้านนายดำ เลขที่ 99')
    await colleague.says(await ticket())
    expect(heardLast(colleague)).toContain('เลขที่ 99')
    await unsends(somchai, 'เลขที่ 99')
    await colleague.says(await ticket())
    expect(heardLast(colleague)).not.toContain('เลขที่ 99')
  })

  it('keeps its words when the place was one on the map', async () => {
    const somchai = await told()
    await bot.line.sendLocation(bot.slug, somchai.userId, { address: 'ซอย 7', latitude: 14.8, longitude: 100.1 })
    await bot.app.settle()
    await colleague.says(await ticket())
    expect(heardLast(colleague)).toContain('100.1')
    await unsends(somchai, 'ซอย 7')
    await colleague.says(await ticket())
    expect(heardLast(colleague)).not.toContain('100.1')
    expect(heardLast(colleague)).toContain('ดับมาสามวันแล้ว')
  })
})

describe('silence', () => {
  it('of seven days closes what was answered, free of charge, and asking on opens it again', async () => {
    const somchai = await asks()
    await clerk.says(`ตอบ ${await ticket()} ช่างจากลพบุรี`)
    await clerk.taps('ส่งเลย')
    const id = (await last())?.thread_id ?? ''
    const pushes = () =>
      bot.line
        .calls()
        .filter((call) => call.path === '/v2/bot/message/push' && JSON.stringify(call.body).includes(somchai.userId))
        .length
    const before = pushes()
    bot.app.tick()
    await bot.app.settle()
    bot.clock.move(8 * day)
    bot.app.tick()
    await bot.app.settle()
    const now = () => bot.database.db.selectFrom('threads').selectAll().where('thread_id', '=', id).executeTakeFirst()
    expect(await now()).toMatchObject({ status: 'closed', closed_by: 'silence' })
    expect(pushes()).toBe(before)
    await somchai.says('สวัสดีค่ะ')
    expect(somchai.lastWords()).toContain('ไม่มีข้อความเพิ่มใน 7 วัน')
    await somchai.taps('ถามต่อ')
    await somchai.says('ยังสงสัยเรื่องปีที่ปั้น')
    expect(await now()).toMatchObject({ status: 'open', closed_by: null })
  })
})

describe('a text that must not be kept', () => {
  it('takes the photos of its last minutes with it, and nobody else’s', async () => {
    const files = () => bot.database.db.selectFrom('attachments').selectAll().where('thread_id', 'is', null).execute()
    const before = (await files()).length
    const somchai = bot.citizen()
    const malee = bot.citizen('มาลี')
    await sends(somchai)
    await sends(malee)
    await somchai.says('หัวหน้าเรียกเงินค่าเซ็นเอกสารให้ผู้รับเหมา')
    expect(heardLast(somchai)).toContain('/w/phothong')
    expect(await files()).toHaveLength(before + 1)
  })
})
