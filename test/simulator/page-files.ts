import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { transform } from 'esbuild'

const folder = new URL('page/', import.meta.url)
const require = createRequire(import.meta.url)

export type PageFile = { type: string; body: string | Uint8Array<ArrayBuffer> }

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  ts: 'text/javascript; charset=utf-8',
}

/**
 * A file of the page as the browser takes it, read anew each time so that an edit shows on reload.
 * TypeScript loses its types on the way; there is no build.
 * @param name without a folder, e.g. `phone.ts`; null when the page has no such file
 */
export async function readPageFile(name: string): Promise<PageFile | null> {
  const [, ending] = /^[a-z-]+\.(html|css|svg|ts)$/.exec(name) ?? []
  const type = ending === undefined ? undefined : types[ending]
  if (type === undefined) return null
  const text = await readFile(new URL(name, folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  if (ending !== 'ts') return { type, body: text }
  const { code } = await transform(text, {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    sourcefile: name,
    sourcemap: 'inline',
  })
  return { type, body: code }
}

const weights: Record<string, string> = { 400: '400Regular', 600: '600SemiBold', 700: '700Bold' }

/** The Thai letters of that weight, the same on every machine; null for a weight that the page does not use. */
export async function readFont(weight: string): Promise<PageFile | null> {
  const name = weights[weight]
  if (name === undefined) return null
  const path = require.resolve(`@expo-google-fonts/noto-sans-thai/${name}/NotoSansThai_${name}.ttf`)
  return { type: 'font/ttf', body: new Uint8Array(await readFile(path)) }
}
