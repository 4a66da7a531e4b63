import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { packageRoot } from './kernel/root.ts'

// Part of `npm run build`: the program and its commands, each as one file and what they share, so that a start reads a few files
// and not a thousand. Names stay as they are, for a stack trace in a log; types are checked by `npm run types`.
const outdir = join(packageRoot, 'dist', 'src')
await rm(outdir, { recursive: true, force: true })
await build({
  absWorkingDir: packageRoot,
  entryPoints: { main: 'src/main.ts', 'cli/main': 'src/cli/main.ts' },
  outdir,
  bundle: true,
  splitting: true,
  chunkNames: 'shared-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  legalComments: 'none',
  // One is compiled for the machine, the other is only loaded where there is a PostgreSQL server.
  external: ['better-sqlite3', 'pg'],
  // Some packages of ours are CommonJS and ask for modules of Node in their way.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  logLevel: 'warning',
})
