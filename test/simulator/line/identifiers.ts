import { createHash, randomBytes } from 'node:crypto'

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

let madeAt = -1
let madeInThatMoment = 0

/**
 * A new ULID (26 letters) for that moment in milliseconds: the form of LINE's webhook event ids. Those of one moment sort
 * in the order in which they were made, so that a clock that stands still does not shuffle what a person said.
 */
export function newUlid(at: number): string {
  madeInThatMoment = at === madeAt ? madeInThatMoment + 1 : 0
  madeAt = at
  let tail = inCrockford(madeInThatMoment, 5)
  for (const byte of randomBytes(11)) tail += crockford[byte & 31]
  return inCrockford(at, 10) + tail
}

function inCrockford(figure: number, letters: number): string {
  let word = ''
  for (let rest = figure; word.length < letters; rest = Math.floor(rest / 32))
    word = (crockford[rest % 32] ?? '0') + word
  return word
}

let lastMessageId = 461_230_966_842_064_896n

/** A new message id: 18 digits, beyond what a JavaScript number can hold, as on LINE. */
export function newMessageId(): string {
  lastMessageId += 1n + BigInt(randomBytes(1)[0] ?? 0)
  return String(lastMessageId)
}

/** A new token without meaning: 32 hex digits. */
export function newToken(): string {
  return randomBytes(16).toString('hex')
}

/** The well-formed user id (U and 32 hex digits) that always belongs to this name. */
export function userIdFor(name: string): string {
  return `U${digest(name)}`
}

/** 32 hex digits that always belong to this text. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/**
 * A token that tells where it belongs without being stored: quote tokens work only in the chat, mark-as-read tokens
 * only in the account, that they were given out for. `home` is what `digest` made of that place.
 */
export function newTokenOf(home: string): string {
  return home + randomBytes(24).toString('base64url')
}

/** Whether `newTokenOf(home)` can have made this token. */
export function belongsTo(home: string, token: string): boolean {
  return token.length === 64 && token.startsWith(home)
}

/** A user id in LINE's form (developers.line.biz: common properties of webhook events). */
export const userIdPattern = /^U[0-9a-f]{32}$/

/** The id of a group or room in LINE's form. */
export const groupIdPattern = /^[CR][0-9a-f]{32}$/
