import { readConfig } from './config.ts'
import { systemClock } from './kernel/clock.ts'
import { SetupError } from './kernel/errors.ts'
import { systemIds } from './kernel/ids.ts'
import { createLog } from './kernel/log.ts'
import { start } from './start.ts'

/** The program in production: reads the environment, starts, and stops when it is told to. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config.logLevel, systemClock, (line) => process.stderr.write(line))
  process.on('unhandledRejection', (cause) => log.error('process.unhandled', {}, cause))
  const running = await start(config, { clock: systemClock, ids: systemIds, log })
  let asked = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1)
      asked = true
      log.info('server.stopping', { signal })
      void running.stop().then(() => process.exit(0))
    })
  }
}

try {
  await main()
} catch (cause) {
  if (!(cause instanceof SetupError)) throw cause
  process.stderr.write(`${cause.message}\n`)
  process.exit(1)
}
