import { isJson, wordOf } from './checks/shape.ts'
import { isPickable } from './checks/actions.ts'
import type { Content, Delivery, FakeLine } from './types.ts'
import { buildEvent, happen, redeliveryOf } from './webhooks.ts'
import type { Courier } from './webhooks.ts'
import { accountNamed, chatOf, knowPerson, momentOf } from './world.ts'
import type { Account, Json, World } from './world.ts'

type Acts = Pick<
  FakeLine,
  | 'follow'
  | 'unfollow'
  | 'say'
  | 'sendSticker'
  | 'sendContent'
  | 'sendLocation'
  | 'tap'
  | 'unsend'
  | 'deliver'
  | 'event'
  | 'redeliver'
>

/** What people do on the platform. An act that no phone allows (writing to an account that one blocked) throws. */
export function createActs(world: World, courier: Courier): Acts {
  function send(account: Account, events: Json[]): Promise<Delivery> {
    return courier.send(account, { destination: account.botUserId, events })
  }

  /** The account, when this person can write to it. */
  function openAccount(channel: string, userId: string): Account {
    const account = accountNamed(world, channel)
    knowPerson(world, userId)
    if (account.relations.get(userId)?.state === 'blocked') {
      throw new Error(`${userId} has blocked ${channel} and cannot write to it; let them follow first.`)
    }
    return account
  }

  function sendMessage(channel: string, userId: string, message: Json): Promise<Delivery> {
    const account = openAccount(channel, userId)
    return send(account, [buildEvent(world, account, userId, { type: 'message', message })])
  }

  function say(
    channel: string,
    userId: string,
    text: string,
    options: { eventId?: string; timestamp?: number },
  ): Promise<Delivery> {
    const account = openAccount(channel, userId)
    const { eventId, timestamp } = options
    const earlier = eventId === undefined ? undefined : account.eventsGiven.get(eventId)
    if (earlier) {
      const said = isJson(earlier['message']) ? earlier['message']['text'] : undefined
      const { source } = earlier
      if (said !== text || !isJson(source) || source['userId'] !== userId) {
        throw new Error(
          `The event ${eventId} was something else: a duplicate repeats the same text of the same person.`,
        )
      }
      return send(account, [earlier])
    }
    const event = buildEvent(world, account, userId, {
      type: 'message',
      message: { type: 'text', text },
      ...(eventId === undefined ? {} : { webhookEventId: eventId }),
      ...(timestamp === undefined ? {} : { timestamp }),
    })
    if (eventId !== undefined) account.eventsGiven.set(eventId, event)
    return send(account, [event])
  }

  function sendContent(
    channel: string,
    userId: string,
    kind: 'image' | 'video' | 'audio' | 'file',
    content: Content,
  ): Promise<Delivery> {
    const account = openAccount(channel, userId)
    const fromLine = { contentProvider: { type: 'line' } }
    const message: Json = { type: kind }
    if (kind === 'file')
      Object.assign(message, { fileName: content.fileName ?? 'file', fileSize: content.bytes.length })
    else Object.assign(message, fromLine, kind === 'image' ? {} : { duration: 1000 })
    const event = buildEvent(world, account, userId, { type: 'message', message })
    const messageId = isJson(event['message']) ? String(event['message']['id']) : ''
    account.contents.set(messageId, { kind, content })
    return send(account, [event])
  }

  function tapPostback(account: Account, userId: string, action: Json, params?: Json): Promise<Delivery> {
    const postback = { data: wordOf(action, 'data'), ...(params ? { params } : {}) }
    const event = buildEvent(world, account, userId, { type: 'postback', postback })
    const { displayText, text } = action
    happen(world, account, event, typeof displayText === 'string' ? displayText : undefined)
    if (typeof text !== 'string') return send(account, [event])
    return send(account, [
      event,
      buildEvent(world, account, userId, { type: 'message', message: { type: 'text', text } }),
    ])
  }

  /** What the picker gave: exactly the one value of its mode. */
  function picked(action: Json, params: Record<string, string> | undefined): Json {
    const mode = String(action['mode'])
    const value = params?.[mode]
    if (value === undefined || !isPickable(mode, value))
      throw new Error(`Tapping a ${mode} picker needs params.${mode} as LINE writes it.`)
    return { [mode]: value }
  }

  /** Changes the menu of the person; the webhook tells how it went. */
  function switchMenu(account: Account, userId: string, action: Json): Json {
    const aliasId = wordOf(action, 'richMenuAliasId')
    const menuId = account.richMenuAliases.get(aliasId)
    if (menuId === undefined) return { status: 'RICHMENU_ALIAS_ID_NOTFOUND' }
    if (!account.richMenus.has(menuId)) return { newRichMenuAliasId: aliasId, status: 'RICHMENU_NOTFOUND' }
    account.richMenuOf.set(userId, menuId)
    return { newRichMenuAliasId: aliasId, status: 'SUCCESS' }
  }

  async function tap(
    channel: string,
    userId: string,
    action: Json,
    params?: Record<string, string>,
  ): Promise<Delivery | null> {
    const account = openAccount(channel, userId)
    switch (action['type']) {
      case 'postback':
        return tapPostback(account, userId, action)
      case 'datetimepicker':
        return tapPostback(account, userId, action, picked(action, params))
      case 'richmenuswitch':
        return tapPostback(account, userId, action, switchMenu(account, userId, action))
      case 'message':
        return say(channel, userId, wordOf(action, 'text'), {})
      case 'uri':
      case 'clipboard':
      case 'camera':
      case 'cameraRoll':
      case 'location':
        return null
      default:
        throw new Error(`LINE knows no action of type ${String(action['type'])}.`)
    }
  }

  return {
    async follow(channel, userId) {
      const account = accountNamed(world, channel)
      knowPerson(world, userId)
      const isUnblocked = account.relations.get(userId)?.state === 'blocked'
      return send(account, [buildEvent(world, account, userId, { type: 'follow', follow: { isUnblocked } })])
    },
    async unfollow(channel, userId) {
      const account = accountNamed(world, channel)
      knowPerson(world, userId)
      return send(account, [buildEvent(world, account, userId, { type: 'unfollow' })])
    },
    say: async (channel, userId, text, options = {}) => say(channel, userId, text, options),
    sendSticker: async (channel, userId, packageId = '446', stickerId = '1988') =>
      sendMessage(channel, userId, { type: 'sticker', packageId, stickerId, stickerResourceType: 'STATIC' }),
    sendContent: async (channel, userId, kind, content) => sendContent(channel, userId, kind, content),
    sendLocation: async (channel, userId, place) => sendMessage(channel, userId, { type: 'location', ...place }),
    tap,
    async unsend(channel, userId, messageId) {
      const account = openAccount(channel, userId)
      const theirs = (entry: object): boolean => 'messageId' in entry && entry.messageId === messageId
      if (!chatOf(account, userId).some((entry) => entry.from === 'person' && theirs(entry))) {
        throw new Error(`${userId} has sent no message ${messageId} to ${channel}.`)
      }
      return send(account, [buildEvent(world, account, userId, { type: 'unsend', unsend: { messageId } })])
    },
    async deliver(channel, events, options = {}) {
      const account = accountNamed(world, channel)
      return courier.send(account, { destination: account.botUserId, events }, options)
    },
    event: (channel, userId, event) => buildEvent(world, accountNamed(world, channel), userId, event),
    redeliver: async (channel, delivery) => courier.send(accountNamed(world, channel), redeliveryOf(delivery.body)),
  }
}

/** Whether the loading animation would show to this person now. */
export function isLoading(world: World, channel: string, userId: string): boolean {
  return momentOf(world) < (accountNamed(world, channel).loadingUntil.get(userId) ?? 0)
}
