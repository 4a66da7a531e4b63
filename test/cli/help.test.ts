import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { machine } from './ground.ts'

describe('help', () => {
  it('lists every command with what it does, from the command line', async () => {
    const { code, out, err } = await machine().run('cli/main.ts', '--help')
    expect(code).toBe(0)
    expect(err).toBe('')
    for (const { name, about } of commands) {
      expect(out).toContain(`  ${name}`)
      expect(out).toContain(about)
    }
  })

  it('is there for a group of commands and names no other', async () => {
    const { code, out } = await machine().prongsai('staff', '--help')
    expect(code).toBe(0)
    expect(out).toContain('staff invite --agency <slug> --name <name>')
    expect(out).not.toContain('agency add')
  })

  it.each(commands.map((command) => [command] as const))('is there for $name', async (command) => {
    const { code, out } = await machine().prongsai(...command.name.split(' '), '--help')
    expect(code).toBe(0)
    expect(out).toContain(command.about)
    for (const [name, option] of Object.entries(command.options)) {
      expect(out).toContain(`--${name}`)
      expect(out).toContain(option.about)
    }
  })

  it('asked for with the word help is the same', async () => {
    const { prongsai } = machine()
    expect(await prongsai('help', 'agency', 'add')).toEqual(await prongsai('agency', 'add', '--help'))
  })
})

describe('a command that is not complete', () => {
  it.each([
    [[], 'Usage'],
    [['agency'], 'agency add <file.json>'],
    [['nonsense'], 'There is no command "nonsense"'],
    [['nonsense', '--help'], 'There is no command "nonsense"'],
    [['agency', 'add'], 'Usage: npm run prongsai -- agency add <file.json>'],
    [['agency', 'add', 'a.json', 'b.json'], 'The number of words is not right'],
    [['staff', 'list'], '--agency is missing'],
    [['staff', 'list', '--agency'], '--agency'],
    [['staff', 'list', '--agency', 'x', '--colour', 'red'], '--colour'],
  ])('%j fails and says how it is written', async (words, expected) => {
    const { code, out, err } = await machine().prongsai(...words)
    expect(code).toBe(1)
    expect(`${out}\n${err}`).toContain(expected)
    expect(`${out}\n${err}`).toContain('Usage')
  })
})
