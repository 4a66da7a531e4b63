import { runCommand } from './command.ts'
import { commands } from './commands.ts'

// Whoever looks at the beginning only (`| head`) closes the pipe; the command goes on and what it still says goes nowhere.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause
  })
}

process.exitCode = await runCommand(
  commands,
  process.argv.slice(2),
  (line) => process.stdout.write(`${line}\n`),
  (line) => process.stderr.write(`${line}\n`),
)
