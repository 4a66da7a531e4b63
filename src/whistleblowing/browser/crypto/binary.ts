import { base64urlnopad } from '@scure/base'

/** Bytes as they stand in the wire's JSON: base64url without padding. */
export const toWire = (bytes: Uint8Array): string => base64urlnopad.encode(bytes)
export const fromWire = (text: string): Uint8Array => base64urlnopad.decode(text)
