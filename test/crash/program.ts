import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/kernel/root.ts'
import type { FakeLine } from '../simulator/line/types.ts'

export const slug = 'town'
export const secret = 'the-channel-secret'
export const accessToken = 'the-channel-access-token'

/** A program that runs in a process of its own. */
export type Program = {
  child: ChildProcess
  url: string
  /** What it wrote on standard error. */
  log(): string
  /** Resolves with the exit code, null when a signal ended it. */
  ended: Promise<number | null>
}

/** A new folder for data with an agency file in it; `remove` takes it away. */
export function newFolder(): { folder: string; agencyFile: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'prongsai-crash-'))
  const agencyFile = join(folder, 'agency.json')
  const agency = {
    slug,
    name: 'อบต.ทดสอบ',
    mainSite: 'https://town.go.th',
    edition: 2567,
    units: [{ name: 'กองคลัง' }],
    contacts: { phone: '0 7500 0000' },
    line: { channelSecret: secret, channelAccessToken: accessToken },
  }
  writeFileSync(agencyFile, JSON.stringify(agency))
  return { folder, agencyFile, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Starts the real program and waits until it listens. @throws Error with what it wrote when it ends instead */
export async function startProgram(line: FakeLine, env: Record<string, string>): Promise<Program> {
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', join(packageRoot, 'src/main.ts')], {
    cwd: packageRoot,
    env: {
      PATH,
      HOME,
      TMPDIR,
      HOST: '127.0.0.1',
      PORT: '0',
      LINE_API_URL: line.apiUrl,
      LINE_DATA_API_URL: line.dataUrl,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let written = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const port = await new Promise<string>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      written += text
      const found = /"event":"server\.listening".*?"port":(\d+)/.exec(written)?.[1]
      if (found !== undefined) resolve(found)
    })
    void ended.then((code) => reject(new Error(`The program ended with ${code}: ${written}`)))
  })
  const url = `http://127.0.0.1:${port}`
  // Once it answers, it also minds signals.
  await fetch(`${url}/health`)
  return { child, url, log: () => written, ended }
}

/** Numbers from 0 to 1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
