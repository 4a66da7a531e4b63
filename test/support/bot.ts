import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { agencyStore } from '../../src/agency/agency-store.ts'
import { AgencyFile } from '../../src/agency/profile.ts'
import { createApp, type App } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openDatabase, type OpenDatabase } from '../../src/db/open.ts'
import { checklistStore, ItemState } from '../../src/features/checklist/checklist-store.ts'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { knowledgeStore } from '../../src/features/questions/knowledge-store.ts'
import { checkEntries } from '../../src/features/questions/upkeep/knowledge-file.ts'
import { loadCards } from '../../src/flex/cards.ts'
import type { Network } from '../../src/evidence/network.ts'
import { createEnvelope } from '../../src/kernel/envelope.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/kernel/log.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { createLine } from '../../src/line/client.ts'
import { staffStore, type Role } from '../../src/staff/staff-store.ts'
import { openCases } from '../../src/whistleblowing/cases-db.ts'
import { noPageAssets, type PageAssets } from '../../src/whistleblowing/page-assets.ts'
import { pepperFile, readPepper } from '../../src/whistleblowing/pepper.ts'
import type { ChannelParts } from '../../src/channel-doors.ts'
import { migrations } from '../../migrations/index.ts'
import { channelMigrations } from '../../migrations/whistleblowing/index.ts'
import { startFakeLine } from '../simulator/line/fake-line.ts'
import type { ChatEntry, Delivery } from '../simulator/line/types.ts'
import { stillClock, type StillClock } from './clock.ts'
import { agencies, faq } from './samples.ts'

const cards = loadCards(join(packageRoot, 'flex-templates'))

/** Nothing outside: no name is known. */
export const noNetwork: Network = {
  resolve: async () => {
    throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' })
  },
  dial: () => {
    throw new Error('There is no network.')
  },
}

export type Bot = Awaited<ReturnType<typeof startBot>>

/** A person with a phone, as the tests speak of them. */
export type Phone = {
  userId: string
  says(text: string, eventId?: string): Promise<Delivery>
  /** Presses the first thing with this label: quick reply, button or tappable part of any card, newest first. */
  taps(label: string): Promise<void>
  follows(): Promise<Delivery>
  /** Everything the bot has said to this person, as JSON messages, oldest first. */
  heard(): Record<string, unknown>[]
  /** What the last messages say in words: texts and altTexts since this person last wrote. */
  lastWords(): string
  chat(): ChatEntry[]
}

/**
 * A whole bot on real HTTP with a fake LINE on real HTTP, an agency from the published reports and a clock that stands still.
 * Everything goes through the front door: signed webhooks in, LINE's API out.
 */
export async function startBot(
  options: {
    database?: OpenDatabase
    agency?: string
    folder?: string
    digits?: 'thai' | 'arabic'
    clock?: StillClock
    /** Within how many ms the messages of one person are one thought; tests that are not about it say nothing. */
    burst?: number
    /** The agency's own time limits, as in its file; those of everybody unless told otherwise. */
    timeLimits?: Record<string, unknown>
    /** The web sites that there are; none unless told otherwise. */
    network?: Network
    /** The pages of the protected channel; without them it stays closed. */
    pages?: PageAssets
  } = {},
) {
  const clock = options.clock ?? stillClock()
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'prongsai-test-'))
  const line = await startFakeLine({ clock })
  const database = options.database ?? (await openDatabase(join(folder, 'prongsai.db')))
  await migrate(database.db, migrations)
  const config = readConfig({
    DATA_DIR: folder,
    PUBLIC_URL: 'https://bot.example.go.th',
    LINE_API_URL: line.apiUrl,
    LINE_DATA_API_URL: line.dataUrl,
    LOG_LEVEL: 'debug',
  })
  const appKey = Buffer.alloc(32, 7)
  const logLines: string[] = []
  const log = createLog('debug', clock, (written) => logLines.push(written))
  const envelope = createEnvelope(appKey, systemIds)

  const sample = options.agency ?? 'phothong'
  const slug = await addAgency(sample, options.digits ?? 'arabic')
  const cases = await openCases(join(folder, 'whistleblowing', 'cases.db'))
  await migrate(cases.db, channelMigrations(cases.ground))
  const channelParts: ChannelParts = {
    cases,
    pepper: readPepper(pepperFile(folder), systemIds),
    assets: options.pages ?? noPageAssets,
    powBits: 4,
  }
  const app: App = createApp({
    burst: options.burst ?? 0,
    config,
    database,
    appKey,
    clock,
    ids: systemIds,
    log,
    cards,
    line: createLine(config.lineApi),
    network: options.network ?? noNetwork,
    channel: channelParts,
  })
  const listener = getRequestListener(app.http.fetch)
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  line.setWebhookUrl(slug, `${url}/webhook/${slug}`)
  await app.recover()

  async function addAgency(name: string, digits: 'thai' | 'arabic'): Promise<string> {
    const found = agencies.find((one) => one.id === name)
    if (!found) throw new Error(`There is no sample agency ${name}.`)
    const channelSecret = `secret-of-${name}`
    const channelAccessToken = `token-of-${name}`
    line.addChannel({ name, secret: channelSecret, accessToken: channelAccessToken, webhookUrl: '', quota: 300 })
    await database.db.transaction().execute(async (transaction) => {
      const { agencyId } = await agencyStore(transaction, clock, systemIds, envelope).save(
        AgencyFile.parse({
          slug: name,
          name: found.name,
          type: found.type,
          district: found.district,
          province: found.province,
          mainSite: found.website ?? `https://www.${name}.go.th`,
          edition: found.numberingEdition ?? found.edition,
          digits,
          units: found.units.map((unit) => ({
            name: unit,
            short: [unit.replace(/^(กอง|สำนัก)/, '')],
          })),
          contacts: { phone: '0 7500 0000' },
          ...(options.timeLimits && { timeLimits: options.timeLimits }),
          line: {
            channelSecret,
            channelAccessToken,
            basicId: '@prongsai1',
          },
        }),
      )
      const checklists = checklistStore(transaction, clock, systemIds, envelope)
      await checklists.load(agencyId, readEdition(found.numberingEdition ?? found.edition))
      await checklists.importStates(
        agencyId,
        found.numberingEdition ?? found.edition,
        found.items.map((item) => ItemState.parse(item)),
        name === 'khemarat' ? 'done' : 'keep',
      )
      const checked = checkEntries(faq)
      if ('mistakes' in checked) throw new Error(checked.mistakes.join('\n'))
      await knowledgeStore(transaction, clock).import(agencyId, checked.entries)
    })
    return name
  }

  function phone(userId: string, displayName: string): Phone {
    line.person(userId, displayName)
    const chat = () => line.chat(slug, userId)
    return {
      userId,
      chat,
      async says(text, eventId) {
        const delivery = await line.say(slug, userId, text, eventId === undefined ? {} : { eventId })
        await app.settle()
        return delivery
      },
      async follows() {
        const delivery = await line.follow(slug, userId)
        await app.settle()
        return delivery
      },
      async taps(label) {
        const action = findAction(chat().toReversed(), label)
        if (!action) throw new Error(`Nothing to tap is called ${label}.`)
        await line.tap(slug, userId, action)
        await app.settle()
      },
      heard: () => chat().flatMap((entry) => (entry.from === 'bot' ? [entry.message] : [])),
      lastWords() {
        const entries = chat()
        const since = entries.findLastIndex((entry) => entry.from === 'person')
        return entries
          .slice(since + 1)
          .flatMap((entry) => (entry.from === 'bot' ? [String(entry.message['text'] ?? entry.message['altText'])] : []))
          .join('\n')
      },
    }
  }

  let people = 0
  const nextId = () => `U${String((people += 1)).padStart(32, '0')}`

  return {
    app,
    line,
    clock,
    database,
    slug,
    url,
    folder,
    logLines,
    config,
    envelope,
    channelParts,
    citizen: (name = 'สมชาย'): Phone => phone(nextId(), name),
    async staff(role: Role = 'staff', unit: string | null = null, name = 'สมหญิง'): Promise<Phone> {
      const agency = await app.agencies.bySlug(slug)
      if (!agency) throw new Error('The agency is gone.')
      const unitId = agency.units.find((one) => one.name === unit)?.id ?? null
      const code = await staffStore(database.db, clock, systemIds).invite(agency.id, {
        name,
        unitId,
        role,
      })
      const member = phone(nextId(), name)
      await member.says(`ลงทะเบียน ${code}`)
      return member
    },
    async stop() {
      await app.stop()
      await close(server)
      await line.stop()
      await database.close()
      await cases.close()
      if (options.folder === undefined)
        rmSync(folder, {
          recursive: true,
          force: true,
        })
    },
  }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

/** The newest action with this label (or this title, or this text on a tappable part) in what the bot said. */
function findAction(entries: readonly ChatEntry[], label: string): Record<string, unknown> | null {
  for (const entry of entries) {
    if (entry.from !== 'bot') continue
    const found = searchAction(entry.message, label)
    if (found) return found
  }
  return null
}

function searchAction(value: unknown, label: string): Record<string, unknown> | null {
  if (Array.isArray(value)) {
    for (const one of value) {
      const found = searchAction(one, label)
      if (found) return found
    }
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const record = value as Record<string, unknown>
  const action = record['action'] as Record<string, unknown> | undefined
  if (action && (action['label'] === label || action['displayText'] === label || record['text'] === label))
    return action
  for (const one of Object.values(record)) {
    const found = searchAction(one, label)
    if (found) return found
  }
  return null
}
