import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { officerTexts } from '../../src/texts/whistleblowing-officer.ts'
import { reporterEnglish, reporterThai as texts } from '../../src/texts/whistleblowing-reporter.ts'
import { newCaseKey, unwrapCaseKey } from '../../src/whistleblowing/browser/crypto/case-key.ts'
import { itemKey, sealItem } from '../../src/whistleblowing/browser/crypto/item.ts'
import { systemRandom } from '../../src/whistleblowing/browser/crypto/random.ts'
import { newReceipt } from '../../src/whistleblowing/browser/crypto/receipt.ts'
import { fingerprint, readStaffKey } from '../../src/whistleblowing/browser/crypto/staff-key.ts'
import { bundlePages } from '../../src/whistleblowing/bundle-pages.ts'
import { channelHeaders } from '../../src/whistleblowing/headers.ts'
import { bringExaminer, violations } from './accessibility.ts'
import { startChromium } from './chromium.ts'
import { exif, photoWithPlace } from './photo-with-place.ts'
import {
  answerQuestions,
  confirmAndSend,
  copyReceipt,
  fileReport,
  followUp,
  openChannel,
} from './whistleblowing-reports.ts'
import { ceremony, startTown, type Ceremony, type Phone, type Town } from './whistleblowing-town.ts'

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

/** Every byte of every file below a folder. */
function bytesBelow(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))
  return Buffer.concat(files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)))
}

describe('before anything is written', () => {
  it('says who reads, with which keys, how long it takes and is kept, and what cannot be hidden', async () => {
    const { page, complaints } = await openChannel(town)
    const said = await page.locator('main').innerText()
    const keys = await town.cases.db.selectFrom('wb_key').selectAll().execute()
    expect(keys.length).toBe(3)
    for (const { label, recipient } of keys) {
      expect(said).toContain(label)
      expect(said).toContain(fingerprint(recipient))
    }
    for (const sentence of [
      ...texts.home.limits({ acknowledge: 3, firstAnswer: 15, progress: 30, outcome: 90 }),
      ...texts.home.hides,
      ...texts.home.useful,
      texts.home.keep(90),
      texts.home.lost,
      texts.home.protection,
    ]) {
      expect(said).toContain(sentence)
    }
    for (const number of ['1205', '1206', '1567']) expect(await page.locator(`a[href="tel:${number}"]`).count()).toBe(1)
    await shoot(page, 'r01-home')
    await page.getByRole('button', { name: texts.otherLanguage }).click()
    expect(await page.locator('main').innerText()).toContain(reporterEnglish.home.lost)
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await shoot(page, 'r01-home-english')
    expect(complaints).toEqual([])
  })

  it('offers no form where no script runs, but the three hotlines', async () => {
    const { page } = await town.phone({ javaScript: false })
    await page.goto(`${town.url}/w/khaokluai`)
    expect(await page.locator('form, input, textarea, button').count()).toBe(0)
    for (const number of ['1205', '1206', '1567']) {
      expect(await page.locator(`a[href="tel:${number}"]`).first().isVisible()).toBe(true)
    }
    await shoot(page, 'r00-no-script')
  })

  it('is one click from a page that carries nothing but the link', async () => {
    const { page } = await town.phone()
    const link = `<p><a href="${town.url}/w/khaokluai?openExternalBrowser=1">แจ้งเบาะแสการทุจริต</a></p>`
    await page.route('http://static.example/', (route) =>
      route.fulfill({ contentType: 'text/html; charset=utf-8', body: link }),
    )
    await page.goto('http://static.example/')
    await page.getByRole('link').click()
    await page.locator('#start').waitFor()
    // What the link carried is gone from the address.
    expect(page.url()).toBe(`${town.url}/w/khaokluai`)
  })

  it('is small: each page with everything that it loads is below 250 KB compressed', async () => {
    const html = await (await fetch(`${town.url}/w/khaokluai`)).text()
    const { manifest, files } = await bundlePages()
    for (const { script, style } of Object.values(manifest)) {
      const size = [html, files.get(script.name) ?? '', files.get(style.name) ?? '']
        .map((part) => gzipSync(part).length)
        .reduce((sum, part) => sum + part, 0)
      process.stdout.write(`page with ${script.name}: ${Math.round(size / 1000)} KB compressed\n`)
      expect(size).toBeLessThan(250_000)
      expect(size).toBeGreaterThan(20_000)
    }
  })
})

describe('a report', () => {
  it('asks one question a screen, needs only what happened, and comes back with the receipt', async () => {
    const { page, complaints } = await openChannel(town)
    await page.locator('#start').click()
    await answerQuestions(page, { what: 'เรียกเงินก่อนเซ็นรับงาน 5,000 บาท' }, async (step) => shoot(page, `r02-${step}`))
    await shoot(page, 'r03-review')
    await page.locator('#to-receipt').click()
    const receipt = await copyReceipt(page)
    expect(receipt).toMatch(/^\d{20}$/)
    await page.getByLabel(texts.receipt.retype).fill(receipt.slice(-4) === '0000' ? '1111' : '0000')
    await page.locator('#send').click()
    await page.getByText(texts.receipt.retypeWrong).waitFor()
    await shoot(page, 'r04-receipt')
    await confirmAndSend(page, receipt)
    const sent = await page.locator('main').innerText()
    expect(sent).toContain('23 พฤศจิกายน 2569')
    expect(sent).toContain('26 พฤศจิกายน 2569')
    await shoot(page, 'r05-sent')
    expect(complaints).toEqual([])

    const again = await openChannel(town)
    await followUp(again.page, receipt)
    await shoot(again.page, 'r06-case')
    expect(await again.page.locator('.message').innerText()).toContain('เรียกเงินก่อนเซ็นรับงาน 5,000 บาท')
    expect(await again.page.locator('#status').innerText()).toBe(texts.case.statuses.received)
    expect(again.complaints).toEqual([])
  })

  it('is not sent without a word of what happened', async () => {
    const { page } = await openChannel(town)
    await page.locator('#start').click()
    for (let step = 0; step < 4; step += 1) await page.getByRole('button', { name: texts.next }).click()
    await page.getByRole('button', { name: texts.next }).click()
    await page.getByText(texts.ask.whatMissing).waitFor()
    expect(await page.locator('#what').count()).toBe(1)
  })

  it('leaves no readable word on the server or on the wire, and reaches the officer whole', async () => {
    town.requests.length = 0
    const { receipt, id } = await fileReport(town, { what: 'CANARY2 ข้อความลับ' }, async (page, step) => {
      if (step === 'evidence') {
        await page.locator('input[type=file]').setInputFiles({
          name: 'CANARY3.pdf',
          mimeType: 'application/pdf',
          buffer: Buffer.from(`%PDF-1.4 ${'CANARY4 '.repeat(40_000)}`),
        })
        await page.getByText('CANARY3.pdf').waitFor()
      }
      if (step === 'contact') await page.getByLabel(texts.ask.contact.name).fill('CANARY5 สมชาย')
    })
    const onDisk = bytesBelow(town.folder)
    const onWire = town.requests.map(({ url, body }) => `${url}\n${body}`).join('\n')
    for (const canary of ['CANARY2', 'CANARY3', 'CANARY4', 'CANARY5', receipt]) {
      expect(onDisk.includes(canary)).toBe(false)
      expect(onWire.includes(canary)).toBe(false)
    }
    expect(onWire).toContain('/w/khaokluai/s')
    const { page } = opened.somsri
    await openCase(page, id)
    const shown = await page.locator('main').innerText()
    expect(shown).toContain('CANARY2 ข้อความลับ')
    expect(shown).toContain('CANARY3.pdf')
    expect(shown).not.toContain('CANARY5')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: officerTexts.case.files.save }).click()
    const saved = readFileSync(await (await download).path())
    expect(saved.toString()).toMatch(/^%PDF-1.4 CANARY4 /)
    expect(saved.length).toBe(9 + 8 * 40_000)
    // The name needs a reason, and then it is there.
    await page.getByText(officerTexts.case.identity.open).first().click()
    await page.getByLabel(officerTexts.case.identity.reasons.protect).check()
    await page.getByRole('button', { name: officerTexts.case.identity.open }).click()
    await page.getByText('CANARY5 สมชาย').waitFor()
  })

  it('looks the same outside whether it is short or long', async () => {
    await fileReport(town, { what: 'ก'.repeat(20) })
    await fileReport(town, { what: 'ข'.repeat(1000) })
    const items = await town.cases.db.selectFrom('wb_item').select('blob').where('kind', '=', 'report').execute()
    expect(items.length).toBeGreaterThan(3)
    expect(new Set(items.map(({ blob }) => blob?.length)).size).toBe(1)
  })

  it('keeps everything when the connection breaks, and sends it at the second try, once', async () => {
    const { page } = await openChannel(town)
    await page.locator('#start').click()
    await answerQuestions(page, { what: 'สัญญาณหายกลางทาง' })
    await page.locator('#to-receipt').click()
    const receipt = await copyReceipt(page)
    const before = await countCases()
    // The server takes it, and the answer is lost on the way.
    await page.route('**/s', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await page.getByLabel(texts.receipt.retype).fill(receipt.slice(-4))
    await page.locator('#send').click()
    await page.getByRole('heading', { name: texts.failed.title }).waitFor()
    await shoot(page, 'r07-failed')
    await page.unroute('**/s')
    await page.locator('#retry').click()
    await page.getByRole('heading', { name: texts.sent.title }).waitFor()
    expect(await countCases()).toBe(before + 1)
  })

  it('is still there after going back to the first screen', async () => {
    const { page } = await openChannel(town)
    await page.locator('#start').click()
    await page.locator('#who').fill('เขียนไว้แล้ว')
    await page.getByRole('button', { name: texts.next }).click()
    await page.getByRole('button', { name: texts.back }).click()
    await page.getByRole('button', { name: texts.back }).click()
    await page.locator('#start').click()
    expect(await page.locator('#who').inputValue()).toBe('เขียนไว้แล้ว')
  })

  it('goes on with its files where the connection broke, and never keeps what it cannot finish', async () => {
    const { page } = await openChannel(town)
    await page.locator('#start').click()
    await answerQuestions(page, { what: 'มีไฟล์สองไฟล์' }, async (step) => {
      if (step !== 'evidence') return
      await page
        .locator('input[type=file]')
        .setInputFiles(
          ['a.pdf', 'b.pdf'].map((name) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(name) })),
        )
      await page.getByText('b.pdf').waitFor()
    })
    await page.locator('#to-receipt').click()
    const receipt = await copyReceipt(page)
    const asked: string[] = []
    let isBroken = true
    await page.route('**/u/*', async (route) => {
      asked.push(route.request().url())
      if (isBroken && new Set(asked).size > 1) await route.abort()
      else await route.continue()
    })
    await page.getByLabel(texts.receipt.retype).fill(receipt.slice(-4))
    await page.locator('#send').click()
    await page.getByRole('heading', { name: texts.failed.title }).waitFor()
    isBroken = false
    await page.locator('#retry').click()
    await page.getByRole('heading', { name: texts.sent.title }).waitFor()
    const [first, second] = [...new Set(asked)]
    expect(new Set(asked).size).toBe(2)
    expect(asked.filter((url) => url === first)).toHaveLength(1)
    expect(asked.filter((url) => url === second).length).toBeGreaterThan(1)
  })

  it('cannot be sent when nobody at a screen may read it, and names the hotlines', async () => {
    const { page } = await openChannel(town)
    await page.locator('#start').click()
    for (let step = 0; step < 9; step += 1) {
      if (step === 4) await page.locator('#what').fill('เรื่องของผู้รับเรื่องเอง')
      await page.getByRole('button', { name: texts.next }).click()
    }
    await page.getByLabel('นิติกร สำนักปลัด').check()
    await page.getByLabel('หัวหน้าสำนักปลัด').check()
    await page.getByText(texts.ask.readers.none).waitFor()
    await shoot(page, 'r08-nobody')
    expect(await page.getByRole('button', { name: texts.next }).count()).toBe(0)
    for (const number of ['1205', '1206', '1567']) {
      expect(await page.locator(`a[href="tel:${number}"]`).isVisible()).toBe(true)
    }
    await page.getByLabel('หัวหน้าสำนักปลัด').uncheck()
    expect(await page.getByRole('button', { name: texts.next }).count()).toBe(1)
  })

  it('is not wrapped for whom the reporter left out, who sees nothing of it', async () => {
    const { id } = await fileReport(town, { what: 'เรื่องเกี่ยวกับนิติกร' }, async (page, step) => {
      if (step === 'readers') await page.getByLabel('นิติกร สำนักปลัด').check()
    })
    const somsri = await town.cases.db.selectFrom('wb_key').select('id').where('label', '=', 'นิติกร สำนักปลัด').execute()
    const wraps = await town.cases.db.selectFrom('wb_wrap').select('key_id').where('case_id', '=', id).execute()
    expect(wraps.map(({ key_id }) => key_id)).not.toContain(somsri[0]?.id)
    expect(wraps).toHaveLength(3)
    await openList(opened.somsri.page)
    expect(await opened.somsri.page.locator(`[data-case="${id}"]`).count()).toBe(0)
    await openList(opened.wichai.page)
    expect(await opened.wichai.page.locator(`[data-case="${id}"]`).count()).toBe(1)
  })
})

describe('photos', () => {
  it('lose place, time and camera, unless the reporter wants the original, which stays bit for bit', async () => {
    const photo = await photoWithPlace(browser)
    expect(photo.includes(exif)).toBe(true)
    for (const original of [false, true]) {
      const { id } = await fileReport(town, { what: original ? 'รูปต้นฉบับ' : 'รูปที่ลบพิกัด' }, async (page, step) => {
        if (step !== 'evidence') return
        await page.locator('input[type=file]').setInputFiles({
          name: 'IMG_20261120_093000.jpg',
          mimeType: 'image/jpeg',
          buffer: photo,
        })
        await page.getByText('IMG_20261120_093000.jpg').waitFor()
        if (original) await page.getByLabel(texts.files.original).check()
        await shoot(page, `r09-photo-${original ? 'original' : 'cleaned'}`)
      })
      const { page } = opened.somsri
      await openCase(page, id)
      await page.getByRole('button', { name: officerTexts.case.files.showPhoto }).click()
      await page.locator('canvas.photo').waitFor()
      await shoot(page, `o05-photo-${original ? 'original' : 'cleaned'}`)
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: officerTexts.case.files.save }).click()
      const file = await download
      const saved = readFileSync(await file.path())
      if (original) {
        expect(Buffer.compare(saved, photo)).toBe(0)
        expect(file.suggestedFilename()).toBe('IMG_20261120_093000.jpg')
      } else {
        expect(saved.subarray(0, 2).toString('hex')).toBe('ffd8')
        expect(saved.includes(exif)).toBe(false)
        expect(saved.includes('SECRETCAM')).toBe(false)
        expect(file.suggestedFilename()).toBe('photo-1.jpg')
      }
    }
  })
})

describe('the receipt', () => {
  it('stands in no address, cookie, storage or title, and leaves nothing behind', async () => {
    const phone = await openChannel(town)
    const { page } = phone
    const hosts = new Set<string>()
    page.on('request', (request) => hosts.add(new URL(request.url()).host))
    town.requests.length = 0
    await page.locator('#start').click()
    await answerQuestions(page, { what: 'ทดสอบร่องรอย' })
    await page.locator('#to-receipt').click()
    const receipt = await copyReceipt(page)
    await confirmAndSend(page, receipt)
    expect(page.url()).toBe(`${town.url}/w/khaokluai`)
    expect(await page.title()).toBe('เทศบาลตำบลเขากล้วย')
    expect(await page.evaluate<number>('history.length')).toBe(2)
    expect(await leftBehind(phone)).toEqual({ cookies: 0, local: 0, session: 0, databases: 0, caches: 0, workers: 0 })
    const groups = receipt.match(/.{4}/g) ?? []
    for (const form of [receipt, groups.join('-'), groups.join(' ')]) {
      expect(town.requests.some(({ url, body }) => `${url}${body}`.includes(form))).toBe(false)
    }
    expect([...hosts]).toEqual([new URL(town.url).host])
  })

  it('is refused with a wrong or swapped digit without asking the server', async () => {
    const { receipt } = await fileReport(town, { what: 'ทดสอบรหัสผิด' })
    const { page } = await openChannel(town)
    await page.locator('#follow').click()
    town.requests.length = 0
    const wrong = [
      receipt.slice(0, 7) + String((Number(receipt[7]) + 3) % 10) + receipt.slice(8),
      `${receipt.slice(0, 19)}${(Number(receipt[19]) + 1) % 10}`,
    ]
    const at = receipt.split('').findIndex((digit, index) => index > 0 && digit !== receipt[index - 1])
    wrong.push(receipt.slice(0, at - 1) + (receipt[at] ?? '') + (receipt[at - 1] ?? '') + receipt.slice(at + 1))
    for (const typed of wrong) {
      await page.getByLabel(texts.follow.label).fill(typed)
      await page.locator('#open').click()
      await page.getByText(texts.follow.wrongCheck).waitFor()
    }
    await page.getByLabel(texts.follow.label).fill('1234')
    await page.locator('#open').click()
    await page.getByText(texts.follow.wrongLength).waitFor()
    await shoot(page, 'r10-wrong')
    expect(town.requests).toEqual([])
  })

  it('is told apart from one that nobody has', async () => {
    const { page } = await openChannel(town)
    await page.locator('#follow').click()
    await page.getByLabel(texts.follow.label).fill(newReceipt(systemRandom))
    await page.locator('#open').click()
    await page.getByText(texts.follow.unknown).waitFor()
  })

  it('is not sent in a message, in whatever digits or grouping', async () => {
    const { receipt } = await fileReport(town, { what: 'ทดสอบรหัสในข้อความ' })
    const { page } = await openChannel(town)
    await followUp(page, receipt)
    town.requests.length = 0
    const thai = receipt.replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)))
    for (const written of [`รหัสของผม ${receipt}`, `${receipt.match(/.{4}/g)?.join(' ')}`, thai]) {
      await page.getByLabel(texts.case.write).fill(written)
      await page.locator('#send-message').click()
      await page.getByText(texts.case.holdsReceipt).waitFor()
    }
    expect(town.requests).toEqual([])
    await page.getByLabel(texts.case.write).fill('โทรไปแล้ว 0 4300 0000')
    await page.locator('#send-message').click()
    await page.getByText(texts.case.sent).waitFor()
    expect(await page.locator('.message').count()).toBe(2)
    await page.locator('#withdraw').click()
    await page.getByRole('button', { name: texts.case.withdrawSure }).click()
    await page.getByText(texts.case.withdrawn).first().waitFor()
    await shoot(page, 'r11-dialogue')
  })
})

describe('the way out', () => {
  it('empties the page and replaces it, by the button and by Esc three times', async () => {
    for (const way of ['button', 'keys'] as const) {
      const phone = await openChannel(town)
      const { page } = phone
      await page.locator('#start').click()
      await page.locator('#who').fill('ยังเขียนไม่เสร็จ')
      if (way === 'button') await page.locator('#exit').click()
      else for (let times = 0; times < 3; times += 1) await page.keyboard.press('Escape')
      await page.waitForURL(`${town.url}/weather`)
      // about:blank of the new tab, and the page that took the place of ours.
      expect(await page.evaluate<number>('history.length')).toBe(2)
      expect(await leftBehind(phone)).toEqual({ cookies: 0, local: 0, session: 0, databases: 0, caches: 0, workers: 0 })
      await page.goBack().catch(() => null)
      expect(page.url()).not.toContain('/w/')
    }
  })
})

describe('what was changed in the database', () => {
  /** What the reporter and an officer see of a case: their texts, and how many errors of integrity. */
  async function seen(id: string, receipt: string): Promise<{ text: string; broken: number }[]> {
    const reporter = await openChannel(town)
    await followUp(reporter.page, receipt)
    await openCase(opened.somsri.page, id)
    return Promise.all(
      [reporter.page, opened.somsri.page].map(async (page) => ({
        text: await page.locator('main').innerText(),
        broken: await page.locator('.broken').count(),
      })),
    )
  }
  const reportOf = async (id: string) =>
    town.cases.db.selectFrom('wb_item').selectAll().where('case_id', '=', id).executeTakeFirstOrThrow()

  it('is not shown when two rows changed places', async () => {
    const one = await fileReport(town, { what: 'เรื่องที่หนึ่งซึ่งถูกสลับ' })
    const two = await fileReport(town, { what: 'เรื่องที่สองซึ่งถูกสลับ' })
    const [first, second] = [await reportOf(one.id), await reportOf(two.id)]
    const put = async (id: string, blob: Buffer) =>
      town.cases.db.updateTable('wb_item').set({ blob }).where('id', '=', id).execute()
    await put(first.id, second.blob)
    await put(second.id, first.blob)
    for (const { id, receipt } of [one, two]) {
      for (const { text, broken } of await seen(id, receipt)) {
        expect(broken).toBe(1)
        expect(text).not.toContain('ซึ่งถูกสลับ')
      }
    }
    await shoot(opened.somsri.page, 'o06-broken')
  })

  it('is not shown when somebody without the case key wrote an answer, or took one out', async () => {
    const { id, receipt } = await fileReport(town, { what: 'เรื่องที่มีคนปลอมคำตอบ' })
    const stranger = await newCaseKey()
    const recipient = await recipientOf(id)
    const item = 'forgedforgedforg'
    const place = { tenant: 'khaokluai', case: id, item, kind: 'reply', role: 'officer', seq: 2 } as const
    const blob = Buffer.from(
      await sealItem(
        place,
        JSON.stringify({ text: 'ถอนเรื่องเถอะ เรารู้ว่าเป็นใคร' }),
        [recipient],
        itemKey(stranger.identity),
      ),
    )
    const report = await reportOf(id)
    await town.cases.db
      .insertInto('wb_item')
      .values({ ...report, id: item, kind: 'reply', role: 'officer', seq: 2, blob })
      .execute()
    for (const { text, broken } of await seen(id, receipt)) {
      expect(broken).toBe(1)
      expect(text).not.toContain('ถอนเรื่องเถอะ')
      expect(text).toContain('เรื่องที่มีคนปลอมคำตอบ')
    }
    await town.cases.db.updateTable('wb_item').set({ seq: 3 }).where('id', '=', item).execute()
    const [reporter, officer] = await seen(id, receipt)
    expect(reporter?.text).toContain(texts.case.broken)
    expect(officer?.text).toContain(officerTexts.case.gap)
  })

  /** The public key of a case, as whoever holds the recovery paper could tell it. */
  async function recipientOf(id: string): Promise<string> {
    const wraps = await town.cases.db.selectFrom('wb_wrap').selectAll().where('case_id', '=', id).execute()
    const paper = await readStaffKey(opened.paper)
    for (const { blob } of wraps) {
      const key = await unwrapCaseKey(new Uint8Array(blob), paper?.identity ?? '').catch(() => null)
      if (key !== null) return key.recipient
    }
    throw new Error('The paper opens no wrap of this case.')
  }
})

describe('an old phone', () => {
  it('without Object.hasOwn, toSorted and at can report and read along', async () => {
    const phone = await town.phone()
    await phone.page.addInitScript({
      content: `delete Object.hasOwn
        for (const name of ['toSorted', 'toReversed', 'toSpliced', 'at', 'findLast']) delete Array.prototype[name]
        delete Uint8Array.prototype.toHex
        delete Uint8Array.fromHex
        delete globalThis.structuredClone`,
    })
    await phone.page.goto(`${town.url}/w/khaokluai`)
    await phone.page.locator('#start').click()
    await answerQuestions(phone.page, { what: 'จากโทรศัพท์เครื่องเก่า' })
    await phone.page.locator('#to-receipt').click()
    const receipt = await copyReceipt(phone.page)
    await confirmAndSend(phone.page, receipt)
    await phone.page.goto(`${town.url}/w/khaokluai`)
    await followUp(phone.page, receipt)
    expect(await phone.page.locator('.message').innerText()).toContain('จากโทรศัพท์เครื่องเก่า')
    expect(phone.complaints).toEqual([])
  })
})

describe('the pages in a real browser', () => {
  it('answer every request with the agreed headers', async () => {
    for (const path of [
      '/w',
      '/w/khaokluai',
      '/w/nowhere',
      '/w/khaokluai/keys',
      '/o/w',
      '/o/w/khaokluai/me',
      '/w/x/../../etc',
    ]) {
      const response = await fetch(`${town.url}${path}`)
      for (const [name, value] of Object.entries(channelHeaders)) {
        if (new URL(response.url).pathname.startsWith('/w') || new URL(response.url).pathname.startsWith('/o/w')) {
          expect([path, name, response.headers.get(name)]).toEqual([path, name, value])
        }
      }
    }
  })

  it.each([
    [360, false],
    [360, true],
    [180, false],
    [1280, false],
  ] as const)('can be used by everybody: %i px wide, dark %s', async (width, dark) => {
    const phone = await town.phone({ width, dark })
    const { page } = phone
    await bringExaminer(page)
    await page.goto(`${town.url}/w/khaokluai`)
    await page.locator('#start').waitFor()
    const judged = async (name: string) => {
      await shoot(page, `a-${width}${dark ? '-dark' : ''}-${name}`)
      expect([name, await violations(page)]).toEqual([name, []])
    }
    await judged('home')
    await page.locator('#start').click()
    await answerQuestions(page, { what: 'ทดสอบการเข้าถึง' }, judged)
    await judged('review')
    await page.locator('#to-receipt').click()
    const receipt = await copyReceipt(page)
    await judged('receipt')
    await confirmAndSend(page, receipt)
    await judged('sent')
    await page.goto(`${town.url}/w/khaokluai`)
    await page.locator('#follow').click()
    await judged('follow')
    await page.getByLabel(texts.follow.label).fill(receipt)
    await page.locator('#open').click()
    await page.locator('#status').waitFor()
    await judged('case')
    expect(phone.complaints).toEqual([])
  })
})

async function leftBehind({ page, context }: Phone): Promise<Record<string, number>> {
  const cookies = (await context.cookies()).length
  const rest = await page.evaluate<Record<string, number>>(`(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))()`)
  return { cookies, ...rest }
}

async function countCases(): Promise<number> {
  return (await town.cases.db.selectFrom('wb_case').select('id').execute()).length
}

async function openList(page: Page): Promise<void> {
  const listed = page.waitForResponse((response) => response.url().endsWith('/cases'))
  await page.getByRole('button', { name: officerTexts.nav.cases, exact: true }).click()
  await listed
  await page.getByRole('heading', { name: officerTexts.list.title }).waitFor()
}

async function openCase(page: Page, id: string): Promise<void> {
  await openList(page)
  await page.locator(`[data-case="${id}"]`).click()
  await page.getByRole('heading', { name: officerTexts.case.title(id) }).waitFor()
}
