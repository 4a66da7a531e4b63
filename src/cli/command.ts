import { parseArgs } from 'node:util'
import { SetupError } from '../kernel/errors.ts'

/** One option of a command: `--agency <slug>`, or a switch without a value. */
export type Option = { value?: string; about: string; required?: true }

/** A command of the setup and maintenance tool. */
export type Command = {
  /** e.g. `agency add` */
  name: string
  /** Words after the name, e.g. `<file.json>`; a word in square brackets may be left out. */
  operands: string[]
  about: string
  options: Record<string, Option>
  /** Does the work and prints results line by line. Throws SetupError for anything that the user can mend. */
  run(given: Given): Promise<void>
}

/** What the user gave. Required ones are there. */
export type Given = {
  operands: string[]
  options: Record<string, string | undefined>
  switches: Set<string>
  print: (line: string) => void
}

const program = 'npm run prongsai --'

/**
 * Finds the command that the words name and runs it; prints help on every level.
 * @returns the exit code: 0 only on success
 */
export async function runCommand(
  commands: readonly Command[],
  words: readonly string[],
  print: (line: string) => void,
  complain: (line: string) => void,
): Promise<number> {
  const wantsHelp = words.some((word) => word === '--help' || word === '-h') || words[0] === 'help'
  const named = words.filter((word) => !word.startsWith('-') && word !== 'help')
  const command = commands.find((one) => one.name.split(' ').every((part, index) => named[index] === part))
  if (!command) {
    const group = commands.filter((one) => one.name.split(' ')[0] === named[0])
    const listed = group.length > 0 ? group : commands
    if (named.length > 0 && group.length === 0) complain(`There is no command "${named.join(' ')}".`)
    const say = wantsHelp || named.length === 0 ? print : complain
    say(`Usage: ${program} <command>\n`)
    for (const one of listed) say(`  ${usage(one)}\n      ${one.about}`)
    say(`\n${program} <command> --help tells more about one command.`)
    return wantsHelp && (named.length === 0 || group.length > 0) ? 0 : 1
  }
  if (wantsHelp) {
    print(`Usage: ${program} ${usage(command)}\n\n${command.about}`)
    for (const [name, option] of Object.entries(command.options)) {
      print(`  --${name}${option.value ? ` <${option.value}>` : ''}`.padEnd(28) + option.about)
    }
    return 0
  }
  try {
    await command.run({ ...readWords(command, words), print })
    return 0
  } catch (cause) {
    if (!(cause instanceof SetupError)) throw cause
    complain(cause.message)
    return 1
  }
}

function usage(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => {
    const written = `--${name}${option.value ? ` <${option.value}>` : ''}`
    return option.required ? written : `[${written}]`
  })
  return [command.name, ...command.operands, ...options].join(' ')
}

function readWords(command: Command, words: readonly string[]): Omit<Given, 'print'> {
  let parsed
  try {
    parsed = parseArgs({
      args: [...words],
      allowPositionals: true,
      strict: true,
      options: Object.fromEntries(
        Object.entries(command.options).map(
          ([name, option]) => [name, { type: option.value ? 'string' : 'boolean' }] as const,
        ),
      ),
    })
  } catch (cause) {
    throw new SetupError(
      `${cause instanceof Error ? cause.message : 'The options are not right'}\nUsage: ${program} ${usage(command)}`,
    )
  }
  const operands = parsed.positionals.slice(command.name.split(' ').length)
  const needed = command.operands.filter((operand) => !operand.startsWith('[')).length
  const missing = Object.entries(command.options).filter(([name, option]) => option.required && !parsed.values[name])
  if (operands.length < needed || operands.length > command.operands.length || missing.length > 0) {
    const what = missing.map(([name]) => `--${name}`).join(', ')
    throw new SetupError(
      `${what === '' ? 'The number of words is not right.' : `${what} is missing.`}\nUsage: ${program} ${usage(command)}`,
    )
  }
  const options: Record<string, string | undefined> = {}
  const switches = new Set<string>()
  for (const [name, value] of Object.entries(parsed.values)) {
    if (typeof value === 'string') options[name] = value
    if (value === true) switches.add(name)
  }
  return { operands, options, switches }
}
