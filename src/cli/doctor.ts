import { existsSync, mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HTTPFetchError } from '@line/bot-sdk'
import { agencyStore } from '../agency/agency-store.ts'
import { agencyDirectory } from '../agency/directory.ts'
import type { Agency } from '../agency/profile.ts'
import { knownYears } from '../calendar/holidays.ts'
import { WrongAppKey } from '../app-key.ts'
import type { Config } from '../config.ts'
import { inboxStore } from '../inbox/inbox-store.ts'
import { SetupError } from '../kernel/errors.ts'
import { createLine, type LineChannel } from '../line/client.ts'
import { outboxStore } from '../outbox/outbox-store.ts'
import { doctor as words } from '../texts/doctor.ts'
import { toThaiDate } from '../thai/dates.ts'
import { casesExist } from '../whistleblowing/cases-db.ts'
import { pepperFile } from '../whistleblowing/pepper.ts'
import { lastBackup } from './backup.ts'
import { pepperOf } from './cases-backup.ts'
import { channelStatus } from './channel.ts'
import type { Command } from './command.ts'
import { withDatabase } from './workplace.ts'

/** ✓ good, ! look at it, ✗ broken. */
type Finding = { sign: '✓' | '!' | '✗'; title: string; words: string }

const good = (title: string, text: string): Finding => ({ sign: '✓', title, words: text })
const look = (title: string, text: string): Finding => ({ sign: '!', title, words: text })
const broken = (title: string, text: string): Finding => ({ sign: '✗', title, words: text })

const lowDisk = 1024 ** 3
/** With less than this it is time to look, before a night's backup fills the rest. */
const scarceDisk = 4 * lowDisk
const day = 86_400_000
/** So many days before a year begins whose holidays are not known, it is time to say so. */
const holidaysAhead = 45

export const doctorCommands: Command[] = [
  {
    name: 'doctor',
    operands: [],
    about: 'Checks credentials, webhook address, chat mode, quota, clock, disk and keys; one line each with the cure.',
    options: { agency: { value: 'slug', about: 'only this agency; default: all' } },
    async run({ options, print }) {
      const findings = await examine(options['agency'])
      for (const finding of findings) print(`${finding.sign} ${finding.title}: ${finding.words}`)
      const wrong = findings.filter((finding) => finding.sign === '✗').length
      if (wrong > 0) throw new SetupError(`${wrong} ✗`)
    },
  },
]

async function examine(slug: string | undefined): Promise<Finding[]> {
  try {
    return await examineAll(slug)
  } catch (cause) {
    if (!(cause instanceof WrongAppKey)) throw cause
    return [broken(words.titles.key, words.keyWrong(cause.place))]
  }
}

async function examineAll(slug: string | undefined): Promise<Finding[]> {
  return withDatabase(async ({ config, database, clock, ids, envelope }) => {
    const findings: Finding[] = [good(words.titles.database, words.databaseGood)]
    findings.push(disk(config), key(config), ...(await backup(config, clock.now())), ...setAside(config))
    findings.push(holidays(clock.now()))
    const inbox = await inboxStore(database.db, clock, envelope, 'cli').counts()
    const minutes = inbox.oldest ? Math.floor((clock.now().getTime() - inbox.oldest.getTime()) / 60_000) : 0
    if (inbox.parked > 0) findings.push(broken(words.titles.inbox, words.inboxParked(inbox.parked)))
    else if (minutes >= 2) findings.push(broken(words.titles.inbox, words.inboxOld(inbox.open, minutes)))
    else findings.push(good(words.titles.inbox, words.inboxGood))
    const outbox = await outboxStore(database.db, clock, ids, envelope, 'cli').counts()
    findings.push(
      outbox.due + outbox.waiting === 0
        ? good(words.titles.outbox, words.outboxGood)
        : look(words.titles.outbox, words.outboxWaiting(outbox.due, outbox.waiting)),
    )

    const store = agencyStore(database.db, clock, ids, envelope)
    const all = await store.all()
    const chosen = slug === undefined ? all : all.filter((agency) => agency.profile.slug === slug)
    if (chosen.length === 0) findings.push(broken(words.titles.agency, words.noAgency))
    const directory = agencyDirectory(store, clock, config.channel)
    for (const agency of chosen) {
      findings.push(...(await channelFindings({ config, database, clock, ids, envelope }, agency.profile.slug)))
      const account = await directory.byId(agency.id)
      if (!account) {
        findings.push(broken(`${agency.profile.slug} ${words.titles.token}`, words.noChannel))
        continue
      }
      const first = all[0]?.id === agency.id
      const channel = createLine(config.lineApi).channel(account.channel.accessToken)
      findings.push(...(await examineAccount(agency, channel, config, first, clock.now())))
    }
    return findings
  })
}

/** Whether the official holidays of the coming weeks are known: promises and reminders count on them. */
function holidays(now: Date): Finding {
  const { year } = toThaiDate(new Date(now.getTime() + holidaysAhead * day))
  const last = knownYears.at(-1) ?? 0
  return year <= last
    ? good(words.titles.holidays, words.holidaysKnown(last))
    : look(words.titles.holidays, words.holidaysMissing(year))
}

/** Whether the protected channel takes reports, and what it needs. Nothing of any case. */
async function channelFindings(place: Parameters<typeof channelStatus>[0], slug: string): Promise<Finding[]> {
  const title = `${slug} ${words.titles.channel}`
  const { whistleblowingUrl, dataDir } = place.config
  if (!casesExist(whistleblowingUrl)) return [look(title, words.channelNotStarted)]
  const pepper = pepperFile(dataDir)
  if (existsSync(pepper) && (statSync(pepper).mode & 0o077) !== 0) return [broken(title, words.pepperRights(pepper))]
  const { missing, keys, drill } = await channelStatus(place, slug)
  const state = await pepperOf(place.config)
  if (state !== 'good') return [broken(title, words.pepperWrong(pepper))]
  if (missing.length > 0) {
    return [look(title, words.channelClosed(missing.map((one) => words.channelMissing[one]).join(' ')))]
  }
  const inUse = keys.filter((key) => key.state === 'active').length
  return [drill.isLate ? look(title, words.channelDrillLate(drill.due)) : good(title, words.channelOpen(inUse))]
}

async function examineAccount(
  agency: Agency,
  channel: LineChannel,
  config: Config,
  first: boolean,
  now: Date,
): Promise<Finding[]> {
  const title = (name: keyof typeof words.titles) => `${agency.profile.slug} ${words.titles[name]}`
  try {
    const { httpResponse, body } = await channel.api.getBotInfoWithHttpInfo()
    const findings = [
      good(title('token'), words.tokenGood(body.displayName)),
      agency.basicId === body.basicId
        ? good(title('friends'), words.friendsGood(body.basicId))
        : broken(title('friends'), words.friendsNot(body.basicId, agency.profile.slug)),
      clockFinding(title('clock'), httpResponse, now),
    ]
    findings.push(...(await webhook(agency, channel, config, first, title)))
    findings.push(look(title('redelivery'), words.redelivery), look(title('replies'), words.replies))
    findings.push(body.chatMode === 'chat' ? broken(title('chat'), words.chatOn) : good(title('chat'), words.chatGood))
    findings.push(await quota(channel, title('quota')))
    return findings
  } catch (cause) {
    if (!(cause instanceof HTTPFetchError)) return [broken(title('token'), words.lineSilent)]
    const refused = cause.status === 401 || cause.status === 403
    return [broken(title('token'), refused ? words.tokenBad(cause.status) : words.lineFails(cause.status))]
  }
}

async function webhook(
  agency: Agency,
  channel: LineChannel,
  config: Config,
  first: boolean,
  title: (name: keyof typeof words.titles) => string,
): Promise<Finding[]> {
  const wanted = `${config.publicUrl}/webhook/${agency.profile.slug}`
  const accepted = first ? [wanted, `${config.publicUrl}/webhook`] : [wanted]
  let set: { endpoint: string; active: boolean }
  try {
    set = await channel.api.getWebhookEndpoint()
  } catch (cause) {
    if (cause instanceof HTTPFetchError && cause.status === 404)
      return [broken(title('webhook'), words.webhookNone(wanted))]
    throw cause
  }
  if (!accepted.includes(set.endpoint)) return [broken(title('webhook'), words.webhookOther(set.endpoint, wanted))]
  if (!set.active) return [broken(title('webhook'), words.webhookOff)]
  const tested = await channel.api.testWebhookEndpoint({})
  return [
    tested.success
      ? good(title('webhook'), words.webhookGood(set.endpoint))
      : broken(title('webhook'), words.webhookFails(tested.reason)),
  ]
}

async function quota(channel: LineChannel, title: string): Promise<Finding> {
  const { allowed, used } = await channel.quota()
  if (allowed === null) return good(title, words.quotaUnlimited)
  const left = Math.max(0, allowed - used)
  if (left === 0) return broken(title, words.quotaGone(allowed))
  return left < allowed / 5 ? look(title, words.quotaLow(left, allowed)) : good(title, words.quotaLeft(left, allowed))
}

/** LINE's own answer carries LINE's time; tokens and signatures do not depend on ours, deadlines and quotas do. */
function clockFinding(title: string, response: Response, now: Date): Finding {
  const theirs = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(theirs)) return look(title, words.clockUnknown)
  const seconds = Math.round(Math.abs(now.getTime() - theirs) / 1000)
  return seconds > 30 ? broken(title, words.clockOff(seconds)) : good(title, words.clockGood)
}

function disk(config: Config): Finding {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = statfsSync(config.dataDir)
  const free = bavail * bsize
  const inWords = `${(free / lowDisk).toFixed(1)} GB`
  if (free < lowDisk) return broken(words.titles.disk, words.diskLow(inWords))
  return free < scarceDisk
    ? look(words.titles.disk, words.diskLow(inWords))
    : good(words.titles.disk, words.diskGood(inWords))
}

function key(config: Config): Finding {
  if ('given' in config.appKey) return good(words.titles.key, words.keyGood)
  const { file } = config.appKey
  const openToOthers = (statSync(file).mode & 0o077) !== 0
  return openToOthers ? broken(words.titles.key, words.keyRights(file)) : good(words.titles.key, words.keyGood)
}

/** Folders that `restore` set aside hold people's data and the key: they are to go when all is well. */
function setAside({ dataDir }: Config): Finding[] {
  const folders = readdirSync(dataDir).filter((name) => name.startsWith('before-restore-'))
  return folders.length === 0 ? [] : [look(words.titles.setAside, words.setAside(join(dataDir, 'before-restore-*')))]
}

async function backup(config: Config, now: Date): Promise<Finding[]> {
  const at = await lastBackup(join(config.dataDir))
  if (!at) return [look(words.titles.backup, words.backupNone)]
  const days = Math.floor((now.getTime() - at.getTime()) / day)
  return [
    days > 7 ? look(words.titles.backup, words.backupOld(days)) : good(words.titles.backup, words.backupGood(days)),
  ]
}
