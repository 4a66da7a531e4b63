import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/kernel/root.ts'

/** A program under measurement, on a processor of its own where the machine lets us choose. */
export type Program = {
  port: number
  readyMilliseconds: number
  residentMegabytes(): number
  /** Processor time used so far, in seconds; unlike the clock on the wall it hardly depends on what else the machine does. */
  processorSeconds(): number
  stop(): Promise<void>
}

/** The load generator and the stub stay on processor 0, the measured program gets 1. */
const pinned = existsSync('/usr/bin/taskset') ? ['taskset', '-c', '1'] : []

/** Starts a file and waits until it says its port: `port N` on standard output, or the bot's own log line. */
export async function startProgram(file: string, env: Record<string, string>): Promise<Program> {
  const words = [
    ...pinned,
    process.execPath,
    ...(file.endsWith('.ts') ? ['--import', 'tsx'] : flagsOfStart()),
    join(packageRoot, file),
  ]
  const [command = '', ...args] = words
  const started = performance.now()
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: packageRoot,
  })
  const port = await new Promise<number>((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      const found = /^port (\d+)$/m.exec(said) ?? /"event":"server\.listening".*"port":(\d+)/.exec(said)
      if (found) resolve(Number(found[1]))
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code ?? 'a signal'}:\n${said}`)))
  })
  const readyMilliseconds = performance.now() - started
  return {
    port,
    readyMilliseconds,
    residentMegabytes: () => resident(child),
    processorSeconds: () => processorTime(child),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

/** The flags with which `npm start` runs the program. */
function flagsOfStart(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  return scripts.start.split(' ').filter((word) => word.startsWith('--'))
}

/** VmRSS of the process (with taskset it is the same process after exec); NaN where /proc is missing. */
function resident(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024
  } catch {
    return Number.NaN
  }
}

/** User and system time of the process and its threads; NaN where /proc is missing. Linux counts in hundredths of a second. */
function processorTime(child: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}
