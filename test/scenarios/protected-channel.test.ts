import { createHash, createHmac } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newReceipt, openReceipt } from '../../src/whistleblowing/browser/crypto/receipt.ts'
import { systemRandom } from '../../src/whistleblowing/browser/crypto/random.ts'
import type { KeysAnswer } from '../../src/whistleblowing/wire-bodies.ts'
import { toLineMessages } from '../../src/line/render.ts'
import { reminder } from '../../src/notices/digest.ts'
import { textsFor } from '../../src/texts/th.ts'
import { found } from '../secrecy/bytes.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { day } from '../support/clock.ts'
import {
  ceremony,
  me,
  readByOfficer,
  readByReporter,
  report,
  sealedWords,
  wordsOf,
  type Keys,
} from '../whistleblowing/actors.ts'
import { asker, emptyPages, enterWith, type Ask } from '../whistleblowing/ground.ts'

/** The address that a phone would open for a button of the last card, and what stands behind its `#`. */
function linkFor(phone: Phone): { address: string; token: string } {
  const said = JSON.stringify(phone.heard().at(-1))
  const [, address = '', token = ''] = /"uri":"(https:[^"#]+)#([\w-]{43})"/.exec(said) ?? []
  return { address, token }
}

describe('a town with LINE and a protected channel', () => {
  let bot: Bot
  const phones: Phone[] = []
  /** Everything that a reporter or an officer's browser sent, and every answer. */
  const traffic: string[] = []
  beforeAll(async () => {
    bot = await startBot({ pages: emptyPages })
  })
  afterAll(() => bot.stop())

  function wire() {
    const ask = asker(async (request) => {
      const body = request.body ? Buffer.from(await request.clone().arrayBuffer()).toString('latin1') : ''
      traffic.push(`${request.method} ${request.url} ${JSON.stringify([...request.headers])} ${body}`)
      // Over the real port, so that the whole server stands between.
      const { pathname, search } = new URL(request.url)
      const answer = await fetch(`${bot.url}${pathname}${search}`, {
        method: request.method,
        headers: request.headers,
        ...(request.body && { body: await request.arrayBuffer() }),
      })
      traffic.push(`${JSON.stringify([...answer.headers])} ${await answer.clone().text()}`)
      return answer
    })
    return { ask, clock: bot.clock }
  }

  /** Registers in LINE, asks for the page in LINE, and opens the link. */
  async function official(role: 'officer' | 'admin' | 'executive' | 'staff' = 'officer') {
    const phone = await bot.staff(role)
    phones.push(phone)
    await phone.says('เปิดหน้าเจ้าหน้าที่')
    const { address, token } = linkFor(phone)
    const desk = await enterWith(wire().ask, token, phone.userId, bot.slug)
    return { phone, address, token, desk }
  }

  let keys: Keys
  let reporter: Phone

  it('opens once two officers came in from LINE and made their keys with a recovery paper', async () => {
    const agency = { agency: bot.slug }
    keys = await ceremony({ official: async () => (await official()).desk }, bot.slug)
    expect((await wire().ask<KeysAnswer>(`/w/${agency.agency}/keys`)).body.state).toBe('open')
    const page = await (await fetch(`${bot.url}/a/${bot.slug}`)).text()
    expect(page).toContain(`href="/w/${bot.slug}?openExternalBrowser=1"`)
    expect(page).toContain('ไม่มีเรื่องร้องเรียนในงวดที่แสดง')
  })

  it('gives the link to whoever may come in, for one use within five minutes, and to nobody else', async () => {
    const officer = await official()
    expect(officer.address).toBe(`https://bot.example.go.th/o/w/${bot.slug}?openExternalBrowser=1`)
    expect(officer.desk.entered.status).toBe(204)
    expect((await enterWith(wire().ask, officer.token, '', bot.slug)).entered.status).toBe(401)
    await officer.phone.says('เข้าหน้าเจ้าหน้าที่ค่ะ')
    const late = linkFor(officer.phone)
    bot.clock.move(6 * 60_000)
    expect((await enterWith(wire().ask, late.token, '', bot.slug)).entered.status).toBe(401)

    const clerk = await official('staff')
    expect(clerk.token).toBe('')
    expect(clerk.phone.lastWords()).toContain('ได้รับแต่งตั้ง')
    const citizen = bot.citizen()
    await citizen.says('เปิดหน้าเจ้าหน้าที่')
    expect(linkFor(citizen).token).toBe('')
  })

  it('lets executives see the delayed table in LINE and on the page, and nothing else', async () => {
    const mayor = await official('executive')
    expect((await mayor.desk.get('/cases')).status).toBe(403)
    expect((await mayor.desk.get('/periods')).status).toBe(200)
    await mayor.phone.says('สถิติเรื่องร้องเรียน')
    expect(mayor.phone.lastWords()).not.toBe('')
    expect(JSON.stringify(mayor.phone.heard().at(-1))).toContain('ไม่มีเรื่องร้องเรียน ข้อมูลถึง 31 ต.ค. 69')
  })

  it('tells an officer who types an answer into the chat where to go, and keeps nothing of it', async () => {
    const { phone } = await official()
    await phone.says('ได้รับเรื่องแล้วนะคะ CANARYANSWER จะสอบถามพยานเพิ่มเติมแล้วแจ้งกลับภายในสัปดาห์นี้')
    expect(phone.lastWords()).toContain('อย่าพิมพ์ในแชต')
    expect(linkFor(phone).token).not.toBe('')
    await bot.app.tidy()
    expect(found(bot.folder, ['CANARYANSWER'])).toEqual([])
    expect(bot.logLines.join('')).not.toContain('CANARYANSWER')
  })

  it('keeps nothing of a report that can be read: not in any file, not on the wire, not in the log', async () => {
    const receipt = newReceipt(systemRandom)
    const { body: known } = await wire().ask<KeysAnswer>(`/w/${bot.slug}/keys`)
    const opened = await openReceipt(receipt, known.kdf.salt)
    const { lookup } = opened
    const lines = bot.logLines.length
    const calls = bot.line.calls().length
    // Somebody whose account the server knows from another question.
    reporter = bot.citizen('ผู้แจ้ง')
    await reporter.says('ติดต่อ')
    await reporter.says('แจ้งทุจริต')
    const reported = await report(wire(), {
      agency: bot.slug,
      what: 'นายกเรียกรับเงิน CANARYTEXT',
      identity: { name: 'CANARYNAME', contact: '' },
      files: [{ name: 'CANARYFILE.pdf', bytes: Buffer.from('CANARYBODY '.repeat(2000)) }],
      receipt: opened,
    })
    const id = reported.body.case
    keys.officer.desk = await again(keys.officer.desk.id)
    expect(wordsOf(await readByOfficer(keys.officer, id))).toEqual([
      'นายกเรียกรับเงิน CANARYTEXT',
      'apart',
      'CANARYFILE.pdf',
    ])
    const reply = await sealedWords(keys.officer, id, 'reply', 'CANARYREPLY')
    await keys.officer.desk.post(`/cases/${id}/items`, { items: [reply] })
    const note = await sealedWords(keys.officer, id, 'note', 'CANARYNOTE')
    await keys.officer.desk.post(`/cases/${id}/close`, { outcome: 'upheld', items: [note] })
    expect(wordsOf(await readByReporter(wire(), reported)).at(-1)).toBe('CANARYREPLY')
    await bot.app.tidy()

    const planted = ['CANARYTEXT', 'CANARYNAME', 'CANARYFILE', 'CANARYBODY', 'CANARYREPLY', 'CANARYNOTE']
    const secrets = [keys.officer.identity, keys.fallback.identity, keys.recovery.identity, reported.open.identity]
    const receipts = [
      receipt,
      receipt.match(/.{4}/g)?.join('-') ?? '',
      Buffer.from(lookup).toString('base64url'),
      opened.identity,
    ]
    expect(found(bot.folder, [...planted, ...secrets, ...receipts])).toEqual([])
    const sent = traffic.join('\n')
    for (const word of [...planted, ...secrets, receipt, opened.identity, 'AGE-SECRET-KEY-'])
      expect(sent).not.toContain(word)
    expect(bot.logLines.slice(lines).filter((line) => /\/w\/|wb|channel/.test(line))).toEqual([])

    // No message of LINE went anywhere but to staff, and none says anything.
    const told = JSON.stringify([reporter, ...phones].map((phone) => phone.heard()))
    for (const word of [...planted, ...receipts, id]) expect(told).not.toContain(word)
    const staff = new Set(phones.map((phone) => phone.userId))
    const named = bot.line
      .calls()
      .slice(calls)
      .map((call) => JSON.stringify(call.body) ?? '')
      .flatMap((body) => body.match(/U\d{32}/g) ?? [])
    expect(named.filter((userId) => !staff.has(userId))).toEqual([])
    expect(
      JSON.stringify(
        bot.line
          .calls()
          .slice(calls)
          .map((call) => call.path),
      ),
    ).not.toContain(reporter.userId)
  })

  async function again(userId: string) {
    const phone = phones.find((one) => one.userId === userId)
    if (!phone) throw new Error('Nobody has this phone.')
    await phone.says('เปิดหน้าเจ้าหน้าที่')
    return (await enterWith(wire().ask, linkFor(phone).token, userId, bot.slug)) as never
  }

  it('has nothing in the cases from which a LINE account could be told, under any key that the server has', async () => {
    const rows: Buffer[] = [readFileSync(join(bot.folder, 'whistleblowing', 'cases.db'))]
    const text = Buffer.concat(rows)
    const serverKeys = [
      Buffer.alloc(32, 7),
      Buffer.from(readFileSync(join(bot.folder, 'whistleblowing.pepper'), 'utf8').trim(), 'base64'),
    ]
    expect(phones.length).toBeGreaterThan(3)
    // The account of whoever reported, and the name under which the common database knows it.
    const known = await bot.database.db
      .selectFrom('people')
      .select('person_id')
      .where('line_user_id', '=', reporter.userId)
      .executeTakeFirstOrThrow()
    expect(text.includes(known.person_id)).toBe(false)
    for (const { userId } of [reporter, ...phones]) {
      const hash = createHash('sha256').update(userId).digest()
      const macs = serverKeys.map((key) => createHmac('sha256', key).update(userId).digest())
      for (const bytes of [Buffer.from(userId), hash, ...macs]) {
        for (const form of [bytes, Buffer.from(bytes.toString('hex')), Buffer.from(bytes.toString('base64url'))]) {
          expect(text.includes(form)).toBe(false)
        }
      }
    }
  })

  it('keeps cases in a file of its own that only its owner can read, and erases what it deletes', async () => {
    const folder = join(bot.folder, 'whistleblowing')
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    // One file for all reports: none of its own whose time would tell when one came.
    expect(readdirSync(folder)).toEqual(['cases.db'])
    expect(statSync(join(folder, 'cases.db')).mode & 0o777).toBe(0o600)
    expect(statSync(join(bot.folder, 'whistleblowing.pepper')).mode & 0o777).toBe(0o600)
    const { db } = bot.channelParts.cases
    const settings = { secure_delete: 1, journal_mode: 'delete', auto_vacuum: 1, foreign_keys: 1, trusted_schema: 0 }
    for (const [name, value] of Object.entries(settings)) {
      const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db)
      expect(rows).toEqual([{ [name]: value }])
    }
    // The common database knows no table of it, and it none of the common one.
    const tables = await bot.database.db.introspection.getTables()
    expect(tables.filter((table) => table.name.startsWith('wb_'))).toEqual([])
    const own = await db.introspection.getTables()
    expect(own.every((table) => table.name.startsWith('wb_'))).toBe(true)
  })

  it('says nothing to a reporter ever, and the doorway is the same address for everybody', async () => {
    const first = bot.citizen()
    const second = bot.citizen('สมปอง')
    for (const citizen of [first, second]) await citizen.says('แจ้งทุจริต')
    const doorway = (phone: Phone) => JSON.stringify(phone.heard().at(-1)).match(/https:[^"]+\/w\/[^"]+/g)
    expect(doorway(first)).toEqual(doorway(second))
    const address = `https://bot.example.go.th/w/${bot.slug}?openExternalBrowser=1`
    expect(new Set(doorway(first))).toEqual(new Set([address]))
    // The link on the agency's page is the same, so that nobody can tell which way somebody came.
    const page = await (await fetch(`${bot.url}/a/${bot.slug}`)).text()
    const links = [...page.matchAll(/href="(\/w\/[^"]+)"/g)].map((match) => match[1] ?? '')
    expect(links.map((link) => new URL(link, 'https://bot.example.go.th').href)).toContain(address)
    const calls = bot.line.calls().length
    await first.says('แจ้งทุจริต นายกเรียกรับเงิน CANARYCHAT')
    expect(doorway(first)).toEqual(doorway(second))
    await first.says('1234-5678-9012-3456-7890')
    expect(first.lastWords()).toContain('อย่าส่งรหัส')
    await bot.app.tidy()
    const outside = `${bot.logLines.join('')}${JSON.stringify(bot.line.calls().slice(calls))}`
    for (const word of ['CANARYCHAT', '12345678901234567890', '1234-5678']) expect(outside).not.toContain(word)
    expect(found(bot.folder, ['CANARYCHAT', '12345678901234567890', '1234-5678-9012-3456-7890'])).toEqual([])
  })

  it(
    'reminds with the very words of every reminder, in a slot, once, however much came in',
    { timeout: 90_000 },
    async () => {
      const officer = phones.find((phone) => phone.userId === keys.officer.desk.id)
      const pushes = () =>
        bot.line
          .calls()
          .filter((call) => call.path === '/v2/bot/message/push')
          .map((call) => call.body as { to: string; messages: object[] })
      const until = async (moment: string) => {
        while (bot.clock.now().getTime() < Date.parse(moment)) {
          bot.clock.move(5 * 60_000)
          bot.app.tick()
          await bot.app.settle()
        }
      }
      // Tuesday afternoon; the next slot is on Wednesday morning.
      await until('2026-11-24T15:00:00+07:00')
      const before = pushes().length
      // A hundred of them, through the evening and the night; more an hour would only be dearer for whoever sends.
      for (let hours = 0; hours < 13; hours += 1) {
        for (let count = 0; count < 8; count += 1) await report(wire(), { agency: bot.slug })
        await until(new Date(bot.clock.now().getTime() + 58 * 60_000).toISOString())
      }
      await until('2026-11-25T08:50:00+07:00')
      expect(pushes().slice(before)).toEqual([])
      await until('2026-11-25T13:50:00+07:00')
      const [push, ...more] = pushes().slice(before)
      expect(more).toEqual([])
      expect(push?.to).toBe(officer?.userId)
      expect(push?.messages).toEqual([{ type: 'text', ...JSON.parse(JSON.stringify(toWords())) }])
      // What the officer then asks for leads to the page, with nothing of any case.
      await officer?.says('ดูเรื่องที่รอ')
      expect(officer && linkFor(officer).token).toHaveLength(43)

      /** The same sentence and the same ways as for an item that waits (`notices/digest.ts`). */
      function toWords() {
        const [said] = toLineMessages([reminder({ texts: textsFor.female })])
        const { type: _, ...words } = said as Record<string, unknown>
        return words
      }
    },
  )

  it('closes the door of whoever serves no more, at once', async () => {
    const { desk, phone } = await official()
    expect((await me(desk as never)).role).toBe('officer')
    const list = await bot.database.db
      .selectFrom('staff')
      .innerJoin('people', 'people.person_id', 'staff.person_id')
      .select('staff_id')
      .where('line_user_id', '=', phone.userId)
      .execute()
    await bot.database.db
      .updateTable('staff')
      .set({ removed_at: bot.clock.now().toISOString() })
      .where('staff_id', '=', list[0]?.staff_id ?? '')
      .execute()
    expect((await desk.get('/me')).status).toBe(401)
  })

  it('takes what comes through the real port within the limits of every route', async () => {
    const asks: [string, Ask, number][] = [
      [`/w/${bot.slug}`, {}, 200],
      ['/w', {}, 200],
      ['/w/nobody', {}, 404],
      [
        `/w/${bot.slug}/s`,
        { bytes: 'x'.repeat(5 * 1024 * 1024), headers: { 'x-wb': '1', 'content-type': 'application/json' } },
        413,
      ],
      ['/o/w', {}, 200],
    ]
    for (const [path, request, status] of asks) {
      const answer = await wire().ask(path, request)
      expect([path, answer.status]).toEqual([path, status])
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'")
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    bot.clock.move(day)
  })
})
