import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { officerTexts as texts } from '../../src/texts/whistleblowing-officer.ts'
import { reporterThai } from '../../src/texts/whistleblowing-reporter.ts'
import { bringExaminer, violations } from './accessibility.ts'
import { startChromium } from './chromium.ts'
import { fileReport, followUp, openChannel } from './whistleblowing-reports.ts'
import {
  approveAll,
  ceremony,
  makeKey,
  startTown,
  unlock,
  type Ceremony,
  type Phone,
  type Town,
} from './whistleblowing-town.ts'

let browser: Browser
let town: Town
let opened: Ceremony

beforeAll(async () => {
  browser = await startChromium()
  town = await startTown(browser)
  opened = await ceremony(town)
})
afterAll(async () => {
  await town?.stop()
  await browser?.close()
})

const shots = process.env['SHOTS']
const shoot = async (page: Page, name: string) => {
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
}

async function openList(page: Page): Promise<void> {
  const listed = page.waitForResponse((response) => response.url().endsWith('/cases'))
  await page.getByRole('button', { name: texts.nav.cases, exact: true }).click()
  await listed
  await page.getByRole('heading', { name: texts.list.title }).waitFor()
}

async function openCase(page: Page, id: string): Promise<void> {
  await openList(page)
  await page.locator(`[data-case="${id}"]`).click()
  await page.getByRole('heading', { name: texts.case.title(id) }).waitFor()
}

/** Opens one of the folded things that can be done with a case. */
async function unfold(page: Page, id: string): Promise<ReturnType<Page['locator']>> {
  const panel = page.locator(`details#${id}`)
  await panel.locator('summary').click()
  return panel
}

async function said(page: Page, words: string): Promise<void> {
  await page.getByText(words).first().waitFor()
}

describe('the ceremony', () => {
  it('opened the channel with two people and a paper, and the pages complained of nothing', async () => {
    const { somsri, wichai } = opened
    expect(await somsri.page.locator('#state').innerText()).toBe(texts.keys.open)
    await shoot(somsri.page, 'o01-keys')
    expect([...somsri.complaints, ...wichai.complaints]).toEqual([])
  })

  it('sent no private key, no passphrase and nothing of the paper to the server', async () => {
    const sent = town.requests.map(({ url, body }) => `${url}\n${body}`).join('\n')
    expect(sent).toContain('AGE ENCRYPTED FILE')
    expect(sent).not.toContain('AGE-SECRET-KEY-')
    expect(sent).not.toContain(opened.paper.slice(-20))
    for (const passphrase of Object.values(opened.passphrases)) {
      expect(sent).not.toContain(passphrase)
      expect(sent).not.toContain(passphrase.split(' ').slice(0, 3).join(' '))
      expect(sent).not.toContain(Buffer.from(passphrase).toString('latin1'))
    }
  })

  it('lets nobody in without a link, an executive to the counts alone, and an administrator to no case', async () => {
    const stranger = await town.phone()
    await stranger.page.goto(`${town.url}/o/w/khaokluai`)
    await said(stranger.page, texts.entry.title)
    await shoot(stranger.page, 'o02-no-link')
    const mayor = await town.desk('mayor')
    await said(mayor.page, texts.periods.title)
    expect(await mayor.page.getByRole('button').count()).toBe(0)
    const admin = await town.desk('admin')
    await said(admin.page, texts.keys.title)
    expect(await admin.page.getByRole('button', { name: texts.nav.cases, exact: true }).count()).toBe(0)
    expect(await admin.page.locator('.approve').count()).toBe(0)
    expect(admin.page.url()).toBe(`${town.url}/o/w/khaokluai`)
  })

  it('opens the key again with the passphrase that was written down, in any spacing, and with no other', async () => {
    const again = await town.desk('somsri')
    await unlock(again, 'กล้วย มะม่วง ทุเรียน มังคุด ลำไย ลิ้นจี่ เงาะ')
    await said(again.page, texts.unlock.wrong)
    await shoot(again.page, 'o03-unlock')
    await unlock(again, opened.passphrases.somsri.replaceAll(' ', ''))
    await said(again.page, texts.list.title)
    await again.page.locator('#lock').click()
    await said(again.page, texts.unlock.title)
    expect(again.complaints).toEqual([])
  })
})

describe('a case', () => {
  it('is answered, asked about, noted, worked on, extended, closed and opened again; the reporter reads along', async () => {
    const { receipt, id } = await fileReport(town, {
      who: 'นายช่างใหญ่',
      what: 'เรียกเงินก่อนเซ็นรับงาน 5,000 บาท',
      how: 'เห็นเอง',
    })
    const { page } = opened.wichai
    await openList(page)
    await shoot(page, 'o04-list')
    await openCase(page, id)
    await shoot(page, 'o05-case')
    const reply = page.locator('#reply')
    await reply.getByRole('button', { name: texts.case.reply.ask }).click()
    await reply.getByRole('button', { name: texts.case.reply.send }).click()
    await said(page, texts.case.reply.sent)
    const note = page.locator('#note')
    await note.getByLabel(texts.case.note.label).fill('บันทึกลับ: ตรวจสัญญาเลขที่ 12/2570')
    await note.getByRole('button', { name: texts.case.note.send }).click()
    await said(page, texts.case.note.sent)
    let panel = await unfold(page, 'change-status')
    await panel.getByLabel(texts.case.status.label, { exact: true }).selectOption('working')
    await panel.getByRole('button').click()
    await said(page, texts.case.status.saved)
    panel = await unfold(page, 'extend')
    await panel.getByLabel(texts.case.extend.reason).fill('รอเอกสารจากจังหวัด')
    await panel.getByRole('button').click()
    await said(page, texts.case.extend.saved)

    const reporter = await openChannel(town)
    await followUp(reporter.page, receipt)
    const read = await reporter.page.locator('main').innerText()
    expect(read).toContain('ขอข้อมูลเพิ่มดังนี้')
    expect(read).toContain('รอเอกสารจากจังหวัด')
    expect(read).toContain(reporterThai.case.statuses.working)
    expect(read).not.toContain('บันทึกลับ')
    await shoot(reporter.page, 'r12-answered')
    await reporter.page.getByLabel(reporterThai.case.write).fill('วันที่ 3 ที่หน้างาน')
    await reporter.page.locator('#send-message').click()
    await said(reporter.page, reporterThai.case.sent)

    // Somebody wrote meanwhile: nothing is lost, the officer is told and tries again.
    await reply.getByLabel(texts.case.reply.label).fill('ขอบคุณ')
    await reply.getByRole('button', { name: texts.case.reply.send }).click()
    await said(page, texts.failures.seq)
    await openCase(page, id)
    expect(await page.locator('main').innerText()).toContain('วันที่ 3 ที่หน้างาน')
    expect(await reply.getByLabel(texts.case.reply.label).inputValue()).toBe('ขอบคุณ')
    await reply.getByRole('button', { name: texts.case.reply.send }).click()
    await said(page, texts.case.reply.sent)

    panel = await unfold(page, 'close')
    await panel.getByLabel(texts.case.close.outcome, { exact: true }).selectOption('upheld')
    await panel.getByLabel(texts.case.close.reason).fill('ตั้งกรรมการสอบสวนแล้ว')
    await panel.getByRole('button').click()
    await said(page, texts.case.close.saved)
    await shoot(page, 'o06-closed')
    expect(await page.locator('#status').innerText()).toContain(texts.outcomes.upheld)
    panel = await unfold(page, 'reopen')
    await panel.getByRole('button').click()
    await said(page, texts.case.reopen.saved)
    expect(opened.wichai.complaints.filter((line) => !line.includes('409'))).toEqual([])
  })

  it('goes as a ZIP into the secret register, with everything in it', async () => {
    const { id } = await fileReport(town, { what: 'เรื่องสำหรับทะเบียนลับ' }, async (page, step) => {
      if (step === 'contact') await page.getByLabel(reporterThai.ask.contact.contact).fill('ตู้ ปณ. 12')
      if (step === 'evidence') {
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: 'สัญญา.txt', mimeType: 'text/plain', buffer: Buffer.from('เนื้อความสัญญา') })
        await page.getByText('สัญญา.txt').waitFor()
      }
    })
    const { page } = opened.somsri
    await openCase(page, id)
    const panel = await unfold(page, 'export')
    const download = page.waitForEvent('download')
    await panel.getByRole('button').click()
    const file = await download
    expect(file.suggestedFilename()).toBe(texts.case.export.fileName(id))
    const path = await file.path()
    const inside = execFileSync('python3', [
      '-c',
      'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print("\\n".join(n+"\\n"+z.read(n).decode() for n in z.namelist()))',
      path,
    ]).toString()
    for (const words of ['เรื่องสำหรับทะเบียนลับ', 'ตู้ ปณ. 12', 'เนื้อความสัญญา', 'สัญญา.txt', 'หน่วยตรวจสอบภายใน']) {
      expect(inside).toContain(words)
    }
    const audited = await town.cases.db.selectFrom('wb_audit').select('action').where('case_id', '=', id).execute()
    expect(audited.map(({ action }) => action)).toContain('case.exported')
  })

  it('is copied for others without what tells who reported; the reporter sees nothing of the copy', async () => {
    const what = 'ดิฉันทำงานแผนกพัสดุ เห็นหัวหน้าเรียกเงิน'
    const { id, receipt } = await fileReport(town, { what }, async (page, step) => {
      if (step === 'contact') await page.getByLabel(reporterThai.ask.contact.name).fill('สมหมาย ใจกล้า')
    })
    const { page } = opened.somsri
    await openCase(page, id)
    const panel = await unfold(page, 'redact')
    const { redacted: words } = texts.case
    const field = panel.getByLabel(words.label)
    expect(await field.inputValue()).toBe(`${texts.case.questions.what}: ${what}`)
    // Nothing chosen: nothing happens, and the page says what to do.
    await page.evaluate('document.querySelector("#redact textarea").setSelectionRange(0, 0)')
    await panel.getByRole('button', { name: words.hide }).click()
    await said(page, words.chooseWords)
    const word = 'ทำงานแผนกพัสดุ'
    await page.evaluate(`(() => {
      const area = document.querySelector('#redact textarea')
      const from = area.value.indexOf('${word}')
      area.setSelectionRange(from, from + ${word.length})
    })()`)
    await panel.getByRole('button', { name: words.hide }).click()
    await shoot(page, 'o12-redact')
    await panel.getByRole('button', { name: words.save }).click()
    await said(page, words.saved)
    const copy = page.locator('[data-kind=redacted]')
    expect(await copy.innerText()).toContain('ดิฉัน█████ เห็นหัวหน้าเรียกเงิน')
    await shoot(page, 'o13-redacted')
    const download = page.waitForEvent('download')
    await copy.getByRole('button', { name: words.download }).click()
    const file = await download
    expect(file.suggestedFilename()).toBe(words.fileName(id))
    const saved = readFileSync(await file.path(), 'utf8')
    expect(saved).toContain('ดิฉัน█████ เห็นหัวหน้าเรียกเงิน')
    for (const told of ['แผนกพัสดุ', 'สมหมาย']) expect(saved).not.toContain(told)
    // Sealed to the readers and not to the case: the reporter, who holds its key, is not even sent it.
    const reporter = await openChannel(town)
    await followUp(reporter.page, receipt)
    expect(await reporter.page.locator('.message').count()).toBe(2)
    expect(await reporter.page.locator('main').innerText()).not.toContain('█')
    const audited = await town.cases.db.selectFrom('wb_audit').select('action').where('case_id', '=', id).execute()
    expect(audited.map(({ action }) => action)).toContain('case.redacted')
  })

  it('is handed over with its notes to somebody new, who opens nothing else; whoever is concerned withdraws', async () => {
    const { id } = await fileReport(town, { what: 'เรื่องที่จะส่งต่อ' })
    const other = await fileReport(town, { what: 'เรื่องที่ไม่ได้ส่งต่อ' })
    const { page } = opened.somsri
    await openCase(page, id)
    await page.locator('#note').getByLabel(texts.case.note.label).fill('บันทึกก่อนส่งต่อ')
    await page.locator('#note').getByRole('button').click()
    await said(page, texts.case.note.sent)

    // The next day: every session is over, and each comes back by a new link.
    town.clock.move(24 * 3_600_000)
    await page.getByRole('button', { name: texts.nav.cases, exact: true }).click()
    await said(page, texts.entry.title)
    for (const who of ['somsri', 'wichai'] as const) {
      await opened[who].page.goto('about:blank')
      await opened[who].page.goto(`${town.url}/o/w/khaokluai#${who.padEnd(43, '_')}`)
      await unlock(opened[who], opened.passphrases[who])
      await said(opened[who].page, texts.list.title)
    }
    const malee = await town.desk('malee')
    await makeKey(malee, 'หัวหน้าฝ่ายกฎหมาย')
    await approveAll(opened.somsri)
    await openCase(page, id)
    const panel = await unfold(page, 'hand-over')
    await panel.getByLabel('หัวหน้าฝ่ายกฎหมาย').check()
    await shoot(page, 'o07-hand-over')
    await panel.getByRole('button').click()
    await said(page, texts.case.handOver.saved)

    await openCase(malee.page, id)
    const read = await malee.page.locator('main').innerText()
    expect(read).toContain('เรื่องที่จะส่งต่อ')
    expect(read).toContain('บันทึกก่อนส่งต่อ')
    await openList(malee.page)
    expect(await malee.page.locator('.case-card').count()).toBe(1)
    expect(await malee.page.locator(`[data-case="${other.id}"]`).count()).toBe(0)

    await openCase(page, id)
    const withdrawal = await unfold(page, 'withdraw')
    await withdrawal.getByRole('button').click()
    await said(page, texts.case.withdraw.saved)
    expect(await page.locator(`[data-case="${id}"]`).count()).toBe(0)
    // Who comes later is told that this one was left out or withdrew.
    await openCase(malee.page, id)
    const back = await unfold(malee.page, 'hand-over')
    expect(await back.innerText()).toContain(texts.case.handOver.excluded)
    expect(malee.complaints).toEqual([])
  })

  it('is closed as spam with one tap behind one fold, and comes back', async () => {
    const { id } = await fileReport(town, { what: 'โฆษณาเงินกู้' })
    const { page } = opened.wichai
    await openCase(page, id)
    await (await unfold(page, 'spam')).getByRole('button').click()
    await said(page, texts.case.spam.saved)
    await (await unfold(page, 'reopen')).getByRole('button').click()
    await said(page, texts.case.reopen.saved)
  })

  it('opens with the paper and the stock age program alone, and is handed on after the officer is gone', async () => {
    const { id } = await fileReport(town, { what: 'เปิดด้วยกระดาษแผ่นเดียว' }, async (page, step) => {
      if (step === 'readers') await page.getByLabel('หัวหน้าฝ่ายกฎหมาย').check()
    })
    const folder = mkdtempSync(join(tmpdir(), 'paper-'))
    try {
      const paperKey = await town.cases.db
        .selectFrom('wb_key')
        .select('id')
        .where('role', '=', 'recovery')
        .executeTakeFirstOrThrow()
      const wrap = await town.cases.db
        .selectFrom('wb_wrap')
        .select('blob')
        .where('case_id', '=', id)
        .where('key_id', '=', paperKey.id)
        .executeTakeFirstOrThrow()
      const item = await town.cases.db
        .selectFrom('wb_item')
        .select('blob')
        .where('case_id', '=', id)
        .executeTakeFirstOrThrow()
      const at = (name: string, content: string | Uint8Array) => {
        writeFileSync(join(folder, name), content)
        return join(folder, name)
      }
      const caseKey = at(
        'case.txt',
        execFileSync('age', ['-d', '-i', at('paper.txt', opened.paper), at('wrap.age', wrap.blob)]),
      )
      const text = execFileSync('age', ['-d', '-i', caseKey, at('item.age', item.blob ?? '')]).toString()
      expect(text).toContain('เปิดด้วยกระดาษแผ่นเดียว')
    } finally {
      rmSync(folder, { recursive: true })
    }
    // The officer's key row is gone; the other one opens the case and hands it on.
    const somsri = await town.cases.db
      .selectFrom('wb_key')
      .selectAll()
      .where('label', '=', 'นิติกร สำนักปลัด')
      .executeTakeFirstOrThrow()
    await town.cases.db.deleteFrom('wb_key').where('id', '=', somsri.id).execute()
    const { page } = opened.wichai
    await approveAll(opened.wichai)
    await openCase(page, id)
    const panel = await unfold(page, 'hand-over')
    await panel.getByLabel('หัวหน้าฝ่ายกฎหมาย').check()
    await panel.getByRole('button').click()
    await said(page, texts.case.handOver.saved)
    await town.cases.db.insertInto('wb_key').values(somsri).execute()
  })
})

describe('what is written down', () => {
  it('is checked by the page itself, which sees when a line was changed', async () => {
    const { page } = opened.wichai
    await page.getByRole('button', { name: texts.nav.audit, exact: true }).click()
    await page.locator('#chain').waitFor()
    const lines = await town.cases.db.selectFrom('wb_audit').selectAll().orderBy('seq').execute()
    expect(await page.locator('#chain').innerText()).toBe(texts.audit.unbroken(lines.length))
    await shoot(page, 'o08-audit')
    const victim = lines[4]
    if (victim === undefined) throw new Error('The trail is too short.')
    const where = (query: { seq: number }) =>
      town.cases.db.updateTable('wb_audit').where('agency', '=', victim.agency).where('seq', '=', query.seq)
    await where(victim).set({ action: 'case.noted' }).execute()
    await openList(page)
    await page.getByRole('button', { name: texts.nav.audit, exact: true }).click()
    await said(page, texts.audit.broken(victim.seq))
    await where(victim).set({ action: victim.action }).execute()
  })

  it('includes the yearly drill, done with the stock age program or with the paper in the page', async () => {
    const { page } = opened.wichai
    const folder = mkdtempSync(join(tmpdir(), 'drill-'))
    try {
      for (const way of ['program', 'page'] as const) {
        await page.getByRole('button', { name: texts.nav.keys, exact: true }).click()
        await page.locator('#drill').click()
        await page.getByRole('button', { name: texts.drill.start }).click()
        if (way === 'program') {
          const download = page.waitForEvent('download')
          await page.getByRole('button', { name: texts.drill.save }).click()
          const test = await (await download).path()
          writeFileSync(join(folder, 'key.txt'), opened.paper)
          const answer = execFileSync('age', ['-d', '-i', join(folder, 'key.txt'), test]).toString()
          await page.getByLabel(texts.drill.answer).fill('wrong')
          await page.getByRole('button', { name: texts.drill.send }).click()
          await said(page, texts.drill.wrong)
          await shoot(page, 'o09-drill')
          await page.getByLabel(texts.drill.answer).fill(answer)
          await page.getByRole('button', { name: texts.drill.send }).click()
        } else {
          await page.getByText(texts.drill.orHere).click()
          await page.getByLabel(texts.proveWithPaper.label).fill(opened.paper.toLowerCase())
          await page.getByRole('button', { name: texts.proveWithPaper.use }).click()
        }
        await said(page, texts.drill.done)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('shows settings in plain words and refuses what is out of range', async () => {
    const { page } = opened.wichai
    await page.getByRole('button', { name: texts.nav.settings }).click()
    await page.getByLabel(texts.settings.fields.firstAnswerDays).fill('40')
    await page.getByRole('button', { name: texts.settings.save }).click()
    await said(page, texts.settings.wrong)
    await page.getByLabel(texts.settings.fields.firstAnswerDays).fill('10')
    await page.getByLabel(texts.settings.fields.unit).fill('สำนักปลัด')
    await page.getByRole('button', { name: texts.settings.save }).click()
    await said(page, texts.settings.saved)
    await shoot(page, 'o10-settings')
    await page.getByRole('button', { name: texts.nav.periods }).click()
    await said(page, texts.periods.title)
    await shoot(page, 'o11-periods')
  })
})

describe('the desk', () => {
  it('locks itself when nobody is there, keeps what was being written, and forgets everything at leaving', async () => {
    const { id } = await fileReport(town, { what: 'เรื่องที่เปิดทิ้งไว้' })
    const phone = await town.desk('wichai')
    await phone.page.clock.install()
    await phone.page.reload()
    await unlock(phone, opened.passphrases.wichai)
    await phone.page.clock.runFor(500)
    await openCase(phone.page, id)
    await phone.page.locator('#reply').getByLabel(texts.case.reply.label).fill('เขียนค้างไว้')
    await phone.page.clock.runFor(10 * 60_000 + 1000)
    await said(phone.page, texts.unlock.idle)
    expect(await phone.page.locator('body').innerText()).not.toContain('เรื่องที่เปิดทิ้งไว้')
    await unlock(phone, opened.passphrases.wichai)
    await phone.page.clock.runFor(500)
    await openCase(phone.page, id)
    expect(await phone.page.locator('#reply').getByLabel(texts.case.reply.label).inputValue()).toBe('เขียนค้างไว้')
    await phone.page.locator('#leave').click()
    await said(phone.page, texts.entry.left)
    await phone.page.reload()
    await said(phone.page, texts.entry.title)
  })

  it.each([360, 1280])('can be used by everybody: %i px wide', async (width) => {
    const { id } = await fileReport(town, { what: 'ทดสอบการเข้าถึง' }, async (page, step) => {
      if (step === 'contact') await page.getByLabel(reporterThai.ask.contact.name).fill('ชื่อทดสอบ')
    })
    const phone: Phone = await town.phone({ width })
    const { page } = phone
    await bringExaminer(page)
    await page.goto(`${town.url}/o/w/khaokluai#${'wichai'.padEnd(43, '_')}`)
    const judged = async (name: string) => {
      await shoot(page, `b-${width}-${name}`)
      expect([name, await violations(page)]).toEqual([name, []])
    }
    await said(page, texts.unlock.title)
    await judged('unlock')
    await unlock(phone, opened.passphrases.wichai)
    await said(page, texts.list.title)
    await judged('list')
    await openCase(page, id)
    for (const panel of await page.locator('details').all()) await panel.locator('summary').click()
    await judged('case')
    for (const name of [texts.nav.keys, texts.nav.audit, texts.nav.periods, texts.nav.settings]) {
      await page.getByRole('button', { name, exact: true }).click()
      await page.waitForLoadState('networkidle')
      await judged(name)
    }
    await page.getByRole('button', { name: texts.nav.keys, exact: true }).click()
    await page.locator('#make-paper').click()
    await page.getByLabel(texts.makePaper.label).fill('ตู้นิรภัยอำเภอ')
    await page.getByRole('button', { name: texts.makePaper.make }).click()
    await page.locator('#paper-key').waitFor()
    await judged('paper')
    expect(phone.complaints).toEqual([])
  })
})
