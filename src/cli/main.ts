import { runCommand } from './command.ts'
import { commands } from './commands.ts'

process.exitCode = await runCommand(
  commands,
  process.argv.slice(2),
  (line) => process.stdout.write(`${line}\n`),
  (line) => process.stderr.write(`${line}\n`),
)
