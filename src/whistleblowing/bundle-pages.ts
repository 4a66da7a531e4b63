import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { packageRoot } from '../kernel/root.ts'
import type { PageAssetManifest } from './page-assets.ts'

const folder = join(packageRoot, 'src', 'whistleblowing', 'browser', 'pages')

/**
 * The scripts and stylesheets of both pages from their sources, each under a name that changes with its content.
 * The same sources give the same bytes on every machine, so whoever has the sources can compare what a server serves.
 */
export async function bundlePages(): Promise<{ files: Map<string, Uint8Array>; manifest: PageAssetManifest }> {
  const { outputFiles } = await build({
    absWorkingDir: packageRoot,
    entryPoints: ['reporter', 'officer'].flatMap((page) => [join(folder, `${page}.ts`), join(folder, `${page}.css`)]),
    outdir: 'out',
    write: false,
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'iife',
    legalComments: 'none',
    // iOS 15; older ones lack what the library needs (measured: safari14 does not build).
    target: ['es2020', 'safari15'],
    entryNames: '[name]',
    logLevel: 'silent',
  })
  const files = new Map<string, Uint8Array>()
  const asset = (page: string, ending: 'js' | 'css') => {
    const output = outputFiles.find((file) => basename(file.path) === `${page}.${ending}`)
    if (output === undefined) throw new Error(`The bundle has no ${page}.${ending}.`)
    const hash = createHash('sha256').update(output.contents)
    const integrity = `sha256-${hash.copy().digest('base64')}`
    const name = `${page === 'reporter' ? 'app' : 'desk'}.${hash.digest('hex').slice(0, 16)}.${ending}`
    files.set(name, output.contents)
    return { name, integrity }
  }
  const manifest: PageAssetManifest = {
    reporter: { script: asset('reporter', 'js'), style: asset('reporter', 'css') },
    officer: { script: asset('officer', 'js'), style: asset('officer', 'css') },
  }
  return { files, manifest }
}
