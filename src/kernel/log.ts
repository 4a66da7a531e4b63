import type { Clock } from './clock.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Only what we made ourselves: event words, ids of ours, counts, durations, statuses. Never a user id, never a text. */
export type LogFields = Record<string, string | number | boolean | null | undefined>

export type Log = {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields, cause?: unknown): void
}

const order: LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

/** JSON lines through `write`. Of a cause only its class, its code and where it was thrown are printed: a message may quote a person. */
export function createLog(level: LogLevel, clock: Clock, write: (line: string) => void): Log {
  const least = order.indexOf(level)
  function line(at: LogLevel, event: string, fields: LogFields = {}, cause?: unknown): void {
    if (order.indexOf(at) < least) return
    write(`${JSON.stringify({ time: clock.now().toISOString(), level: at, event, ...fields, ...describe(cause) })}\n`)
  }
  return {
    debug: (event, fields) => line('debug', event, fields),
    info: (event, fields) => line('info', event, fields),
    warn: (event, fields) => line('warn', event, fields),
    error: (event, fields, cause) => line('error', event, fields, cause),
  }
}

function describe(cause: unknown): LogFields {
  if (cause === undefined) return {}
  if (!(cause instanceof Error)) return { cause: typeof cause }
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  const frames = (cause.stack ?? '').split('\n').filter((frame) => /^\s+at /.test(frame))
  return {
    cause: cause.name,
    code,
    at: frames
      .slice(0, 4)
      .map((frame) => frame.trim().slice(3))
      .join(' < '),
  }
}
