import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pageAssetsFolder } from './page-assets.ts'
import { bundlePages } from './bundle-pages.ts'

// Part of `npm run build`, `npm start` and `npm run demo`: the pages of the protected channel, as the browser gets them.
const { files, manifest } = await bundlePages()
await rm(pageAssetsFolder, { recursive: true, force: true })
await mkdir(pageAssetsFolder, { recursive: true })
for (const [name, bytes] of files) await writeFile(join(pageAssetsFolder, name), bytes)
await writeFile(join(pageAssetsFolder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`)
