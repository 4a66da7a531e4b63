import { chmodSync, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { agencyStore } from '../../src/agency/agency-store.ts'
import { openDatabase } from '../../src/db/open.ts'
import { inboxStore } from '../../src/inbox/inbox-store.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createEnvelope } from '../../src/kernel/envelope.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { machine, machineOnLine, machineWithTown, town, type Outcome } from './ground.ts'

/** The line of a finding, by its title; '' when there is none. */
function line({ out }: Outcome, title: string): string {
  return out.split('\n').find((one) => one.slice(2).startsWith(`${title}:`)) ?? ''
}

/** An event that this program can no longer read, as after five failed tries. */
async function parkOneEvent(dataDir: string): Promise<void> {
  const database = await openDatabase(join(dataDir, 'prongsai.db'))
  const envelope = createEnvelope(Buffer.alloc(32), systemIds)
  const agency = await agencyStore(database.db, systemClock, systemIds, envelope).first()
  const inbox = inboxStore(database.db, systemClock, envelope, 'test')
  await database.db
    .transaction()
    .execute((transaction) =>
      inbox.keepUnreadable(transaction, { id: 'old', agencyId: agency?.id ?? '', sealed: 'sealed with another key' }),
    )
  await database.close()
}

function signs({ out }: Outcome): string {
  return out
    .split('\n')
    .map((one) => one[0])
    .join('')
}

describe('doctor', () => {
  it('finds everything good while the server runs and LINE reaches it', async () => {
    const { prongsai, path, bot } = await machineOnLine()
    await prongsai('backup', path('backup'))
    const outcome = await prongsai('doctor', '--agency', town.slug)
    expect(outcome.code).toBe(0)
    expect(outcome.err).toBe('')
    // Two things LINE does not tell anybody: they are to be looked at by hand. And the protected channel has no keys yet.
    const lasting = outcome.out
      .split('\n')
      .filter((one) => !one.includes('วันหยุดราชการ'))
      .join('\n')
    expect(signs({ ...outcome, out: lasting }).replaceAll('✓', '')).toBe('!!!')
    expect(line(outcome, 'วันหยุดราชการ')).toContain('25')
    expect(line(outcome, 'khaokluai ช่องทางแจ้งเบาะแส')).toMatch(/^! .*ยังขาด กุญแจผู้รับเรื่อง/)
    expect(line(outcome, 'khaokluai LINE')).toBe('✓ khaokluai LINE: ใช้ได้ (ทต.เขากล้วย)')
    expect(line(outcome, 'khaokluai webhook')).toContain(`${bot.url}/webhook`)
    expect(line(outcome, 'khaokluai โควตาข้อความ')).toContain('เหลือ 300 จาก 300')
    expect(line(outcome, 'khaokluai การส่งซ้ำ (Webhook redelivery)')).toMatch(/^! .*Webhook redelivery ต้องเปิด/)
    expect(outcome.out).not.toContain('geheim')
  })

  it('takes the address with the slug too', async () => {
    const { prongsai, line: platform, bot } = await machineOnLine()
    platform.setWebhookUrl(town.slug, `${bot.url}/webhook/khaokluai`)
    expect((await prongsai('doctor')).code).toBe(0)
  })

  it('finds an account whose chats can be read by others', async () => {
    const { prongsai } = await machineOnLine({ chatMode: 'chat' })
    const outcome = await prongsai('doctor')
    expect(outcome.code).toBe(1)
    expect(line(outcome, 'khaokluai แชตใน LINE OA Manager')).toMatch(/^✗ .*Response settings › Chat/)
  })

  it('finds a webhook that is not set, and gives the address', async () => {
    const { prongsai, bot } = await machineOnLine({ webhook: 'unset' })
    const outcome = await prongsai('doctor')
    expect(outcome.code).toBe(1)
    expect(line(outcome, 'khaokluai webhook')).toMatch(/^✗ .*Webhook URL/)
    expect(line(outcome, 'khaokluai webhook')).toContain(`${bot.url}/webhook/khaokluai`)
  })

  it('finds a webhook that leads somewhere else', async () => {
    const { prongsai, line: platform, bot } = await machineOnLine()
    platform.setWebhookUrl(town.slug, 'https://elsewhere.example.org/callback')
    const other = await prongsai('doctor')
    expect(other.code).toBe(1)
    expect(line(other, 'khaokluai webhook')).toBe(
      `✗ khaokluai webhook: ตั้งไว้ที่ https://elsewhere.example.org/callback → ควรเป็น ${bot.url}/webhook/khaokluai (LINE Developers › Messaging API › Webhook URL)`,
    )
  })

  it('finds a webhook that is switched off', async () => {
    const { prongsai } = await machineOnLine({ webhook: 'off' })
    const outcome = await prongsai('doctor')
    expect(outcome.code).toBe(1)
    expect(line(outcome, 'khaokluai webhook')).toMatch(/^✗ .*Use webhook เปิด/)
  })

  it('finds a public page that does not lead to the account, until the menus are installed', async () => {
    const { prongsai, bot } = await machineOnLine({ menus: 'none' })
    const page = async () => (await fetch(`${bot.url}/a/khaokluai`)).text()
    expect(line(await prongsai('doctor'), 'khaokluai ลิงก์เพิ่มเพื่อนบนหน้าเว็บ')).toMatch(/^✗ .*@khaokluai.*rich-menu install/)
    expect(await page()).not.toContain('line.me/R/ti/p')
    expect((await prongsai('rich-menu', 'install', '--agency', town.slug)).out).toContain('leads to @khaokluai')
    expect(line(await prongsai('doctor'), 'khaokluai ลิงก์เพิ่มเพื่อนบนหน้าเว็บ')).toMatch(/^✓ .*@khaokluai/)
    expect(await page()).toContain('https://line.me/R/ti/p/%40khaokluai')
  })

  it('finds a server that LINE cannot reach', async () => {
    const { prongsai, bot } = await machineOnLine()
    await bot.stop()
    const outcome = await prongsai('doctor')
    expect(outcome.code).toBe(1)
    expect(line(outcome, 'khaokluai webhook')).toContain('COULD_NOT_CONNECT')
  })

  it('finds a wrong access token, and does not show it', async () => {
    const { prongsai, set } = await machineOnLine()
    set({ LINE_CHANNEL_ACCESS_TOKEN: 'geheim-but-wrong' })
    const outcome = await prongsai('doctor')
    expect(outcome.code).toBe(1)
    expect(line(outcome, 'khaokluai LINE')).toMatch(/^✗ .*401.*Channel access token/)
    expect(outcome.out + outcome.err).not.toContain('geheim')
  })

  it('finds a wrong channel secret, because the trial webhook is refused', async () => {
    const { prongsai } = await machineOnLine({ secret: 'geheim-new-secret' })
    const outcome = await prongsai('doctor')
    expect(outcome.code).toBe(1)
    expect(line(outcome, 'khaokluai webhook')).toContain('ERROR_STATUS_CODE')
    expect(outcome.out + outcome.err).not.toContain('geheim')
  })

  it('does not blame the token when LINE has trouble', async () => {
    const { prongsai, line: platform } = await machineOnLine()
    platform.faults.down = true
    const outcome = await prongsai('doctor')
    expect(outcome.code).toBe(1)
    expect(line(outcome, 'khaokluai LINE')).toContain('LINE ตอบว่าขัดข้อง (500)')
    expect(outcome.out).not.toContain('ออก Channel access token ใหม่')
  })

  it('says that LINE is not there', async () => {
    const { prongsai, set } = await machineOnLine()
    set({ LINE_API_URL: 'http://127.0.0.1:1' })
    expect(line(await prongsai('doctor'), 'khaokluai LINE')).toContain('ติดต่อ LINE ไม่ได้')
  })

  it('warns before the month is out of messages', async () => {
    const { prongsai, line: platform } = await machineOnLine()
    platform.setQuota(town.slug, 300, 250)
    const outcome = await prongsai('doctor')
    expect(line(outcome, 'khaokluai โควตาข้อความ')).toMatch(/^! .*เหลือ 50 จาก 300/)
    platform.setQuota(town.slug, 300, 300)
    expect(line(await prongsai('doctor'), 'khaokluai โควตาข้อความ')).toMatch(/^✗ .*ใช้ครบ 300 แล้ว.*แพ็กเกจ/)
    platform.setQuota(town.slug, null)
    expect(line(await prongsai('doctor'), 'khaokluai โควตาข้อความ')).toBe('✓ khaokluai โควตาข้อความ: ไม่จำกัด')
    expect(outcome.code).toBe(0)
  })

  it('finds events that were given up, until they are tried again', async () => {
    const { prongsai, dataDir } = await machineOnLine()
    await parkOneEvent(dataDir)
    const outcome = await prongsai('doctor')
    expect(outcome.code).toBe(1)
    expect(line(outcome, 'ข้อความเข้า')).toMatch(/^✗ .*มี 1 เรื่อง.*inbox retry/)
    expect((await prongsai('inbox', 'retry')).out).toBe('1 events will be tried again')
  })

  it('finds a key file that others can read', async () => {
    const { prongsai, dataDir } = await machineWithTown()
    chmodSync(join(dataDir, 'app.key'), 0o644)
    const outcome = await prongsai('doctor')
    expect(line(outcome, 'กุญแจระบบ (app key)')).toContain(`chmod 600 ${join(dataDir, 'app.key')}`)
    expect(outcome.code).toBe(1)
  })

  it('finds a key that was lost, and makes no other in its place', async () => {
    const { prongsai, dataDir } = await machineWithTown()
    const key = join(dataDir, 'app.key')
    renameSync(key, `${key}.away`)
    const outcome = await prongsai('doctor')
    expect(outcome.code).toBe(1)
    expect(line(outcome, 'กุญแจระบบ (app key)')).toMatch(/^✗ .*นำตัวเดิมกลับมา/)
    expect(outcome.out).toContain(key)
    expect(existsSync(key)).toBe(false)
    renameSync(`${key}.away`, key)
    expect(line(await prongsai('doctor'), 'กุญแจระบบ (app key)')).toMatch(/^✓/)
  })

  it('finds the key of another installation', async () => {
    const { prongsai, set } = await machineWithTown({ APP_KEY: Buffer.alloc(32, 1).toString('base64') })
    set({ APP_KEY: Buffer.alloc(32, 2).toString('base64') })
    expect(line(await prongsai('doctor'), 'กุญแจระบบ (app key)')).toMatch(/^✗ .*APP_KEY/)
    const other = await prongsai('agency', 'list')
    expect([other.code, other.out]).toEqual([1, ''])
    expect(other.err).toContain('not the one that sealed this database')
  })

  it('reminds of the data that a restore set aside', async () => {
    const { prongsai, path, dataDir } = await machineWithTown()
    await prongsai('backup', path('backup'))
    await prongsai('restore', path('backup'))
    const outcome = await prongsai('doctor')
    expect(line(outcome, 'ข้อมูลก่อนกู้คืน')).toContain(join(dataDir, 'before-restore-'))
  })

  it('says what is missing before anything is set up', async () => {
    const { prongsai } = machine()
    const nothing = await prongsai('doctor')
    expect(nothing.code).toBe(1)
    expect(line(nothing, 'หน่วยงาน')).toContain('agency add')
    const townOnly = await (await machineWithTown()).prongsai('doctor')
    expect(line(townOnly, 'khaokluai LINE')).toContain('LINE_CHANNEL_SECRET')
  })

  it('counts the days since the last backup', async () => {
    const { prongsai, path, file } = await machineWithTown()
    expect(line(await prongsai('doctor'), 'สำรองข้อมูล')).toContain('ยังไม่เคยสำรอง')
    await prongsai('backup', path('backup'))
    expect(line(await prongsai('doctor'), 'สำรองข้อมูล')).toBe('✓ สำรองข้อมูล: ล่าสุด 0 วันก่อน')
    file('data/last-backup', new Date(systemClock.now().getTime() - 9.5 * 86_400_000).toISOString())
    expect(line(await prongsai('doctor'), 'สำรองข้อมูล')).toMatch(/^! .*ล่าสุด 9 วันก่อน/)
  })
})
