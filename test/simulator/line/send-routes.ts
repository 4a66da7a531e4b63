import { broadcastBody, multicastBody, problemsIn, pushBody, replyBody, validateBody } from './checks/messages.ts'
import { isJson, object, text, whole, wordOf } from './checks/shape.ts'
import type { Check, Problem } from './checks/shape.ts'
import { belongsTo, groupIdPattern, userIdPattern } from './identifiers.ts'
import { failure, refusal } from './wire.ts'
import type { Answer, Call, Route } from './wire.ts'
import {
  acceptedUnder,
  announceChange,
  enterMessages,
  homeOf,
  momentOf,
  numberMessages,
  recipientsOf,
  spendQuota,
  spendReplyToken,
  usedQuota,
} from './world.ts'
import type { Json, SentMessage } from './world.ts'

/** The messages of a body that was checked. */
function messagesOf(json: unknown): Json[] {
  return isJson(json) && Array.isArray(json['messages']) ? json['messages'].filter(isJson) : []
}

/** A quote token works only in the chat where it was given out. */
function wrongQuotes(call: Call, chatId: string): Problem[] {
  return messagesOf(call.json).flatMap((message, index) => {
    if (!('quoteToken' in message)) return []
    if (belongsTo(homeOf(call.account, chatId), wordOf(message, 'quoteToken'))) return []
    return [{ message: 'invalid quoteToken', property: `messages[${index}].quoteToken` }]
  })
}

function reply(call: Call): Answer {
  const { world, account, json } = call
  const refused = refusal(problemsIn(json, replyBody))
  if (refused) return refused
  const token = wordOf(json, 'replyToken')
  const known = world.replyTokens.get(token)
  const wrong = refusal(known ? wrongQuotes(call, known.chatId) : [])
  if (wrong) return wrong
  const chatId = spendReplyToken(world, account, token)
  if (chatId === null) return failure(400, 'Invalid reply token')
  const messages = messagesOf(json)
  const sentMessages = numberMessages(account, chatId, messages)
  const reachable = account.relations.get(chatId)?.state !== 'blocked'
  if (reachable) enterMessages(world, account, chatId, messages, sentMessages, 'reply')
  return { status: 200, json: { sentMessages } }
}

/** 409 when this retry key was accepted already: the message was sent (developers.line.biz: retrying API requests). */
function acceptedAlready(call: Call): Answer | null {
  const accepted = call.retryKey === null ? null : acceptedUnder(call.world, call.account, call.retryKey.toLowerCase())
  if (!accepted) return null
  const { sentMessages, requestId } = accepted
  return {
    ...failure(409, 'The retry key is already accepted', sentMessages ? { sentMessages } : {}),
    headers: { 'x-line-accepted-request-id': requestId },
  }
}

function accept(call: Call, sentMessages?: SentMessage[]): void {
  const { world, account, requestId, retryKey } = call
  if (retryKey === null) return
  account.accepted.set(retryKey.toLowerCase(), {
    at: momentOf(world),
    requestId,
    ...(sentMessages ? { sentMessages } : {}),
  })
}

const limitReached = 'You have reached your monthly limit.'

function push(call: Call): Answer {
  const { world, account, json } = call
  const accepted = acceptedAlready(call)
  if (accepted) return accepted
  const to = wordOf(json, 'to')
  const refused = refusal([...problemsIn(json, pushBody), ...wrongQuotes(call, to)])
  if (refused) return refused
  const known = world.people.has(to) || account.groups.has(to)
  if (!known && !userIdPattern.test(to) && !groupIdPattern.test(to)) {
    return failure(400, "The property, 'to', in the request body is invalid (line: -, column: -)")
  }
  if (!known) return failure(400, 'Failed to send messages')
  const recipients = recipientsOf(world, account, to)
  if (spendQuota(world, account, recipients.length) === 'limit reached') return failure(429, limitReached)
  const messages = messagesOf(json)
  const sentMessages = numberMessages(account, to, messages)
  if (recipients.length > 0) enterMessages(world, account, to, messages, sentMessages, 'push')
  accept(call, sentMessages)
  return { status: 200, json: { sentMessages } }
}

/** The same messages to each of these people. */
function sendToEach(call: Call, userIds: string[]): Answer {
  const { world, account, json } = call
  if (spendQuota(world, account, userIds.length) === 'limit reached') return failure(429, limitReached)
  const messages = messagesOf(json)
  for (const userId of userIds) {
    enterMessages(world, account, userId, messages, numberMessages(account, userId, messages), 'push')
  }
  accept(call)
  return { status: 200, json: {} }
}

function multicast(call: Call): Answer {
  const { world, account, json } = call
  const accepted = acceptedAlready(call)
  if (accepted) return accepted
  const refused = refusal(problemsIn(json, multicastBody))
  if (refused) return refused
  const to: unknown[] = isJson(json) && Array.isArray(json['to']) ? json['to'] : []
  const userIds = [...new Set(to.map(String))]
  const malformed = userIds.find((userId) => !world.people.has(userId) && !userIdPattern.test(userId))
  if (malformed !== undefined) {
    return failure(
      400,
      `The property, to[${to.indexOf(malformed)}], in the request body is invalid (line: -, column: -)`,
    )
  }
  // Friends only. LINE's pages contradict each other on unknown ids; here they are passed over, as its "conditions" say.
  return sendToEach(
    call,
    userIds.filter((userId) => account.relations.get(userId)?.state === 'friend'),
  )
}

function broadcast(call: Call): Answer {
  const accepted = acceptedAlready(call)
  if (accepted) return accepted
  const refused = refusal(problemsIn(call.json, broadcastBody))
  if (refused) return refused
  const friends = [...call.account.relations].filter(([, relation]) => relation.state === 'friend')
  return sendToEach(
    call,
    friends.map(([userId]) => userId),
  )
}

function validate(call: Call): Answer {
  return refusal(problemsIn(call.json, validateBody)) ?? { status: 200, json: {} }
}

function quota(call: Call): Answer {
  const value = call.account.settings.quota
  return { status: 200, json: value === null ? { type: 'none' } : { type: 'limited', value } }
}

function consumption(call: Call): Answer {
  return { status: 200, json: { totalUsage: usedQuota(call.world, call.account) } }
}

const inFives: Check = (value, at, problems) => {
  if (typeof value === 'number' && value % 5 !== 0) problems.push({ message: 'must be a multiple of 5', property: at })
  else whole(5, 60)(value, at, problems)
}

const loadingBody = object({ chatId: text(1000) }, { loadingSeconds: inFives })

/** Shows the loading animation: in chats with one person only; nothing is shown to somebody who is no friend. */
function startLoading(call: Call): Answer {
  const { world, account, json } = call
  const refused = refusal(problemsIn(json, loadingBody))
  if (refused) return refused
  const userId = wordOf(json, 'chatId')
  if (account.groups.has(userId) || (!world.people.has(userId) && !userIdPattern.test(userId))) {
    return failure(400, "The value for the 'chatId' parameter is invalid")
  }
  const seconds = isJson(json) && typeof json['loadingSeconds'] === 'number' ? json['loadingSeconds'] : 20
  if (account.relations.get(userId)?.state === 'friend') {
    account.loadingUntil.set(userId, momentOf(world) + seconds * 1000)
    announceChange(world)
  }
  return { status: 202, json: {} }
}

const markAsReadBody = object({ markAsReadToken: text(1000) })

function markAsRead(call: Call): Answer {
  const refused = refusal(problemsIn(call.json, markAsReadBody))
  if (refused) return refused
  if (!belongsTo(homeOf(call.account, ''), wordOf(call.json, 'markAsReadToken')))
    return failure(400, 'Invalid markAsReadToken')
  return { status: 200, json: {} }
}

const json = { host: 'api', method: 'POST', takes: 'json' } as const
const plain = { host: 'api', method: 'GET', takes: 'nothing' } as const
const retryable = true

/** Everything about sending messages. */
export const sendRoutes: Route[] = [
  { ...json, path: '/v2/bot/message/reply', answer: reply },
  { ...json, path: '/v2/bot/message/push', retryable, answer: push },
  { ...json, path: '/v2/bot/message/multicast', retryable, answer: multicast },
  { ...json, path: '/v2/bot/message/broadcast', retryable, answer: broadcast },
  ...['reply', 'push', 'multicast', 'narrowcast', 'broadcast'].map((kind): Route => ({
    ...json,
    path: `/v2/bot/message/validate/${kind}`,
    answer: validate,
  })),
  { ...plain, path: '/v2/bot/message/quota', answer: quota },
  { ...plain, path: '/v2/bot/message/quota/consumption', answer: consumption },
  { ...json, path: '/v2/bot/chat/loading/start', answer: startLoading },
  { ...json, path: '/v2/bot/chat/markAsRead', answer: markAsRead },
]
