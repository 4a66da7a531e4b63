import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startFakeLine, userIdFor } from '../simulator/line/fake-line.ts'
import { startBot, type Bot } from '../support/bot.ts'
import { accessToken, newFolder, secret, slug, startProgram } from '../crash/program.ts'
import { everyByte, found } from './bytes.ts'

describe('the search itself', () => {
  it('finds a word in every form in which a file can hold it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'prongsai-bytes-'))
    const word = 'พิกุลแก้วบานค่ำ'
    const inside = `ก่อน ${word} หลัง`
    const forms = {
      plain: inside,
      utf16: Buffer.from(inside, 'utf16le'),
      json: JSON.stringify(inside).replace(
        /[\u0e00-\u0e7f]/g,
        (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
      hex: Buffer.from(inside).toString('hex'),
      ...Object.fromEntries(
        [0, 1, 2].map((shift) => [`base64-${shift}`, Buffer.from(`${'x'.repeat(shift)}${inside}`).toString('base64')]),
      ),
      url64: Buffer.from(inside).toString('base64url'),
    }
    try {
      for (const [name, text] of Object.entries(forms)) writeFileSync(join(folder, name), text)
      writeFileSync(join(folder, 'other'), 'พิกุลแก้วบานเช้า')
      expect(found(folder, [word])).toEqual(
        Object.keys(forms)
          .toSorted()
          .map((name) => `${word} in ${name}`),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('on the disk of a bot that people talk to', () => {
  let bot: Bot
  beforeEach(async () => {
    bot = await startBot()
  })
  afterEach(() => bot.stop())

  it('nothing that anybody wrote can be read, nor who it was that a dropped text came from', async () => {
    const asked = 'พิกุลแก้วของคุณยายสายหยุดปลูกข้างโกดังหลังเก่าเป็นของใคร'
    const answer = 'ต้นพิกุลแก้วเป็นของสภาผู้เฒ่าค่ะ'
    const accusation = 'นายช่างบุญทิ้งเรียกรับเงินใต้โต๊ะสามหมื่นบาทค่าเซ็นแบบบ้าน'
    const receipt = '4821 7730 1192 5548 6021'
    const [somchai, malee] = [bot.citizen('สมชายใจเย็น'), bot.citizen('มาลีใจกล้า')]
    const clerk = await bot.staff('staff')
    await somchai.says(asked)
    expect(found(bot.folder, ['พิกุลแก้ว', 'สายหยุด'])).toEqual([])
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    await malee.says(accusation)
    await malee.says(receipt)
    await clerk.says(`ตอบ Q1 ${answer}`)
    expect(found(bot.folder, ['พิกุลแก้ว', 'สภาผู้เฒ่า'])).toEqual([])
    await clerk.taps('ส่งเลย')
    expect(somchai.lastWords() + JSON.stringify(somchai.heard())).toContain('สภาผู้เฒ่า')
    await bot.app.tidy()

    const planted = ['พิกุลแก้ว', 'สายหยุด', 'สภาผู้เฒ่า', 'บุญทิ้ง', 'สามหมื่นบาท', '48217730', '4821 7730', 'สมชายใจเย็น']
    expect(found(bot.folder, planted)).toEqual([])
    // Whoever wrote what was dropped was never there. Others must be reachable: their id stands in one table.
    expect(found(bot.folder, [malee.userId])).toEqual([])
    expect(found(bot.folder, [somchai.userId]).length).toBeGreaterThan(0)
    const log = bot.logLines.join('\n')
    for (const word of [...planted, malee.userId, somchai.userId, clerk.userId]) expect(log).not.toContain(word)
  })

  it('what waited sealed is gone without a trace once it is done', async () => {
    const [somchai, clerk] = [bot.citizen(), await bot.staff('staff')]
    await somchai.says('เมนู')
    bot.line.faults.down = true
    await somchai.says('ค่าขยะเดือนละเท่าไร')
    await clerk.says('ข้อไหนยังค้าง')
    const sealed = (
      await bot.database.db.selectFrom('outbox').select('payload_sealed').where('state', '=', 'due').execute()
    ).map((row) => row.payload_sealed)
    expect(sealed).toHaveLength(2)
    const pieces = sealed.map((text) => text.slice(40, 120))
    expect(found(bot.folder, pieces)).not.toEqual([])

    bot.line.faults.down = false
    bot.clock.move(5_000)
    await bot.app.settle()
    expect(
      await bot.database.db.selectFrom('outbox').select('outbox_id').where('payload_sealed', '!=', '').execute(),
    ).toEqual([])
    await bot.app.tidy()
    expect(found(bot.folder, pieces)).toEqual([])
  })
})

describe('on the disk of a program that was killed', () => {
  it('neither its files nor its log hold a word or an id of those who wrote', { timeout: 60_000 }, async () => {
    const line = await startFakeLine()
    const { folder, agencyFile, remove } = newFolder()
    line.addChannel({ name: slug, secret, accessToken, webhookUrl: '', quota: null })
    const program = await startProgram(line, { DATA_DIR: folder, AGENCY_FILE: agencyFile, LOG_LEVEL: 'debug' })
    try {
      line.setWebhookUrl(slug, `${program.url}/webhook/${slug}`)
      // LINE does not answer, so answers wait; and the process dies with events in hand.
      line.faults.delayMilliseconds = 60_000
      const words = ['ต้นลั่นทมหน้าเมรุของยายสำลีล้มทับรั้ว', 'ปลัดชื่อบุญเกินเรียกเงินใต้โต๊ะห้าหมื่นบาท', 'โกดังหลังเก่าเก็บกลองเพลของใคร']
      const writers = words.map((_, index) => userIdFor(`secret writer ${index}`))
      for (let turn = 0; turn < 5; turn += 1)
        await Promise.all(writers.map((writer, index) => line.say(slug, writer, `${words[index]} ${turn}`)))
      program.child.kill('SIGKILL')
      await program.ended

      expect([...everyByte(folder).keys()].some((path) => path.endsWith('-wal'))).toBe(true)
      const planted = ['ลั่นทม', 'ยายสำลี', 'บุญเกิน', 'ห้าหมื่นบาท', 'กลองเพล']
      expect(found(folder, planted)).toEqual([])
      // The second one's texts were dropped: not even the id is there.
      expect(found(folder, [writers[1] ?? ''])).toEqual([])
      for (const word of [...planted, ...writers, secret, accessToken]) expect(program.log()).not.toContain(word)
    } finally {
      program.child.kill('SIGKILL')
      await program.ended
      line.faults.delayMilliseconds = 0
      await line.stop()
      remove()
    }
  })
})
