import type { Clock } from '../../../src/kernel/clock.ts'
import { digest, newMessageId, newToken, newTokenOf } from './identifiers.ts'
import type { ApiCall, ChannelSettings, ChatEntry, Content, Delivery, Faults, Person } from './types.ts'

/** A JSON object whose properties are not known yet. */
export type Json = Record<string, unknown>

/** How a person stands to an account; `wroteAt` is the moment (ms) of the last thing they sent, 0 for never. */
type Relation = { state: 'friend' | 'stranger' | 'blocked'; wroteAt: number }

export type SentMessage = { id: string; quoteToken?: string }

export type AcceptedCall = { at: number; requestId: string; sentMessages?: SentMessage[] }

export type RichMenu = { id: string; menu: Json; image: Content | null }

type StoredContent = { kind: 'image' | 'video' | 'audio' | 'file'; content: Content }

/** One official account with everything that the platform keeps for it. */
export type Account = {
  settings: ChannelSettings
  /** `destination` of its webhooks. */
  botUserId: string
  /** Endpoint of the webhooks; null after it was never set. */
  webhookUrl: string | null
  relations: Map<string, Relation>
  /** Groups and rooms that the account is in, with their members. */
  groups: Map<string, Set<string>>
  /** By user, group or room id. */
  chats: Map<string, ChatEntry[]>
  /** By the id of the event: what was sent, for duplicates on purpose. */
  eventsGiven: Map<string, Json>
  /** Ids of events that stand in the chats already: a duplicate changes nothing there. */
  eventsHappened: Set<string>
  /** Recipients counted, by month as yyyy-mm. */
  usage: Map<string, number>
  /** By retry key. */
  accepted: Map<string, AcceptedCall>
  /** The end (ms) of the loading animation by user id. */
  loadingUntil: Map<string, number>
  contents: Map<string, StoredContent>
  unsent: Set<string>
  richMenus: Map<string, RichMenu>
  richMenuAliases: Map<string, string>
  defaultRichMenu: string | null
  richMenuOf: Map<string, string>
}

/** A reply token is spent by its first use; its minute begins with the last delivery of the event. */
type ReplyToken = {
  account: Account
  chatId: string
  eventAt: number
  deliveredAt: number
  redelivered: boolean
  used: boolean
}

/** The whole platform. */
export type World = {
  clock: Clock
  checkTokens: boolean
  faults: Faults
  accounts: Map<string, Account>
  accountsByToken: Map<string, Account>
  people: Map<string, Person>
  replyTokens: Map<string, ReplyToken>
  calls: ApiCall[]
  deliveries: Delivery[]
  listeners: Set<() => void>
}

const dayMilliseconds = 24 * 60 * 60 * 1000

/** An empty platform. */
export function createWorld(clock: Clock, checkTokens: boolean): World {
  return {
    clock,
    checkTokens,
    faults: {
      only: null,
      down: false,
      delayMilliseconds: 0,
      cutAfterAccepting: 0,
      cutBeforeAccepting: 0,
      rateLimited: 0,
      duplicateWebhooks: false,
      holdWebhooks: false,
      cutContent: false,
      contentNotReady: 0,
    },
    accounts: new Map(),
    accountsByToken: new Map(),
    people: new Map(),
    replyTokens: new Map(),
    calls: [],
    deliveries: [],
    listeners: new Set(),
  }
}

/** The fake's present moment in milliseconds. */
export function momentOf(world: World): number {
  return world.clock.now().getTime()
}

/** Tells everybody who listens that something changed. */
export function announceChange(world: World): void {
  for (const listener of world.listeners) listener()
}

/** Adds the account; throws when its name or token is taken. */
export function addAccount(world: World, settings: ChannelSettings): Account {
  if (world.accounts.has(settings.name)) throw new Error(`The channel ${settings.name} exists already.`)
  if (world.accountsByToken.has(settings.accessToken)) {
    throw new Error(`The channel ${settings.name} has the access token of another channel.`)
  }
  const account: Account = {
    settings: { ...settings },
    botUserId: `U${digest(`account ${settings.name}`)}`,
    webhookUrl: settings.webhookUrl === '' ? null : settings.webhookUrl,
    relations: new Map(),
    groups: new Map(),
    chats: new Map(),
    eventsGiven: new Map(),
    eventsHappened: new Set(),
    usage: new Map(),
    accepted: new Map(),
    loadingUntil: new Map(),
    contents: new Map(),
    unsent: new Set(),
    richMenus: new Map(),
    richMenuAliases: new Map(),
    defaultRichMenu: null,
    richMenuOf: new Map(),
  }
  world.accounts.set(settings.name, account)
  world.accountsByToken.set(settings.accessToken, account)
  return account
}

/** The account of that name; throws when nobody added it. */
export function accountNamed(world: World, name: string): Account {
  const account = world.accounts.get(name)
  if (!account) throw new Error(`There is no channel ${name}; add it with addChannel first.`)
  return account
}

/** Makes the person known, with this name if one is given. */
export function knowPerson(world: World, userId: string, displayName?: string): Person {
  const known = world.people.get(userId)
  if (known && (displayName === undefined || displayName === known.displayName)) return known
  const person = { userId, displayName: displayName ?? userId }
  world.people.set(userId, person)
  return person
}

/** The person did something in the chat. Who was never seen there before is a friend from earlier days. */
export function noteAct(world: World, account: Account, userId: string): void {
  knowPerson(world, userId)
  const relation = account.relations.get(userId)
  if (relation) relation.wroteAt = momentOf(world)
  else account.relations.set(userId, { state: 'friend', wroteAt: momentOf(world) })
}

/** The chat of a person, group or room with the account, oldest entry first. */
export function chatOf(account: Account, chatId: string): ChatEntry[] {
  let chat = account.chats.get(chatId)
  if (!chat) account.chats.set(chatId, (chat = []))
  return chat
}

const homes = new WeakMap<Account, Map<string, string>>()

/** The mark that tokens of this chat carry. */
export function homeOf(account: Account, chatId: string): string {
  let marks = homes.get(account)
  if (!marks) homes.set(account, (marks = new Map()))
  let home = marks.get(chatId)
  if (home === undefined) marks.set(chatId, (home = digest(`${account.settings.name} ${chatId}`)))
  return home
}

/** Whether a message to this chat arrives now (developers.line.biz: send push message, conditions), and at how many people. */
export function recipientsOf(world: World, account: Account, chatId: string): string[] {
  const group = account.groups.get(chatId)
  if (group) return [...group]
  const relation = account.relations.get(chatId)
  if (!relation || relation.state === 'blocked') return []
  if (relation.state === 'friend') return [chatId]
  return momentOf(world) - relation.wroteAt <= 7 * dayMilliseconds ? [chatId] : []
}

const quotableTypes = new Set(['text', 'textV2', 'sticker', 'image', 'video'])

/** Makes the ids under which these messages are sent; with `quotable` also quote tokens for those that can be quoted. */
export function numberMessages(account: Account, chatId: string, messages: Json[]): SentMessage[] {
  return messages.map((message) => {
    const id = newMessageId()
    if (!quotableTypes.has(String(message['type']))) return { id }
    return { id, quoteToken: newTokenOf(homeOf(account, chatId)) }
  })
}

/** Puts what the bot sent into the chat; it also ends the loading animation. */
export function enterMessages(
  world: World,
  account: Account,
  chatId: string,
  messages: Json[],
  sent: SentMessage[],
  via: 'reply' | 'push',
): void {
  const chat = chatOf(account, chatId)
  const at = momentOf(world)
  messages.forEach((message, index) => {
    chat.push({ from: 'bot', at, messageId: sent[index]?.id ?? newMessageId(), message, via })
  })
  account.loadingUntil.delete(chatId)
  announceChange(world)
}

/** LINE's statistics count days and months in UTC+9 (developers.line.biz: get number of sent messages). */
function monthOf(moment: number): string {
  return new Date(moment + 9 * 60 * 60 * 1000).toISOString().slice(0, 7)
}

/** Recipients counted in the present month. */
export function usedQuota(world: World, account: Account): number {
  return account.usage.get(monthOf(momentOf(world))) ?? 0
}

/** Sets the count of the present month. */
export function setUsedQuota(world: World, account: Account, used: number): void {
  account.usage.set(monthOf(momentOf(world)), used)
}

/**
 * Counts these recipients, or refuses when the month's limit is reached. Somebody who cannot be reached costs nothing,
 * but a used-up quota refuses even a push to them.
 */
export function spendQuota(world: World, account: Account, recipients: number): 'counted' | 'limit reached' {
  const used = usedQuota(world, account)
  const { quota } = account.settings
  if (quota !== null && used + Math.max(recipients, 1) > quota) return 'limit reached'
  if (recipients > 0) setUsedQuota(world, account, used + recipients)
  return 'counted'
}

/** Registers a new reply token for that chat. Its minute begins now and again with each delivery. */
export function giveReplyToken(
  world: World,
  account: Account,
  chatId: string,
  eventAt: number,
  token = newToken(),
): string {
  const now = momentOf(world)
  world.replyTokens.set(token, { account, chatId, eventAt, deliveredAt: now, redelivered: false, used: false })
  return token
}

/**
 * Spends the reply token (developers.line.biz: reply token): one use, within a minute after the delivery; after a
 * redelivery also within twenty minutes after the event. Returns the chat that it belongs to, or null.
 */
export function spendReplyToken(world: World, account: Account, token: string): string | null {
  const known = world.replyTokens.get(token)
  if (!known || known.account !== account || known.used) return null
  const now = momentOf(world)
  if (now - known.deliveredAt > 60_000) return null
  if (known.redelivered && now - known.eventAt > 20 * 60_000) return null
  known.used = true
  return known.chatId
}

/** What was accepted under this retry key in the last 24 hours (developers.line.biz: retrying API requests). */
export function acceptedUnder(world: World, account: Account, retryKey: string): AcceptedCall | null {
  const accepted = account.accepted.get(retryKey)
  return accepted && momentOf(world) - accepted.at < dayMilliseconds ? accepted : null
}
