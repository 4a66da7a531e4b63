import { lookup } from 'node:dns/promises'
import type { Duplex } from 'node:stream'
import { connect, type ConnectionOptions } from 'node:tls'

/**
 * The way out to web sites. It is given from outside: tests and the demo bring a pretended one and need no network.
 * Whoever calls it has looked at the addresses; nothing here looks a name up a second time.
 */
export type Network = {
  /** Every address of a host, in any order. @throws an error with the operating system's code when there is none */
  resolve(host: string): Promise<string[]>
  /** A protected connection to exactly this address, on port 443, with a partner who proves to be `host`. May still be connecting. */
  dial(address: string, host: string): Duplex
}

export const systemNetwork: Network = {
  async resolve(host) {
    return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)
  },
  dial: (address, host) => openTls(address, 443, host),
}

/** A TLS connection to an address that was looked up before; certificates are checked against `host`. */
export function openTls(
  address: string,
  port: number,
  host: string,
  trust: Pick<ConnectionOptions, 'ca'> = {},
): Duplex {
  return connect({ ...trust, host: address, port, servername: host, ALPNProtocols: ['http/1.1'] })
}
