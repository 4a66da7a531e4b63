import type { ServerResponse } from 'node:http'
import { page, startPretendWeb, words, type PretendWeb } from '../support/pretend-web.ts'

/**
 * The web as the demo sees it, without any network: every address of every site shows a page, and a few paths behave badly,
 * so that a visitor can try what the link check says.
 * | path | what happens |
 * |---|---|
 * | …/gone | not found |
 * | …/login | asks for a password |
 * | …/empty | nothing on it |
 * | …/form | leads to a form elsewhere |
 * | …/down | the site fails |
 */
export async function startTownWeb(): Promise<PretendWeb> {
  const web = await startPretendWeb()
  web.elsewhere((request, response) => {
    const path = decodeURI(new URL(request.url ?? '/', 'https://town.go.th').pathname)
    const last = path.split('/').findLast((part) => part !== '') ?? ''
    switch (last) {
      case 'gone':
        return show(response, page('ไม่พบหน้าที่ต้องการ', ''), 404)
      case 'login':
        return show(response, page('เข้าสู่ระบบ', '<input name="user"><input type="password">'))
      case 'empty':
        return show(response, '')
      case 'form':
        return void response.writeHead(302, { location: 'https://docs.google.com/forms/d/e/demo/viewform' }).end()
      case 'down':
        return show(response, page('503 Service Unavailable', ''), 503)
      default:
        if (last.endsWith('.pdf')) {
          response.writeHead(200, { 'content-type': 'application/pdf' }).end(`%PDF-1.7\n${path.repeat(20_000)}`)
          return
        }
        return show(response, page(`ข้อมูลเผยแพร่ ${last}`, `${words} ${path}`))
    }
  })
  return web
}

function show(response: ServerResponse, html: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
}
