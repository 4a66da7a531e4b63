import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { agencyStore } from '../../src/agency/agency-store.ts'
import { AgencyFile } from '../../src/agency/profile.ts'
import { buttonData } from '../../src/chat/button.ts'
import { readAppKey, readConfig } from '../../src/config.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { checklistStore, ItemState } from '../../src/features/checklist/checklist-store.ts'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { readResult, ResultFile, scoreStore } from '../../src/features/checklist/score-store.ts'
import { knowledgeStore } from '../../src/features/questions/knowledge-store.ts'
import { checkEntries } from '../../src/features/questions/upkeep/knowledge-file.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createEnvelope } from '../../src/kernel/envelope.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/kernel/log.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createLine } from '../../src/line/client.ts'
import { installRichMenus, readRichMenus, richMenuApi } from '../../src/line/rich-menus.ts'
import { staffStore, type Role } from '../../src/staff/staff-store.ts'
import { bundlePages } from '../../src/whistleblowing/bundle-pages.ts'
import { start } from '../../src/start.ts'
import { migrations } from '../../migrations/index.ts'
import { agencies, faq } from '../support/samples.ts'
import { startConsole, type Phone } from './console.ts'
import { startFakeLine } from './line/fake-line.ts'
import { movableClock } from './movable-clock.ts'
import { startTownWeb } from './town-web.ts'

/** Where the demo keeps its data; made anew at each start, so that every visitor begins with the same town. */
const folder = join(packageRoot, 'data/demo')

type DemoPerson = {
  role: Phone['role']
  title: string
  name: string
  unit: string | null
  as: Role | null
  suggestions: string[]
}

const people: DemoPerson[] = [
  {
    role: 'citizen',
    title: 'ประชาชน',
    name: 'สมชาย',
    unit: null,
    as: null,
    suggestions: ['ค่าเก็บขยะเดือนละเท่าไรคะ', 'ไฟข้างทางดับ', 'แผนพัฒนา อบต อยู่ไหน', 'รูปปั้นช้างหน้าศาลาใครปั้น'],
  },
  {
    role: 'staff',
    title: 'เจ้าหน้าที่',
    name: 'สมหญิง',
    unit: 'กองคลัง',
    as: 'staff',
    suggestions: [
      'ข้อไหนยังไม่ได้ดำเนินการ',
      'O14 เสร็จแล้ว https://www.phothong.go.th/data/14',
      'o๑๖ ต้องมีอะไรบ้าง',
      'กล่องคำถาม',
    ],
  },
  {
    role: 'reviewer',
    title: 'ผู้ตรวจ',
    name: 'ปลัดวิชัย',
    unit: 'สำนักปลัด',
    as: 'reviewer',
    suggestions: ['มีอะไรรอตรวจไหม', 'มอบ O17 ให้สมหญิง ส่งภายใน 15 มี.ค.', 'สัปดาห์นี้มีอะไรเปลี่ยน'],
  },
  {
    role: 'executive',
    title: 'ผู้บริหาร',
    name: 'นายกสมศักดิ์',
    unit: null,
    as: 'executive',
    suggestions: ['เป็นไงบ้าง', 'รายกอง'],
  },
  {
    role: 'officer',
    title: 'นิติกร',
    name: 'นิติกรอรุณ',
    unit: 'สำนักปลัด',
    as: 'officer',
    suggestions: ['ข้อ 22 ถึงไหนแล้ว', '9.5 มีข้ออะไรบ้าง'],
  },
  {
    role: 'admin',
    title: 'ผู้ดูแลระบบ',
    name: 'ธุรการมานี',
    unit: 'สำนักปลัด',
    as: 'admin',
    suggestions: ['ปีประเมิน', 'ขอตาราง', 'คลังคำตอบ', 'ช่วยเหลือ'],
  },
]

/** The whole demo: a fake LINE, the bot on it with a town from the published reports, and the page with the phones. */
export async function startDemo(options: { port: number; quiet?: boolean }) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const clock = movableClock(systemClock)
  const line = await startFakeLine({ clock })
  const sample = agencies.find((agency) => agency.id === 'phothong')
  if (!sample) throw new Error('The sample agency is missing.')
  const slug = sample.id
  const account = typeof sample['shortName'] === 'string' ? sample['shortName'] : sample.name
  const port = await freePort()
  const channel = { secret: 'demo-channel-secret', accessToken: 'demo-channel-access-token' }
  line.addChannel({
    name: slug,
    ...channel,
    webhookUrl: '',
    quota: 300,
    chatMode: 'bot',
    basicId: '@phothong',
    displayName: account,
  })

  const config = readConfig({
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: folder,
    LOG_LEVEL: options.quiet ? 'silent' : 'error',
    LINE_API_URL: line.apiUrl,
    LINE_DATA_API_URL: line.dataUrl,
    LINE_CHANNEL_SECRET: channel.secret,
    LINE_CHANNEL_ACCESS_TOKEN: channel.accessToken,
  })
  const codes = await furnish()
  const log = createLog(config.logLevel, clock, (written) => process.stderr.write(written))
  const web = await startTownWeb()
  const { files, manifest } = await bundlePages()
  const bot = await start(config, { clock, ids: systemIds, log, network: web.network, pages: { files, manifest } })
  line.setWebhookUrl(slug, `${bot.url}/webhook`)

  const phones: Phone[] = people.map((person, index) => ({
    id: person.role,
    role: person.role,
    title: person.title,
    channel: slug,
    userId: userId(index),
    suggestions: person.suggestions,
    subtitle: [person.name, person.unit].filter((part) => part !== null).join(' · '),
  }))
  for (const [index, person] of people.entries()) line.person(userId(index), person.name)
  for (const [index, code] of codes.entries()) {
    await line.follow(slug, userId(index))
    if (code !== null) await line.say(slug, userId(index), `ลงทะเบียน ${code}`)
    await bot.app.settle()
  }
  await installMenus()

  const page = await startConsole({
    line,
    phones,
    clock,
    port: options.port,
    onClockMoved: () => bot.app.settle(),
    accounts: [
      {
        name: slug,
        displayName: account,
        quota: 300,
      },
    ],
  })
  return {
    url: page.url,
    bot,
    line,
    async stop() {
      await page.stop()
      await bot.stop()
      await web.stop()
      await line.stop()
    },
  }

  /** The town: its units, its checklist with the states of its published report, its answers, and codes for its staff. */
  async function furnish(): Promise<(string | null)[]> {
    if (!sample) return []
    const database = await openDatabase(config.databaseUrl)
    const envelope = createEnvelope(readAppKey(config, systemIds), systemIds)
    await migrate(database.db, migrations)
    const given = await database.db.transaction().execute(async (transaction) => {
      const store = agencyStore(transaction, clock, systemIds, envelope)
      const { agencyId } = await store.save(
        AgencyFile.parse({
          slug,
          name: sample.name,
          type: sample.type,
          district: sample.district,
          province: sample.province,
          mainSite: sample.website,
          edition: sample.edition,
          digits: 'arabic',
          serviceHours: 'จันทร์ถึงศุกร์ 8.30 - 16.30 น.',
          units: sample.units.map((unit) => ({
            name: unit,
            short: [unit.replace(/^(กอง|สำนัก)/, '')],
          })),
          contacts: {
            phone: '0 7500 0000',
            address: `อำเภอ${sample.district ?? ''} จังหวัด${sample.province ?? ''}`,
          },
        }),
      )
      const checklists = checklistStore(transaction, clock, systemIds, envelope)
      await checklists.load(agencyId, readEdition(sample.edition))
      await checklists.importStates(
        agencyId,
        sample.edition,
        sample.items.map((item) => ItemState.parse(item)),
        'keep',
      )
      const result = readResult(ResultFile.parse(sample))
      if (result) await scoreStore(transaction, clock).record(agencyId, result.edition, result.scores)
      const checked = checkEntries(faq)
      if ('mistakes' in checked) throw new Error(checked.mistakes.join('\n'))
      await knowledgeStore(transaction, clock).import(agencyId, checked.entries)
      const agency = await store.byId(agencyId)
      const invited: (string | null)[] = []
      for (const person of people) {
        const unitId = agency?.units.find((unit) => unit.name === person.unit)?.id ?? null
        invited.push(
          person.as === null
            ? null
            : await staffStore(transaction, clock, systemIds).invite(agencyId, {
                name: person.name,
                unitId,
                role: person.as,
              }),
        )
      }
      return invited
    })
    await database.close()
    return given
  }

  async function installMenus(): Promise<void> {
    const menus = readRichMenus(join(packageRoot, 'flex-templates/rich-menus'), {
      publicUrl: config.publicUrl,
      agency: slug,
      askButton: buttonData({ name: 'ask' }),
    })
    const members = people.flatMap((person, index) =>
      person.as === null
        ? []
        : [{ userId: userId(index), role: person.as === 'executive' ? ('executive' as const) : ('staff' as const) }],
    )
    await installRichMenus(
      richMenuApi(createLine(config.lineApi).channel(new Secret(channel.accessToken))),
      menus,
      members,
    )
  }
}

/** A port that nobody uses now; the bot's links carry it. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

function userId(index: number): string {
  return `U${String(index + 1).padStart(32, '0')}`
}
