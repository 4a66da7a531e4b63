import { createHash } from 'node:crypto'
import { bundlePages } from './bundle-pages.ts'

// `npm run verify:pages -- https://host/w/agency`: whether a host serves exactly what these sources give. Whoever doubts a
// host runs it elsewhere, from a clean copy of the release: the same sources give the same bytes.
const address = process.argv[2] ?? ''
if (!/^https?:\/\//.test(address)) {
  process.stdout.write('Give the address of the reporter page: npm run verify:pages -- https://host/w/agency\n')
  process.exit(2)
}
const { manifest, files } = await bundlePages()
const page = new URL(address)
const html = await fetched(page)
const expected = [manifest.reporter.script, manifest.reporter.style]
const differences: string[] = []
for (const { name, integrity } of expected) {
  const own = files.get(name)
  if (!html.includes(`/${name}"`) || !html.includes(integrity))
    differences.push(`the page does not name ${name} with its digest`)
  const served = new Uint8Array(
    await (await fetch(`${page.origin}${page.pathname.replace(/\/$/, '')}/${name}`)).arrayBuffer(),
  )
  if (own === undefined || digest(served) !== digest(own)) differences.push(`${name} is served with other bytes`)
}
const scripts = html.match(/<script\b/g) ?? []
if (scripts.length !== 1) differences.push(`the page holds ${scripts.length} scripts instead of one`)
for (const line of differences.length === 0 ? ['The host serves what these sources give.'] : differences) {
  process.stdout.write(`${line}\n`)
}
process.exitCode = differences.length === 0 ? 0 : 1

async function fetched(url: URL): Promise<string> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url.href} answers with ${response.status}.`)
  return response.text()
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
