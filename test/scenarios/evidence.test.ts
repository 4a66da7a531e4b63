import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checklistStore } from '../../src/features/checklist/checklist-store.ts'
import { evidenceStore } from '../../src/evidence/evidence-store.ts'
import { changeStore } from '../../src/features/checklist/item-changes.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { day, hour } from '../support/clock.ts'
import { addAgency } from './second-agency.ts'
import { page, startPretendWeb, words, type PretendWeb } from '../support/pretend-web.ts'

let web: PretendWeb
let bot: Bot
let clerk: Phone
let agencyId: string
beforeAll(async () => {
  web = await startPretendWeb()
  bot = await startBot({ network: web.network })
  clerk = await bot.staff('staff', 'กองคลัง')
  agencyId = (await bot.app.agencies.bySlug(bot.slug))?.id ?? ''
})
afterAll(async () => {
  await bot.stop()
  await web.stop()
})

const site = 'www.phothong.go.th'
const stores = () => {
  const { database, clock, envelope } = bot
  return {
    evidence: evidenceStore(database.db, clock, systemIds, envelope),
    changes: changeStore(database.db, clock, systemIds, envelope),
    checklist: checklistStore(database.db, clock, systemIds, envelope),
  }
}

async function clerkId(): Promise<string> {
  const rows = await bot.database.db.selectFrom('staff').select('staff_id').execute()
  return rows[0]?.staff_id ?? ''
}

/** Gives a page for an item and hands the item in, as the chat does. */
async function submit(code: string, pageUrl: string): Promise<void> {
  const { changes } = stores()
  const by = await clerkId()
  const item = await changes.read(agencyId, 2567, code)
  await changes.change(agencyId, 2567, code, {
    version: item?.version ?? 0,
    actId: systemIds.short(),
    kind: 'submit',
    by,
    set: { status: 'reported', url: pageUrl },
  })
  bot.clock.move(31_000)
  bot.app.tick()
  await bot.app.settle()
}

/** Lets nights pass until everything was looked at again. */
async function nights(count: number): Promise<void> {
  for (let night = 0; night < count; night += 1) {
    bot.clock.move(day)
    await bot.app.settle()
    bot.clock.move(hour + 60_000)
    await bot.app.settle()
  }
}

const state = async (code: string) => (await stores().changes.read(agencyId, 2567, code))?.status

describe('evidence', () => {
  beforeEach(async () => {
    web.pages(site, {
      '/o14': page('รายการจัดซื้อจัดจ้าง', words),
      '/o16': page('ความก้าวหน้าการจัดซื้อจัดจ้าง', words),
      '/o17': page('สรุปผลการจัดซื้อจัดจ้าง', words),
    })
  })

  it('is looked at right after it was given, and frozen with what was seen', async () => {
    await submit('O14', `https://${site}/o14`)
    expect(await stores().evidence.of(agencyId, 2567, 'O14')).toMatchObject([
      { check: { verdict: 'good', seen: { title: 'รายการจัดซื้อจัดจ้าง' } } },
    ])
    expect(await stores().evidence.snapshots(agencyId, 2567, 'O14')).toMatchObject([
      { verdict: 'good', seen: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ])
  })

  it('that does not open is told at once to whoever gave it, with the cure', async () => {
    await submit('O14', `https://${site}/gone`)
    expect(clerk.lastWords()).toMatch(/O14.*ไม่พบหน้านี้.*หาที่อยู่ใหม่/s)
    expect(await state('O14')).toBe('reported')
  })

  it('that is found dead at night brings the item back, and its owner reads why with the next answer', async () => {
    await submit('O16', `https://${site}/o16`)
    web.pages(site, {})
    await nights(2)
    expect(await state('O16')).toBe('sent_back')
    const history = await stores().changes.history(agencyId, 2567, 'O16', 99, 9)
    expect(history[0]).toMatchObject({ kind: 'return', by: null, from: 'reported', to: 'sent_back' })
    expect(history[0]?.after.reason).toMatch(/phothong\.go\.th\/o16.*ไม่พบหน้านี้/)
    const pushed = clerk.lastWords()
    await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
    expect(pushed).not.toMatch(/หลักฐานของ O16/)
    expect(clerk.lastWords()).toMatch(/หลักฐานของ O16 มีปัญหา/)
  })

  it('of a site that is down for one night stays', async () => {
    await submit('O17', `https://${site}/o17`)
    web.site(site, (_request, response) => response.writeHead(503).end('busy'))
    bot.clock.move(day)
    await bot.app.settle()
    web.pages(site, { '/o17': page('สรุปผลการจัดซื้อจัดจ้าง', words) })
    await nights(2)
    expect(await state('O17')).toBe('reported')
  })

  it('is never opened inside: a site that begins to lead to this machine is reported, not followed', async () => {
    await submit('O17', `https://${site}/o17`)
    web.site(site, (_request, response) => response.writeHead(302, { location: 'https://169.254.169.254/' }).end())
    web.dialed.length = 0
    await nights(2)
    expect(new Set(web.dialed.map(({ address }) => address))).toEqual(new Set(['93.184.215.14']))
    expect(await state('O17')).toBe('sent_back')
  })

  it('of every site dead at once tells of our own network: nobody is judged, and we look again', async () => {
    await addAgency(bot, 'bangpu')
    await addAgency(bot, 'nongbua')
    for (const town of ['bangpu', 'nongbua']) web.pages(`${town}.go.th`, { '/': page('เทศบาล', words) })
    await submit('O14', `https://${site}/o14`)
    const seen = async () =>
      (await stores().evidence.of(agencyId, 2567, 'O14')).find((one) => one.pageUrl.endsWith('/o14'))
    const before = await seen()
    web.cutOff('93.184.215.14', 'ENETUNREACH')
    await nights(3)
    expect(await seen()).toMatchObject({ check: { verdict: 'good' }, broken: false })
    expect(await state('O14')).toBe('reported')
    expect((await seen())?.check?.at).toEqual(before?.check?.at)

    // The network is there again, and so are the pages: soon after they are looked at.
    web.cutOff('93.184.215.14', null)
    bot.clock.move(hour)
    await bot.app.settle()
    expect((await seen())?.check?.at.getTime()).toBeGreaterThan(before?.check?.at.getTime() ?? 0)
    expect(await state('O14')).toBe('reported')
  })

  it('of one site that is down while others answer is dead after a second day all the same', async () => {
    await submit('O14', `https://${site}/o14`)
    web.site(site, (request) => request.socket.destroy())
    await nights(3)
    expect(await state('O14')).toBe('sent_back')
  })
})
