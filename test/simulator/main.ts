import { startDemo } from './demo.ts'

const port = Number(process.env['PORT'] ?? 4000)
const demo = await startDemo({ port })
process.stdout.write(
  `\n  Prongsai demo: ${demo.url}\n\n  Ctrl+C stops it. Nothing here reaches LINE or the internet.\n\n`,
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void demo.stop().then(() => process.exit(0)))
}
