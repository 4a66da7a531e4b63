import { describe, expect, it } from 'vitest'
import { machine } from './ground.ts'

const key = Buffer.alloc(32, 1).toString('base64')

describe('an environment with a mistake', () => {
  it.each([
    [{ PORT: 'abc' }, 'PORT must be a port number'],
    [{ PORT: '70000' }, 'PORT must be a port number'],
    [{ PUBLIC_URL: 'bot.example.go.th' }, 'PUBLIC_URL must be the address'],
    [{ DATABASE_URL: 'mysql://town:geheim@db/prongsai' }, 'DATABASE_URL must begin with postgres://'],
    [
      { DATABASE_URL: 'postgres://town:geheim@db/one', WHISTLEBLOWING_DATABASE_URL: 'postgres://town:geheim@db/one' },
      'WHISTLEBLOWING_DATABASE_URL names the same database',
    ],
    // Another role does not make it another database, nor another way to write its address.
    [
      {
        DATABASE_URL: 'postgres://town:geheim@db/one',
        WHISTLEBLOWING_DATABASE_URL: 'postgresql://wb:x@db:5432/one?ssl=1',
      },
      'WHISTLEBLOWING_DATABASE_URL names the same database',
    ],
    [
      { DATABASE_URL: './data/one.db', WHISTLEBLOWING_DATABASE_URL: 'data/../data/one.db' },
      'WHISTLEBLOWING_DATABASE_URL names the same database',
    ],
    [{ APP_KEY: 'geheim' }, 'APP_KEY must be 32 bytes in base64'],
    [{ APP_KEY: key.slice(4) }, 'openssl rand -base64 32'],
    [{ LINE_CHANNEL_SECRET: 'geheim' }, 'LINE_CHANNEL_ACCESS_TOKEN is missing'],
    [{ LINE_CHANNEL_ACCESS_TOKEN: 'geheim' }, 'LINE_CHANNEL_SECRET is missing'],
    [{ LINE_API_URL: 'api.line.me' }, 'LINE_API_URL must be an address'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be debug, info, warn, error or silent'],
  ])('%j stops a command with one sentence: the variable and the cure', async (environment, sentence) => {
    const { code, out, err } = await machine(environment).prongsai('agency', 'list')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(sentence)
    expect(err.split('\n')).toHaveLength(1)
    expect(err).not.toContain('geheim')
  })

  it('says every mistake at once', async () => {
    const { err } = await machine({ PORT: 'abc', LOG_LEVEL: 'loud' }).prongsai('agency', 'list')
    expect(err.split('\n').map((sentence) => sentence.split(' ')[0])).toEqual(['PORT', 'LOG_LEVEL'])
  })

  it('an app key file that is too short is named', async () => {
    const made = machine()
    made.set({ APP_KEY_FILE: made.file('short.key', 'c2hvcnQ=') })
    const { code, err } = await made.prongsai('agency', 'list')
    expect(code).toBe(1)
    expect(err).toContain(`The app key file ${made.path('short.key')} must be 32 bytes in base64`)
  })

  it('empty values count as absent', async () => {
    expect(await machine({ PORT: '', DATABASE_URL: '', APP_KEY: '' }).prongsai('agency', 'list')).toEqual({
      code: 0,
      out: 'no agencies',
      err: '',
    })
  })

  it('ends a real process with exit code 1 and no stack', async () => {
    const { code, out, err } = await machine({ PORT: 'abc' }).run('cli/main.ts', 'agency', 'list')
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'PORT must be a port number from 0 to 65535.\n' })
  })
})

describe('a command whose output nobody reads to the end', () => {
  it('ends as it would, without a stack', async () => {
    const { code, err } = await machine().run({ unread: 'cli/main.ts' }, '--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})

describe('the server without an account', () => {
  it('says what is missing, where it is found, and how to try without', async () => {
    const { code, out, err } = await machine({ PORT: '0' }).run('main.ts')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN are missing')
    expect(err).toContain('Basic settings › Channel secret')
    expect(err).toContain('Messaging API › Channel access token')
    expect(err).toContain('npm run demo')
    expect(err).not.toMatch(/^\s+at /m)
  })
})
