import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HTTPFetchError, type messagingApi } from '@line/bot-sdk'
import { z } from 'zod'
import { SetupError } from '../kernel/errors.ts'

/** Whose menu it is. Reviewers, officers and administrators see the staff menu. */
export type RichMenuRole = 'citizen' | 'staff' | 'executive'
export const richMenuRoles: readonly RichMenuRole[] = ['citizen', 'staff', 'executive']

/** Ready for LINE: the request that creates the menu and the picture (PNG) that is uploaded to it. */
export type RichMenu = { role: RichMenuRole; definition: messagingApi.RichMenuRequest; image: Buffer }

/** What replaces `{{…}}` in a tap: our origin without a slash at its end, the agency's slug, the postback data of "ask". */
export type RichMenuValues = { publicUrl: string; agency: string; askButton: string }

/** Pixels of every menu. Width to height is 1.48; LINE wants at least 1.45 (Messaging API reference, "Requirements for rich menu image"). */
export const richMenuSize = { width: 2500, height: 1686 }
/** Cells in reading order: left to right, then the next row. */
const richMenuGrid = { columns: 3, rows: 2 }

const largestImage = 1024 * 1024
const graphemes = new Intl.Segmenter('th', { granularity: 'grapheme' })

/** LINE counts chat bar text, labels and message texts of actions in grapheme clusters (Messaging API, "Character counting"). */
function graphemeText(limit: number) {
  return z
    .string()
    .trim()
    .min(1)
    .refine((text) => [...graphemes.segment(text)].length <= limit, `may have at most ${limit} letters`)
}

/**
 * The protected channel is reached by an address and nothing else: an opened address causes no webhook and leaves no
 * message in the chat, so neither LINE's servers nor ours learn who tapped.
 */
const protectedAddress = '{{publicUrl}}/w/{{agency}}?openExternalBrowser=1'

const Tap = z.union(
  [
    z.strictObject({ say: graphemeText(300) }),
    z.strictObject({ open: z.string().min(1) }),
    z.strictObject({ keyboard: z.string().min(1) }),
  ],
  { error: 'must be {"say": "words"}, {"open": "https://..."} or {"keyboard": "{{askButton}}"}' },
)

const Cell = z.strictObject({
  /** Big words in the picture, and what a screen reader says. */
  label: graphemeText(20),
  /** Smaller words under the label, in the picture only. */
  note: graphemeText(24),
  /** One of the drawn signs (test/rich-menus/signs.ts). */
  sign: z.string().min(1),
  /** The likeliest act, drawn in the primary colour. */
  strong: z.boolean().optional(),
  tap: Tap,
})

const MenuFile = z.strictObject({
  chatBarText: graphemeText(14),
  cells: z.array(Cell).length(richMenuGrid.columns * richMenuGrid.rows),
})

/** One menu as its editor wrote it. */
export type MenuFile = z.infer<typeof MenuFile>
export type MenuCell = MenuFile['cells'][number]

/** True for the one cell that opens the protected channel. */
export function opensProtectedChannel(cell: MenuCell): boolean {
  return 'open' in cell.tap && cell.tap.open === protectedAddress
}

/**
 * The menu in `<folder>/<role>.json`, checked but not yet filled in.
 * @throws SetupError that names the file and the cure
 */
export function readMenuFile(folder: string, role: RichMenuRole): MenuFile {
  const file = join(folder, `${role}.json`)
  const parsed = MenuFile.safeParse(parse(file, readOrExplain(file, 'Restore it from the release.').toString('utf8')))
  if (!parsed.success) {
    throw new SetupError(`${file} cannot be used as a rich menu:\n${z.prettifyError(parsed.error)}`)
  }
  if (parsed.data.cells.filter(opensProtectedChannel).length !== 1) {
    throw new SetupError(`${file}: exactly one cell must have the tap {"open": "${protectedAddress}"}, word for word.`)
  }
  return parsed.data
}

/**
 * The three menus of `folder` (`<role>.json` beside `<role>.png`) with the values filled in, checked against LINE's limits.
 * @throws SetupError that names the file and the cure
 */
export function readRichMenus(folder: string, values: RichMenuValues): RichMenu[] {
  return richMenuRoles.map((role) => {
    const file = join(folder, `${role}.json`)
    const { chatBarText, cells } = readMenuFile(folder, role)
    const definition: messagingApi.RichMenuRequest = {
      size: richMenuSize,
      selected: true,
      name: role,
      chatBarText,
      areas: cells.map((cell, index) => ({ bounds: cellBounds(index), action: action(cell, values, file) })),
    }
    return { role, definition, image: readImage(join(folder, `${role}.png`)) }
  })
}

/** Where cell `index` lies in the picture, in pixels. Neighbours touch, so that no tap falls between two cells. */
export function cellBounds(index: number): { x: number; y: number; width: number; height: number } {
  const column = index % richMenuGrid.columns
  const row = Math.floor(index / richMenuGrid.columns)
  const x = Math.round((richMenuSize.width * column) / richMenuGrid.columns)
  const y = Math.round((richMenuSize.height * row) / richMenuGrid.rows)
  return {
    x,
    y,
    width: Math.round((richMenuSize.width * (column + 1)) / richMenuGrid.columns) - x,
    height: Math.round((richMenuSize.height * (row + 1)) / richMenuGrid.rows) - y,
  }
}

function action(cell: MenuCell, values: RichMenuValues, file: string): messagingApi.Action {
  const { label, tap } = cell
  if ('say' in tap) return { type: 'message', label, text: tap.say }
  if ('keyboard' in tap) {
    const data = fill(tap.keyboard, values, file)
    if (data.length > 300) throw new SetupError(`${file}: the data of "${label}" is longer than 300 characters.`)
    return { type: 'postback', label, data, inputOption: 'openKeyboard' }
  }
  const uri = fill(tap.open, values, file)
  if (!/^(https?|tel):/.test(uri) || !URL.canParse(uri) || uri.length > 1000) {
    throw new SetupError(
      `${file}: "${label}" must open an address that begins with https:// or tel:, at most 1000 characters.`,
    )
  }
  return { type: 'uri', label, uri }
}

function fill(text: string, values: RichMenuValues, file: string): string {
  return text.replaceAll(/\{\{(.*?)\}\}/g, (placeholder: string, name: string) => {
    if (name === 'publicUrl' || name === 'agency' || name === 'askButton') return values[name]
    throw new SetupError(`${file}: ${placeholder} is not known. Use {{publicUrl}}, {{agency}} or {{askButton}}.`)
  })
}

/** Signature, IHDR: PNG (W3C PNG, 5.2 and 11.2.1). The picture's own size decides where LINE puts the cells. */
function readImage(file: string): Buffer {
  const cure = 'Draw it with: npm run rich-menus'
  const image = readOrExplain(file, cure)
  const isPng = image.length > 24 && image.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n'
  if (!isPng) throw new SetupError(`${file} is not a PNG picture. ${cure}`)
  const [width, height] = [image.readUInt32BE(16), image.readUInt32BE(20)]
  if (width !== richMenuSize.width || height !== richMenuSize.height) {
    throw new SetupError(
      `${file} is ${width} x ${height} pixels and must be ${richMenuSize.width} x ${richMenuSize.height}. ${cure}`,
    )
  }
  if (image.length > largestImage) throw new SetupError(`${file} is larger than LINE's 1 MB. ${cure}`)
  return image
}

function readOrExplain(file: string, cure: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    throw new SetupError(`${file} cannot be read. ${cure}`)
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SetupError(`${file} is not valid JSON: look for a missing comma or quotation mark.`)
  }
}

type ListedRichMenu = { richMenuId: string; name: string }

/** What LINE must be asked to do, for one channel; ids are LINE's. */
export type RichMenuApi = {
  list(): Promise<ListedRichMenu[]>
  /** The default menu that was set through the API, or null. */
  getDefault(): Promise<string | null>
  create(menu: messagingApi.RichMenuRequest): Promise<string>
  setImage(richMenuId: string, png: Buffer): Promise<void>
  setDefault(richMenuId: string): Promise<void>
  delete(richMenuId: string): Promise<void>
  link(userId: string, richMenuId: string): Promise<void>
  unlink(userId: string): Promise<void>
}

/**
 * These calls on one channel of LINE's SDK. Errors are the SDK's own (`HTTPFetchError`, `TypeError` without a network).
 * @param channel a `LineChannel`
 */
export function richMenuApi(channel: {
  api: messagingApi.MessagingApiClient
  blob: messagingApi.MessagingApiBlobClient
}): RichMenuApi {
  const { api, blob } = channel
  return {
    async list() {
      const { richmenus } = await api.getRichMenuList()
      return richmenus.map(({ richMenuId, name }) => ({ richMenuId, name }))
    },
    async getDefault() {
      try {
        return (await api.getDefaultRichMenuId()).richMenuId
      } catch (cause) {
        if (cause instanceof HTTPFetchError && cause.status === 404) return null
        throw cause
      }
    },
    create: async (menu) => (await api.createRichMenu(menu)).richMenuId,
    async setImage(richMenuId, png) {
      // The blob's type becomes the Content-Type, without which LINE refuses the upload.
      await blob.setRichMenuImage(richMenuId, new Blob([new Uint8Array(png)], { type: 'image/png' }))
    },
    async setDefault(richMenuId) {
      await api.setDefaultRichMenu(richMenuId)
    },
    async delete(richMenuId) {
      await api.deleteRichMenu(richMenuId)
    },
    async link(userId, richMenuId) {
      await api.linkRichMenuIdToUser(userId, richMenuId)
    },
    async unlink(userId) {
      await api.unlinkRichMenuIdFromUser(userId)
    },
  }
}

/** LINE's id of each role's menu. */
export type InstalledRichMenus = Record<RichMenuRole, string>

const ours = 'prongsai '

/**
 * One version for all three menus, by content: any change makes three new ones (LINE allows 100 creations an hour).
 * Separate versions would save two uploads and could not tell an interrupted installation from a finished one.
 */
function version(menus: RichMenu[]): string {
  const hash = createHash('sha256')
  for (const { role, definition, image } of menus) hash.update(JSON.stringify([role, definition])).update(image)
  return hash.digest('hex').slice(0, 16)
}

const nameOf = (role: RichMenuRole, menus: RichMenu[]): string => `${ours}${role} ${version(menus)}`

/**
 * The ids of exactly these menus on LINE, or null when they are not (or not completely) installed.
 * An installation is complete when its citizen menu is the default, because that is set after everything else.
 */
export async function findRichMenus(
  api: Pick<RichMenuApi, 'list' | 'getDefault'>,
  menus: RichMenu[],
): Promise<InstalledRichMenus | null> {
  return findAmong(await api.list(), await api.getDefault(), menus)
}

function findAmong(listed: ListedRichMenu[], current: string | null, menus: RichMenu[]): InstalledRichMenus | null {
  const idOf = (role: RichMenuRole) => listed.find(({ name }) => name === nameOf(role, menus))?.richMenuId
  const [citizen, staff, executive] = [idOf('citizen'), idOf('staff'), idOf('executive')]
  if (!citizen || !staff || !executive || citizen !== current) return null
  return { citizen, staff, executive }
}

/**
 * Brings LINE to these menus: creates them, gives each member theirs, makes the citizens' menu the default, and only then
 * deletes earlier ones of ours. Menus of anybody else stay. Changes nothing when they are there already, and may be
 * repeated after an interruption at any point.
 * @param members people who see another menu than the default one, by LINE user id
 */
export async function installRichMenus(
  api: RichMenuApi,
  menus: RichMenu[],
  members: { userId: string; role: RichMenuRole }[],
): Promise<{ installed: InstalledRichMenus; changed: boolean }> {
  const earlier = (await api.list()).filter(({ name }) => name.startsWith(ours))
  const found = findAmong(earlier, await api.getDefault(), menus)
  // What an interrupted run left behind may lack its picture, which LINE does not tell: it is made anew like the rest.
  const installed = found ?? (await createAll(api, menus, members))
  const kept = new Set(Object.values(installed))
  for (const { richMenuId } of earlier) if (!kept.has(richMenuId)) await api.delete(richMenuId)
  return { installed, changed: found === null }
}

async function createAll(
  api: RichMenuApi,
  menus: RichMenu[],
  members: { userId: string; role: RichMenuRole }[],
): Promise<InstalledRichMenus> {
  const create = async (role: RichMenuRole): Promise<string> => {
    const menu = menus.find((candidate) => candidate.role === role)
    if (!menu) throw new Error(`There is no rich menu for the role ${role}.`)
    const id = await api.create({ ...menu.definition, name: nameOf(role, menus) })
    await api.setImage(id, menu.image)
    return id
  }
  const installed = {
    citizen: await create('citizen'),
    staff: await create('staff'),
    executive: await create('executive'),
  }
  for (const { userId, role } of members) await showRichMenu(api, installed, userId, role)
  await api.setDefault(installed.citizen)
  return installed
}

/** Gives one person the menu of a role; citizens see the default. For people who are not friends LINE does nothing and reports no error. */
export async function showRichMenu(
  api: Pick<RichMenuApi, 'link' | 'unlink'>,
  installed: InstalledRichMenus,
  userId: string,
  role: RichMenuRole,
): Promise<void> {
  if (role === 'citizen') await api.unlink(userId)
  else await api.link(userId, installed[role])
}
