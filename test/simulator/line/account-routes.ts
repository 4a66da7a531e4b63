import { problemsIn } from './checks/messages.ts'
import { object, text, wordOf } from './checks/shape.ts'
import { digest, groupIdPattern, userIdPattern } from './identifiers.ts'
import type { Courier, Outcome } from './webhooks.ts'
import { failure, refusal } from './wire.ts'
import type { Answer, Call, Route } from './wire.ts'
import { announceChange } from './world.ts'
import type { Account, Json } from './world.ts'

const notFound = failure(404, 'Not found')

function nameplateOf(call: Call, userId: string): Json {
  return { displayName: call.world.people.get(userId)?.displayName ?? userId, userId }
}

/** Friends, and strangers who wrote; nobody who blocked the account. */
function profile(call: Call): Answer {
  const userId = call.parameters[0] ?? ''
  if (!call.world.people.has(userId) && !userIdPattern.test(userId)) {
    return failure(400, "The value for the 'userId' parameter is invalid")
  }
  const relation = call.account.relations.get(userId)
  if (!relation || relation.state === 'blocked') return notFound
  if (relation.state === 'stranger' && relation.wroteAt === 0) return notFound
  return { status: 200, json: { ...nameplateOf(call, userId), language: 'th' } }
}

/** Only verified and premium accounts may list their friends and members; the fake's accounts are neither. */
function listPeople(): Answer {
  return failure(403, 'Access to this API is not available for your account')
}

function botInfo(call: Call): Answer {
  const { settings, botUserId } = call.account
  const { name, chatMode = 'bot', displayName = name, basicId = `@${digest(name).slice(0, 8)}` } = settings
  const markAsReadMode = chatMode === 'chat' ? 'manual' : 'auto'
  return { status: 200, json: { userId: botUserId, basicId, displayName, chatMode, markAsReadMode } }
}

function getEndpoint(call: Call): Answer {
  const endpoint = call.account.webhookUrl
  return endpoint === null
    ? failure(404, 'Webhook endpoint not found')
    : { status: 200, json: { endpoint, active: call.account.settings.usesWebhook ?? true } }
}

/** LINE takes https only. The fake also takes plain http on this machine, where the bot under test listens. */
function isEndpoint(url: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(url) || !URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}

const invalidEndpoint = failure(400, 'Invalid webhook endpoint URL')
const endpointBody = object({ endpoint: text(500) })
const testBody = object({}, { endpoint: text(500) })

function setEndpoint(call: Call): Answer {
  const refused = refusal(problemsIn(call.json, endpointBody))
  if (refused) return refused
  const endpoint = wordOf(call.json, 'endpoint')
  if (!isEndpoint(endpoint)) return invalidEndpoint
  call.account.webhookUrl = endpoint
  announceChange(call.world)
  return { status: 200, json: {} }
}

function reasonOf(outcome: Outcome): string {
  if (outcome === 'timed out') return 'REQUEST_TIMEOUT'
  if (outcome === 'no connection') return 'COULD_NOT_CONNECT'
  return outcome >= 200 && outcome < 300 ? 'OK' : 'ERROR_STATUS_CODE'
}

/** Sends `events: []` to the endpoint and tells how it went. */
function testEndpoint(courier: Courier): Route['answer'] {
  return async (call) => {
    const refused = refusal(problemsIn(call.json ?? {}, testBody))
    if (refused) return refused
    const { account, world } = call
    const url = wordOf(call.json, 'endpoint') || account.webhookUrl
    if (url === null) return failure(404, 'Webhook endpoint not found')
    if (!isEndpoint(url)) return invalidEndpoint
    const outcome = await courier.probe(account, url)
    const timestamp = world.clock.now().toISOString()
    const statusCode = typeof outcome === 'number' ? outcome : 0
    const reason = reasonOf(outcome)
    return { status: 200, json: { success: reason === 'OK', timestamp, statusCode, reason, detail: String(outcome) } }
  }
}

/** The members of the group that the call is about, when the account is in it. */
function onGroup(
  kind: 'C' | 'R',
  act: (call: Call, members: Set<string>, account: Account) => Answer,
): Route['answer'] {
  return (call) => {
    const groupId = call.parameters[0] ?? ''
    const members = call.account.groups.get(groupId)
    if (members) return act(call, members, call.account)
    return groupIdPattern.test(groupId) && groupId.startsWith(kind) ? notFound : failure(400, 'invalid id')
  }
}

function leave(call: Call): Answer {
  call.account.groups.delete(call.parameters[0] ?? '')
  announceChange(call.world)
  return { status: 200, json: {} }
}

function member(call: Call, members: Set<string>): Answer {
  const userId = call.parameters[1] ?? ''
  return members.has(userId) ? { status: 200, json: nameplateOf(call, userId) } : notFound
}

function countMembers(_call: Call, members: Set<string>): Answer {
  return { status: 200, json: { count: members.size } }
}

function summary(call: Call): Answer {
  const groupId = call.parameters[0] ?? ''
  return { status: 200, json: { groupId, groupName: groupId } }
}

const get = { host: 'api', method: 'GET', takes: 'nothing' } as const

/** Everything about accounts, people and groups. */
export function accountRoutes(courier: Courier): Route[] {
  const endpoint = '/v2/bot/channel/webhook/endpoint'
  return [
    { ...get, path: '/v2/bot/profile/{userId}', answer: profile },
    { ...get, path: '/v2/bot/followers/ids', answer: listPeople },
    { ...get, path: '/v2/bot/info', answer: botInfo },
    { ...get, path: endpoint, answer: getEndpoint },
    { ...get, path: endpoint, method: 'PUT', takes: 'json', answer: setEndpoint },
    {
      ...get,
      path: '/v2/bot/channel/webhook/test',
      method: 'POST',
      takes: 'optional json',
      answer: testEndpoint(courier),
    },
    { ...get, path: '/v2/bot/group/{groupId}/summary', answer: onGroup('C', summary) },
    ...(['group', 'room'] as const).flatMap((place): Route[] => {
      const base = `/v2/bot/${place}/{${place}Id}`
      const kind = place === 'group' ? 'C' : 'R'
      return [
        { ...get, path: `${base}/members/count`, answer: onGroup(kind, countMembers) },
        { ...get, path: `${base}/members/ids`, answer: listPeople },
        { ...get, path: `${base}/member/{userId}`, answer: onGroup(kind, member) },
        { ...get, path: `${base}/leave`, method: 'POST', answer: onGroup(kind, leave) },
      ]
    }),
  ]
}
