import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'

const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2000, 7)])

let bot: Bot
beforeAll(async () => {
  bot = await startBot()
})
afterAll(() => bot.stop())

/** The newest request. */
const last = () =>
  bot.database.db
    .selectFrom('threads')
    .selectAll()
    .where('kind', '=', 'request')
    .orderBy('serial', 'desc')
    .limit(1)
    .executeTakeFirst()
const shown = (phone: Phone) => JSON.stringify(phone.heard().at(-1))
async function sendsPhoto(phone: Phone): Promise<void> {
  await bot.line.sendContent(bot.slug, phone.userId, 'image', { type: 'image/jpeg', bytes: photo })
  await bot.app.settle()
}
async function asked(...messages: string[]): Promise<Phone> {
  const somchai = bot.citizen()
  for (const words of messages) await somchai.says(words)
  return somchai
}

describe('small talk', () => {
  it.each([
    ['ขอบใจจ้ะลูก', 'ยินดี'],
    ['ขอบคุณมากค่ะสำหรับคำตอบ', 'ยินดี'],
    ['เก่งมาก', 'ขอบคุณที่ชม'],
    ['ขอโทษค่ะ พิมพ์ผิด', 'ไม่เป็นไร'],
    ['มีเรื่องจะถาม', 'อยากสอบถามหรือแจ้งเรื่องอะไร'],
    ['แอดทำไรได้บ้าง', 'แจ้งปัญหาในพื้นที่'],
    ['ไม่เข้าใจเลย', 'ขออภัยที่ยังไม่ชัดเจน'],
    ['👍', 'มีเรื่องอะไรให้ช่วย'],
  ])('%s is answered as a person would, without the greeting of the first day', async (words, answer) => {
    const somchai = await asked('สวัสดีค่ะ', words)
    expect(somchai.lastWords()).toContain(answer)
    expect(somchai.lastWords()).not.toContain('สวัสดี')
  })

  it.each(['อยากตาย', 'เบื่อมาก ไม่มีใครช่วยเลย อยากจะฆ่าตัวตายแล้ว', 'เหนื่อย ไม่อยากอยู่แล้ว'])(
    'is never made of despair: %s is told whom to call, and nothing about death certificates',
    async (words) => {
      const somchai = await asked('สวัสดีค่ะ', words)
      expect(somchai.lastWords()).toContain('1323')
      expect(shown(somchai)).toContain('tel:1323')
      expect(shown(somchai)).not.toContain('มรณบัตร')
    },
  )
})

describe('somebody in danger', () => {
  it.each([
    ['ช่วยด้วยไฟไหม้บ้าน', '199', 'ดับเพลิง'],
    ['พ่อหายใจไม่ออกค่ะ', '1669', 'รถพยาบาล'],
    ['ลูกชายตีฉัน', '1300', 'ช่วยเหลือสังคม'],
    ['โจรขึ้นบ้าน', '191', 'ตำรวจ'],
  ])('with %j can call %s with one tap, and nothing is offered to be passed on', async (words, number, who) => {
    const somchai = await asked('สวัสดีค่ะ', words)
    const said = somchai.heard().slice(2)
    expect(JSON.stringify(said[0])).toContain(`"uri":"tel:${number}"`)
    expect(JSON.stringify(said[0])).toContain(`โทร ${number} ${who}`)
    expect(JSON.stringify(said)).not.toContain('ส่งให้เจ้าหน้าที่')
  })

  it('reads the town’s own answer behind the number, if there is one', async () => {
    const somchai = await asked('สวัสดีค่ะ', 'แม่ล้มหัวฟาดพื้น เลือดออกมาก')
    const [first, second, ...others] = somchai.heard().slice(2)
    expect(JSON.stringify(first)).toContain('tel:1669')
    expect(JSON.stringify(second)).toContain('รถกู้ชีพ')
    expect(others).toEqual([])
  })

  it('is told so before anything else, also with the first words they ever write here', async () => {
    const somchai = await asked('รถชนกันหน้าตลาด')
    expect(JSON.stringify(somchai.heard()[0])).toContain('tel:1669')
  })

  it('is told whom to call also in the middle of telling of a problem, which goes on', async () => {
    const malee = await asked('ถนนหน้าโรงเรียนเป็นหลุมใหญ่มากค่ะ')
    await malee.taps('แจ้งเรื่องนี้')
    await malee.says('รถชนกันตรงนี้แล้ว มีคนเจ็บหนัก')
    expect(shown(malee)).toContain('รับเรื่องแล้ว')
    expect(JSON.stringify(malee.heard().slice(-2))).toContain('tel:1669')
  })
})

describe('somebody who wants a person', () => {
  it.each(['ขอคุยกับเจ้าหน้าที่', 'โทรไปกี่รอบก็ไม่มีใครรับ ห่วยแตก'])(
    'with %j has their next message offered to staff, also where the bot knows an answer',
    async (words) => {
      const somchai = await asked('สวัสดีครับ', words, 'ค่าเก็บขยะเดือนละเท่าไร')
      expect(somchai.lastWords()).toContain('ส่งเรื่องนี้ให้เจ้าหน้าที่ไหม')
      await somchai.taps('ส่งให้เจ้าหน้าที่')
      expect(somchai.lastWords()).toContain('รับเรื่องแล้ว')
    },
  )
})

describe('what somebody sent before', () => {
  it('is shown to whoever asks after it or wants to take it back', async () => {
    const somchai = await asked('รูปปั้นหน้าศาลาเก่าใครเป็นคนปั้น')
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    for (const words of ['เรื่องที่แจ้งไปถึงไหนแล้วคะ', 'แล้วเมื่อไหร่จะตอบ', 'ยกเลิกเรื่องเมื่อกี้ครับ']) {
      await somchai.says(words)
      expect(shown(somchai)).toContain('คำถามของฉัน')
    }
  })

  it.each([
    ['เมื่อไหร่จะมาซ่อม', false],
    ['ถึงไหนแล้ว', false],
    ['จะมาดูวันไหนคะ', false],
    ['ไฟติดหรือยัง', false],
    ['ยังไม่มาซ่อมเลย โมโหแล้วนะ', true],
    ['รอมาหลายวันแล้วนะ เงียบเลย', true],
  ])('is found by the natural words %j, with an apology where patience is lost: %s', async (words, sorry) => {
    const malee = await asked('ไฟทางหน้าวัดดับมืดมากค่ะ', 'แจ้งเลย', 'ข้าม', 'หน้าวัดหมู่ 2')
    const number = /R-2570-\d{5}/.exec(shown(malee))?.[0] ?? 'none'
    await malee.says('ค่าเก็บขยะเดือนละเท่าไร')
    await malee.says('ขอบคุณค่ะ')
    await malee.says(words)
    expect(shown(malee)).toContain(number)
    expect(shown(malee)).toContain('ติดต่อ')
    expect(malee.lastWords().includes('ขออภัยที่ให้รอ')).toBe(sorry)
  })

  it('does not stand in the way of other matters that are asked after in the same words', async () => {
    const malee = await asked('ไฟทางหน้าวัดดับมืดมากค่ะ', 'แจ้งเลย', 'ข้าม', 'หน้าวัดหมู่ 2')
    await malee.says('เบี้ยยังไม่เข้าเลย เมื่อไหร่จะมา')
    expect(shown(malee)).not.toContain('R-2570')
    expect(shown(malee)).toContain('เบี้ย')
  })

  it('and is not here is not guessed at: what they write of it next goes to staff', async () => {
    const somchai = await asked('สวัสดีครับ', 'แจ้งเรื่องไปอาทิตย์ก่อนถึงไหนแล้วคะ')
    expect(somchai.lastWords()).toContain('ยังไม่พบเรื่องที่ส่งผ่านแชตนี้')
    await somchai.says('ขอตัดต้นไม้หน้าบ้าน ยื่นที่เคาน์เตอร์เมื่อวันจันทร์')
    expect(somchai.lastWords()).toContain('ส่งเรื่องนี้ให้เจ้าหน้าที่ไหม')
  })
})

describe('telling of a problem', () => {
  it('keeps the photo that came first, and asks for what is missing only', async () => {
    const malee = await asked('สวัสดีค่ะ')
    await sendsPhoto(malee)
    await malee.says('ไฟดับหน้าบ้านค่ะ')
    expect(shown(malee)).toContain('แจ้งเรื่องไฟทางใช่ไหม')
    await malee.taps('แจ้งเรื่องนี้')
    expect(malee.lastWords()).toContain('อยู่ตรงไหน')
    await malee.says('ซอย 3 หมู่ 5')
    expect(malee.lastWords()).toContain('พร้อมไฟล์แนบ 1 ไฟล์')
    expect(await last()).toMatchObject({ kind: 'request', category: 'light' })
  })

  it.each(['ไม่มีค่ะ', 'ถ่ายรูปไม่เป็น'])('takes %j for having no photo', async (words) => {
    const malee = await asked('ถนนหน้าโรงเรียนเป็นหลุมใหญ่มากค่ะ')
    await malee.taps('แจ้งเรื่องนี้')
    await malee.says(words)
    expect(malee.lastWords()).toContain('อยู่ตรงไหน')
  })

  it('never asks the same twice of somebody who says where it is instead of sending a photo', async () => {
    const malee = await asked('ถนนหน้าโรงเรียนเป็นหลุมใหญ่มากค่ะ')
    await malee.taps('แจ้งเรื่องนี้')
    await malee.says('ขอบคุณค่ะ')
    expect(malee.lastWords()).toContain('มีรูปไหม')
    await malee.says('หน้าโรงเรียนบ้านหนองแสง')
    expect(malee.lastWords()).toContain('รับเรื่องแล้ว')
    expect(malee.lastWords()).toContain('R-2570')
  })

  it('is for the unit of its kind, whatever stands beside it', async () => {
    const malee = await asked('ถนนหน้าโรงเรียนเป็นหลุมใหญ่มากค่ะ')
    await malee.taps('แจ้งเรื่องนี้')
    await malee.says('ไม่มี')
    await malee.says('หน้าโรงเรียนบ้านหนองแสง')
    expect(await last()).toMatchObject({ category: 'road', unit: 'กองช่าง' })
  })

  it.each([
    'ไฟทางดับที่ซอย 3 หมู่ 2 ขอให้มาซ่อมด้วย',
    'ไฟทางดับหน้าวัดสองดวงครับ',
    'ไฟหน้าบ้านดับ ช่วยมาซ่อมให้หน่อยได้ไหมลูก',
    'น้ำประปาไม่ไหลมาตั้งแต่เมื่อวาน',
  ])(
    'with its place, its length or a request is offered as a report, not as a page on how to report: %j',
    async (words) => {
      const malee = await asked(words)
      expect(shown(malee)).toMatch(/แจ้งเรื่อง.{1,10}ใช่ไหม/)
      await malee.taps('แจ้งเรื่องนี้')
      expect(malee.lastWords()).toContain('มีรูปไหม')
    },
  )

  it('beside an answer begins with the card’s first button, and in words on a computer', async () => {
    const malee = await asked('ไฟทางดับครับ')
    const card = malee.heard().at(-1) as { contents: { footer: { contents: { style: string; action: object }[] } } }
    const [first] = card.contents.footer.contents
    expect(first).toMatchObject({ style: 'primary', action: { label: 'แจ้งเรื่องนี้' } })
    await malee.says('แจ้งเลยครับ')
    expect(malee.lastWords()).toContain('มีรูปไหม')
  })

  it('begins with its kind where the question of the button is forgotten', async () => {
    const malee = await asked('ไฟทางดับครับ', 'ขอบคุณครับ')
    await malee.taps('แจ้งเรื่องนี้')
    expect(malee.lastWords()).toContain('แจ้งเรื่องอะไร')
  })
})

describe('asking on', () => {
  it.each(['แล้วไม่จ่ายได้มั้ย', 'แพงจัง', 'แล้วจ่ายที่ไหนล่ะ', 'จ่ายช้าได้ไหม'])(
    'with %j stays with the rubbish fee that was just told, also for staff who are to answer',
    async (words) => {
      const somchai = await asked('สวัสดีค่ะ', 'ค่าขยะ', words)
      expect(shown(somchai)).toContain('ยังไม่มีคำตอบ')
      expect(shown(somchai)).toContain(`ค่าจัดเก็บขยะปีละเท่าใด · ${words}`)
      expect(shown(somchai)).not.toContain('ภาษีที่ดิน')
    },
  )

  it.each(['ต้องเอาอะไรไปบ้าง', 'ต้องใช้เอกสารอะไรคะ'])(
    'for what the answer tells shows that answer once more: %j',
    async (words) => {
      const somchai = await asked('สวัสดีค่ะ', 'ลงทะเบียนผู้สูงอายุ', words)
      expect(somchai.lastWords()).toContain('คำตอบอยู่ในนี้')
      expect(shown(somchai)).toContain('ใช้บัตรประชาชนและสมุดบัญชี')
    },
  )

  it('tells of a problem of that matter without naming it again', async () => {
    const somchai = await asked('สวัสดีค่ะ', 'รถขยะมาวันไหน', 'วันนี้ไม่เห็นมาเก็บ')
    expect(shown(somchai)).toContain('แจ้งเรื่องขยะใช่ไหม')
  })

  it('leaves alone what has a matter of its own', async () => {
    const somchai = await asked('สวัสดีค่ะ', 'ค่าขยะ', 'รูปปั้นหน้าศาลาเก่าใครเป็นคนปั้น')
    expect(shown(somchai)).not.toContain('ค่าจัดเก็บขยะ')
    await somchai.says('ค่าขยะ')
    await somchai.says('น้ำไม่ไหล')
    expect(shown(somchai)).toContain('น้ำประปาหมู่บ้านหยุดไหล')
  })

  it('of somebody who did not understand keeps the question, so that a person can answer it', async () => {
    const somchai = await asked('สวัสดีค่ะ', 'เงินคนแก่กี่บาท', 'ไม่เข้าใจ พูดใหม่')
    expect(somchai.lastWords()).toContain('ขออภัยที่ยังไม่ชัดเจน')
    await somchai.taps('ถามเจ้าหน้าที่')
    expect(somchai.lastWords()).toContain('รับเรื่องแล้ว')
    expect(shown(somchai)).toContain('เงินคนแก่กี่บาท')
  })
})

describe('choices', () => {
  it.each(['หมาตาย', 'ปีนี้น้ำจะท่วมไหม'])(
    'are offered where the starter pack has only something similar: %j',
    async (words) => {
      const somchai = await asked('สวัสดีค่ะ', words)
      expect(shown(somchai)).toMatch(/หมายถึงเรื่อง|ยังไม่มีคำตอบ/)
    },
  )

  it('begin with the very matter where only the starter pack knows it', async () => {
    const somchai = await asked('สวัสดีครับ', 'หมาบ้านป้าตรงข้ามกัดตาข้อเท้าเลือดออก ทำไงดี')
    expect(somchai.lastWords()).toContain('ถูกหมาหรือแมวกัด')
  })

  it('are not filled up with what fits badly', async () => {
    const somchai = await asked('สวัสดีครับ', 'ข้างบ้านร้องคาราโอเกะยันตีสอง จะนอนก็ไม่ได้นอน แจ้งใครได้วะ')
    expect(shown(somchai)).toContain('หมายถึงเรื่องนี้ใช่ไหม')
    expect(shown(somchai)).not.toContain('ทุจริตและประพฤติมิชอบ')
    await somchai.taps('ไม่ใช่เรื่องนี้')
    expect(somchai.lastWords()).toContain('ยังไม่มีคำตอบ')
  })

  it('are refused rudely as well as politely', async () => {
    const somchai = await asked('เมื่อไหร่จะมาเก็บขยะวะ', 'ไอ้บ้า ตอบไม่ตรงคำถาม')
    expect(somchai.lastWords()).toContain('ยังไม่มีคำตอบ')
    expect(shown(somchai)).toContain('เมื่อไหร่จะมาเก็บขยะ')
  })
})

it('a clerk writes behind a number what the citizen is to read, and sees it before it goes out', async () => {
  const engineer = await bot.staff('staff', 'กองช่าง', 'ช่างเอก')
  const malee = await asked('ไฟทางดับหน้าศาลาหมู่ 4 มืดมากครับ', 'แจ้งเลย', 'ข้าม', 'หน้าศาลา')
  const serial = (await last())?.serial ?? 0
  await engineer.says(`R${serial} ช่างกำลังออกไปดูครับ`)
  expect(shown(engineer)).toContain('ช่างกำลังออกไปดูครับ')
  expect(shown(malee)).not.toContain('ออกไปดู')
  await engineer.taps('ส่งเลย')
  expect(shown(malee)).toContain('ช่างกำลังออกไปดูครับ')
})

it('a citizen who just writes what staff asked for is asked whether it is that, and it goes into the same thread', async () => {
  const clerk = await bot.staff('reviewer', null, 'ปลัด')
  const somchai = await asked('กองช่างย้ายเสาเก่าในซอยสามไปวางไว้ที่บ้านใครกันแน่')
  await somchai.taps('ส่งให้เจ้าหน้าที่')
  const questions = () =>
    bot.database.db.selectFrom('threads').selectAll().where('kind', '=', 'question').orderBy('serial').execute()
  const before = await questions()
  await clerk.says(`ขอข้อมูลเพิ่ม Q${before.at(-1)?.serial ?? 0} เสาต้นไหนคะ`)
  await clerk.taps('ส่งเลย')
  await somchai.says('เสาไม้ต้นใหญ่หน้าบ้านลุงดำค่ะ')
  expect(shown(somchai)).toContain('ตอบเรื่องนั้นใช่ไหม')
  expect((await questions()).at(-1)).toMatchObject({ status: 'asked' })
  await somchai.taps('ตอบที่เจ้าหน้าที่ถาม')
  expect(somchai.lastWords()).toContain('ส่งถึงกองช่างแล้ว')
  const after = await questions()
  expect(after).toHaveLength(before.length)
  expect(after.at(-1)).toMatchObject({ status: 'open' })
  await clerk.says(`Q${before.at(-1)?.serial ?? 0}`)
  expect(shown(clerk)).toContain('หน้าบ้านลุงดำ')
})
