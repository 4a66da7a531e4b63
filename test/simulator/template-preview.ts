import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sampleCards } from '../../src/flex/cards.ts'
import { SetupError } from '../../src/kernel/errors.ts'
import type { TemplatesView } from './console-wire.ts'

const templates = new URL('../../flex-templates/', import.meta.url)
const richMenus = new URL('rich-menus/', templates)

/** Every card filled with its sample values, read anew, or what an editor must mend first. */
export async function previewCards(): Promise<TemplatesView> {
  const menus = await readRichMenus()
  try {
    return {
      cards: sampleCards(fileURLToPath(templates)).map(({ name, card }) => ({ name, ...card })),
      menus,
      mistakes: [],
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return { cards: [], menus, mistakes: error.message.split('\n') }
  }
}

async function readRichMenus(): Promise<TemplatesView['menus']> {
  const names = (await richMenuFiles())
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
  return Promise.all(
    names.map(async (name) => {
      const menu = JSON.parse(await readFile(new URL(`${name}.json`, richMenus), 'utf8')) as Record<string, unknown>
      return { name, menu, image: `/api/rich-menus/${name}` }
    }),
  )
}

/** The picture of a rich menu, or null when there is none of that name. */
export async function readRichMenuPicture(name: string): Promise<Uint8Array | null> {
  return (await richMenuFiles()).includes(`${name}.png`) ? readFile(new URL(`${name}.png`, richMenus)) : null
}

async function richMenuFiles(): Promise<string[]> {
  return readdir(richMenus).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
}
