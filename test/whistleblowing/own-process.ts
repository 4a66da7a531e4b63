import { readConfig } from '../../src/config.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/kernel/log.ts'
import { start } from '../../src/start.ts'
import { stillClock } from '../support/clock.ts'
import { emptyPages } from './ground.ts'

// The whole server in a process of its own whose clock another process moves: its memory can then be searched from outside.

const clock = stillClock()
process.on('message', (milliseconds: number) => {
  clock.move(milliseconds)
  process.send?.('moved')
})
await start(readConfig(process.env), {
  clock,
  ids: systemIds,
  log: createLog('debug', clock, (line) => process.stderr.write(`${line}\n`)),
  pages: emptyPages,
})
