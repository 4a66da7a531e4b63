import { problemsIn } from './checks/messages.ts'
import { aliasBody, aliasChangeBody, bulkLinkBody, bulkUnlinkBody, richMenuBody } from './checks/rich-menus.ts'
import { isJson, wordOf } from './checks/shape.ts'
import { newToken, userIdPattern } from './identifiers.ts'
import { readImageSize } from './image-size.ts'
import { failure, refusal } from './wire.ts'
import type { Answer, Call, Route } from './wire.ts'
import { announceChange } from './world.ts'
import type { Account, Json, RichMenu, World } from './world.ts'

/** An official account holds at most 1,000 menus and 1,000 aliases. */
const mostOfEach = 1000

/** The image of a menu may have 1 MB, read in the way that refuses most. */
const largestImage = 1_000_000

const done: Answer = { status: 200, json: {} }
const notFound = failure(404, 'richmenu not found')

/** The menu that this call is about, or LINE's error: 400 for an id that cannot be one, 404 for an unknown one. */
function findMenu(account: Account, id: string): { menu: RichMenu } | { refused: Answer } {
  if (!/^richmenu-[0-9a-f]{32}$/.test(id)) return { refused: failure(400, 'invalid richMenuId') }
  const menu = account.richMenus.get(id)
  return menu ? { menu } : { refused: notFound }
}

/** The same for a menu that is to be shown to people: it must have its image. */
function findShowableMenu(account: Account, id: string): { menu: RichMenu } | { refused: Answer } {
  const found = findMenu(account, id)
  if ('refused' in found || found.menu.image) return found
  return { refused: failure(400, 'must upload richmenu image before applying it to user') }
}

function onMenu(act: (call: Call, menu: RichMenu) => Answer, find = findMenu): Route['answer'] {
  return (call) => {
    const found = find(call.account, call.parameters.at(-1) ?? '')
    return 'refused' in found ? found.refused : act(call, found.menu)
  }
}

function changed(call: Call, answer: Answer = done): Answer {
  announceChange(call.world)
  return answer
}

function create(call: Call): Answer {
  const { account, json } = call
  const refused = refusal(problemsIn(json, richMenuBody))
  if (refused) return refused
  if (account.richMenus.size >= mostOfEach) return failure(400, 'The number of rich menus exceeds the limit')
  const id = `richmenu-${newToken()}`
  account.richMenus.set(id, { id, menu: isJson(json) ? json : {}, image: null })
  return changed(call, { status: 200, json: { richMenuId: id } })
}

function show(menu: RichMenu): Json {
  return { richMenuId: menu.id, ...menu.menu }
}

function remove(call: Call, menu: RichMenu): Answer {
  const { account } = call
  account.richMenus.delete(menu.id)
  if (account.defaultRichMenu === menu.id) account.defaultRichMenu = null
  for (const [userId, id] of account.richMenuOf) if (id === menu.id) account.richMenuOf.delete(userId)
  return changed(call)
}

function upload(call: Call): Answer {
  const { account, bytes, contentType } = call
  const found = findMenu(account, call.parameters[0] ?? '')
  if ('refused' in found) return found.refused
  const type = contentType.split(';')[0]?.trim().toLowerCase()
  if (type !== 'image/png' && type !== 'image/jpeg') return failure(415, 'Unsupported Media Type')
  if (bytes.length > largestImage) return failure(413, 'Payload Too Large')
  if (found.menu.image) return failure(400, 'An image has already been uploaded to the richmenu')
  const image = readImageSize(bytes)
  if (image?.type !== type) return failure(400, `The image is not ${type}`)
  const size = isJson(found.menu.menu['size']) ? found.menu.menu['size'] : {}
  if (image.width !== size['width'] || image.height !== size['height']) {
    return failure(400, "The image size does not match the rich menu's size")
  }
  found.menu.image = { type, bytes }
  return changed(call)
}

function download(call: Call, menu: RichMenu): Answer {
  return menu.image ? { status: 200, content: menu.image } : failure(404, 'Not found')
}

function setDefault(call: Call, menu: RichMenu): Answer {
  call.account.defaultRichMenu = menu.id
  return changed(call)
}

function getDefault(call: Call): Answer {
  const richMenuId = call.account.defaultRichMenu
  return richMenuId === null ? failure(404, 'no default richmenu') : { status: 200, json: { richMenuId } }
}

function cancelDefault(call: Call): Answer {
  call.account.defaultRichMenu = null
  return changed(call)
}

/** Linking works for friends; for anybody else LINE answers 200 and does nothing. */
function linkMenu(account: Account, userId: string, menuId: string): void {
  if (account.relations.get(userId)?.state === 'friend') account.richMenuOf.set(userId, menuId)
}

function isUser(world: World, userId: string): boolean {
  return world.people.has(userId) || userIdPattern.test(userId)
}

const invalidUser = failure(400, "The value for the 'userId' parameter is invalid")

function onUser(act: (call: Call, userId: string) => Answer): Route['answer'] {
  return (call) => {
    const userId = call.parameters[0] ?? ''
    return isUser(call.world, userId) ? act(call, userId) : invalidUser
  }
}

function getOfUser(call: Call, userId: string): Answer {
  const richMenuId = call.account.richMenuOf.get(userId)
  return richMenuId === undefined ? failure(404, 'the user has no richmenu') : { status: 200, json: { richMenuId } }
}

function unlinkFromUser(call: Call, userId: string): Answer {
  call.account.richMenuOf.delete(userId)
  return changed(call)
}

function linkToUser(call: Call, userId: string): Answer {
  const found = findShowableMenu(call.account, call.parameters[1] ?? '')
  if ('refused' in found) return found.refused
  linkMenu(call.account, userId, found.menu.id)
  return changed(call)
}

/** The users of a bulk call that was checked, or LINE's error about one of them. */
function usersOf(call: Call): { userIds: string[] } | { refused: Answer } {
  const given: unknown[] = isJson(call.json) && Array.isArray(call.json['userIds']) ? call.json['userIds'] : []
  const userIds = given.map(String)
  const wrong = userIds.findIndex((userId) => !isUser(call.world, userId))
  if (wrong < 0) return { userIds }
  return {
    refused: failure(400, `The property, userIds[${wrong}], in the request body is invalid (line: -, column: -)`),
  }
}

function linkToUsers(call: Call): Answer {
  const { account, json } = call
  const refused = refusal(problemsIn(json, bulkLinkBody))
  if (refused) return refused
  const found = findShowableMenu(account, wordOf(json, 'richMenuId'))
  if ('refused' in found) return found.refused
  const users = usersOf(call)
  if ('refused' in users) return users.refused
  for (const userId of users.userIds) linkMenu(account, userId, found.menu.id)
  return changed(call, { status: 202, json: {} })
}

function unlinkFromUsers(call: Call): Answer {
  const refused = refusal(problemsIn(call.json, bulkUnlinkBody))
  if (refused) return refused
  const users = usersOf(call)
  if ('refused' in users) return users.refused
  for (const userId of users.userIds) call.account.richMenuOf.delete(userId)
  return changed(call, { status: 202, json: {} })
}

function createAlias(call: Call): Answer {
  const { account, json } = call
  const refused = refusal(problemsIn(json, aliasBody))
  if (refused) return refused
  const aliasId = wordOf(json, 'richMenuAliasId')
  if (account.richMenuAliases.has(aliasId)) return failure(400, 'conflict richmenu alias id')
  if (account.richMenuAliases.size >= mostOfEach)
    return failure(400, 'The number of rich menu aliases exceeds the limit')
  const found = findMenuForAlias(account, wordOf(json, 'richMenuId'))
  if ('refused' in found) return found.refused
  account.richMenuAliases.set(aliasId, found.menu.id)
  return changed(call)
}

/** Aliases are strict in another way: any menu that cannot be taken is a wrong request. */
function findMenuForAlias(account: Account, id: string): { menu: RichMenu } | { refused: Answer } {
  const found = findShowableMenu(account, id)
  return 'refused' in found && found.refused === notFound ? { refused: failure(400, 'richmenu not found') } : found
}

const unknownAlias = failure(404, 'richmenu alias not found')

function onAlias(act: (call: Call, aliasId: string, menuId: string) => Answer): Route['answer'] {
  return (call) => {
    const aliasId = call.parameters[0] ?? ''
    const menuId = call.account.richMenuAliases.get(aliasId)
    return menuId === undefined ? unknownAlias : act(call, aliasId, menuId)
  }
}

function updateAlias(call: Call, aliasId: string): Answer {
  const refused = refusal(problemsIn(call.json, aliasChangeBody))
  if (refused) return refused
  const found = findMenuForAlias(call.account, wordOf(call.json, 'richMenuId'))
  if ('refused' in found) return found.refused
  call.account.richMenuAliases.set(aliasId, found.menu.id)
  return changed(call)
}

function deleteAlias(call: Call, aliasId: string): Answer {
  call.account.richMenuAliases.delete(aliasId)
  return changed(call)
}

function showAlias(_call: Call, richMenuAliasId: string, richMenuId: string): Answer {
  return { status: 200, json: { richMenuAliasId, richMenuId } }
}

function listAliases(call: Call): Answer {
  const aliases = [...call.account.richMenuAliases].map(([richMenuAliasId, richMenuId]) => ({
    richMenuAliasId,
    richMenuId,
  }))
  return { status: 200, json: { aliases } }
}

const get = { host: 'api', method: 'GET', takes: 'nothing' } as const
const post = { host: 'api', method: 'POST', takes: 'nothing' } as const
const postJson = { host: 'api', method: 'POST', takes: 'json' } as const
const drop = { host: 'api', method: 'DELETE', takes: 'nothing' } as const
const image = '/v2/bot/richmenu/{richMenuId}/content'

/** Everything about rich menus, except the batch replacement. */
export const richMenuRoutes: Route[] = [
  { ...postJson, path: '/v2/bot/richmenu', answer: create },
  {
    ...postJson,
    path: '/v2/bot/richmenu/validate',
    answer: (call) => refusal(problemsIn(call.json, richMenuBody)) ?? done,
  },
  {
    ...get,
    path: '/v2/bot/richmenu/list',
    answer: (call) => ({ status: 200, json: { richmenus: [...call.account.richMenus.values()].map(show) } }),
  },
  {
    ...get,
    path: '/v2/bot/richmenu/{richMenuId}',
    answer: onMenu((_call, menu) => ({ status: 200, json: show(menu) })),
  },
  { ...drop, path: '/v2/bot/richmenu/{richMenuId}', answer: onMenu(remove) },
  { host: 'data', method: 'POST', takes: 'bytes', path: image, answer: upload },
  { host: 'data', method: 'GET', takes: 'nothing', path: image, answer: onMenu(download) },
  { ...post, path: '/v2/bot/user/all/richmenu/{richMenuId}', answer: onMenu(setDefault, findShowableMenu) },
  { ...get, path: '/v2/bot/user/all/richmenu', answer: getDefault },
  { ...drop, path: '/v2/bot/user/all/richmenu', answer: cancelDefault },
  { ...get, path: '/v2/bot/user/{userId}/richmenu', answer: onUser(getOfUser) },
  { ...drop, path: '/v2/bot/user/{userId}/richmenu', answer: onUser(unlinkFromUser) },
  { ...post, path: '/v2/bot/user/{userId}/richmenu/{richMenuId}', answer: onUser(linkToUser) },
  { ...postJson, path: '/v2/bot/richmenu/bulk/link', answer: linkToUsers },
  { ...postJson, path: '/v2/bot/richmenu/bulk/unlink', answer: unlinkFromUsers },
  { ...postJson, path: '/v2/bot/richmenu/alias', answer: createAlias },
  { ...get, path: '/v2/bot/richmenu/alias/list', answer: listAliases },
  { ...get, path: '/v2/bot/richmenu/alias/{richMenuAliasId}', answer: onAlias(showAlias) },
  { ...postJson, path: '/v2/bot/richmenu/alias/{richMenuAliasId}', answer: onAlias(updateAlias) },
  { ...drop, path: '/v2/bot/richmenu/alias/{richMenuAliasId}', answer: onAlias(deleteAlias) },
]

/** The menu that the person sees: their own before the account's default; none for somebody who blocked the account. */
export function menuSeenBy(account: Account, userId: string): RichMenu | null {
  if (account.relations.get(userId)?.state === 'blocked') return null
  const id = account.richMenuOf.get(userId) ?? account.defaultRichMenu
  return id === null ? null : (account.richMenus.get(id) ?? null)
}
