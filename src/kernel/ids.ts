import { randomBytes, randomFillSync, randomInt, randomUUID } from 'node:crypto'

/** The only source of randomness, an argument everywhere so that tests can repeat themselves. */
export type Ids = {
  /** RFC 9562 UUID in hex form, as LINE's retry key wants it. */
  uuid(): string
  /** A short name of ours for a row: nearly 72 random bits in 12 letters of base64url, the first of which is no dash: a command would take it for an option. */
  short(): string
  /** A whole number from 0 to n - 1, each equally likely. */
  below(n: number): number
  /** n bytes from the operating system's generator. */
  bytes(n: number): Buffer
}

const pool = Buffer.alloc(8192)
let poolUsed = pool.length

/** Bytes of the operating system's generator, asked for 8 KB at a time: one call each would cost more than all else about a seal. */
function pooledBytes(n: number): Buffer {
  if (n > pool.length) return randomBytes(n)
  if (poolUsed + n > pool.length) {
    randomFillSync(pool)
    poolUsed = 0
  }
  const bytes = Buffer.from(pool.subarray(poolUsed, poolUsed + n))
  // What was handed out is nowhere else.
  pool.fill(0, poolUsed, poolUsed + n)
  poolUsed += n
  return bytes
}

function short(): string {
  const name = pooledBytes(9).toString('base64url')
  return name.startsWith('-') ? short() : name
}

export const systemIds: Ids = {
  uuid: randomUUID,
  short,
  below: (n) => randomInt(n),
  bytes: pooledBytes,
}
