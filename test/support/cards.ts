import type { Phone } from './bot.ts'

/** The last message to this person as it went out. */
export function said(phone: Phone): string {
  return JSON.stringify(phone.heard().at(-1))
}

/** All postback actions whose data looks so, newest first. */
export function actionsIn(messages: readonly unknown[], data: RegExp): Record<string, unknown>[] {
  return messages.toReversed().flatMap((message) => search(message, data))
}

function search(value: unknown, data: RegExp): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap((one) => search(one, data))
  if (typeof value !== 'object' || value === null) return []
  const record = value as Record<string, unknown>
  const here = typeof record['data'] === 'string' && data.test(record['data']) ? [record] : []
  return [...here, ...Object.values(record).flatMap((one) => search(one, data))]
}
