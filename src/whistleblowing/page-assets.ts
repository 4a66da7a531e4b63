import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from '../kernel/errors.ts'
import { packageRoot } from '../kernel/root.ts'

/** A script or stylesheet: the name under which it is served (with its hash) and the digest for the integrity attribute. */
export type PageAsset = { name: string; integrity: string }
/** What the build says of the two pages. */
export type PageAssetManifest = Record<'reporter' | 'officer', { script: PageAsset; style: PageAsset }>

/** Where the build puts the pages' scripts and stylesheets. */
export const pageAssetsFolder = join(packageRoot, 'dist', 'whistleblowing')

/** What is served for the pages, in memory: the manifest, and the bytes by name. Never changes while the program runs. */
export type PageAssets = { manifest: PageAssetManifest; files: ReadonlyMap<string, Uint8Array> }

const none: PageAsset = { name: '', integrity: '' }
/** What stands where the build was not run: the channel is closed then. */
export const noPageAssets: PageAssets = {
  manifest: { reporter: { script: none, style: none }, officer: { script: none, style: none } },
  files: new Map(),
}

/** Reads what the build made. Throws `SetupError` when it was not run. */
export function readPageAssets(): PageAssets {
  try {
    const manifest = JSON.parse(readFileSync(join(pageAssetsFolder, 'manifest.json'), 'utf8')) as PageAssetManifest
    const names = Object.values(manifest).flatMap(({ script, style }) => [script.name, style.name])
    return {
      manifest,
      files: new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(pageAssetsFolder, name)))])),
    }
  } catch (cause) {
    throw new SetupError('The pages of the protected channel are not built. Run: npm run build', { cause })
  }
}
