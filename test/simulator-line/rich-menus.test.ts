import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { userIdFor } from '../simulator/line/fake-line.ts'
import { jpegHeader, lastEvent, pngHeader, startStage } from './support.ts'
import type { Reply, Stage } from './support.ts'

type Json = Record<string, unknown>

const somchai = userIdFor('somchai')
const malee = userIdFor('malee')
const unknownMenu = 'richmenu-00000000000000000000000000000000'

let stage: Stage
beforeEach(async () => {
  stage = await startStage()
  await stage.line.follow('town', somchai)
})
afterEach(() => stage.stop())

const bounds = { x: 0, y: 0, width: 100, height: 100 }
const area = { bounds, action: { type: 'postback', data: 'x' } }
const menu = {
  size: { width: 1200, height: 810 },
  selected: true,
  name: 'main',
  chatBarText: 'เมนู',
  areas: [area],
}

async function create(special: Json = {}): Promise<string> {
  const answer = await stage.call('POST', '/v2/bot/richmenu', { ...menu, ...special })
  expect(answer.status).toBe(200)
  return String(answer.json['richMenuId'])
}

function upload(id: string, bytes: Buffer = pngHeader(1200, 810), type = 'image/png'): Promise<Response> {
  return stage.data('POST', `/v2/bot/richmenu/${id}/content`, new Uint8Array(bytes), { 'content-type': type })
}

async function createWithImage(special: Json = {}): Promise<string> {
  const id = await create(special)
  expect((await upload(id)).status).toBe(200)
  return id
}

function setDefault(id: string): Promise<Reply> {
  return stage.call('POST', `/v2/bot/user/all/richmenu/${id}`)
}

async function statusOf(method: string, path: string, body?: unknown): Promise<number> {
  return (await stage.call(method, path, body)).status
}

describe('creating a menu', () => {
  it('keeps it, shows it and lists it', async () => {
    const id = await create()
    expect(id).toMatch(/^richmenu-[0-9a-f]{32}$/)
    expect((await stage.call('GET', `/v2/bot/richmenu/${id}`)).json).toEqual({ richMenuId: id, ...menu })
    expect((await stage.call('GET', '/v2/bot/richmenu/list')).json).toEqual({
      richmenus: [{ richMenuId: id, ...menu }],
    })
  })

  const tooMany = { areas: Array.from({ length: 21 }, () => area) }
  it.each<[what: string, special: Json, place: string]>([
    ['narrower than 800', { size: { width: 799, height: 400 } }, 'size.width'],
    ['wider than 2500', { size: { width: 2501, height: 400 } }, 'size.width'],
    ['lower than 250', { size: { width: 800, height: 249 } }, 'size.height'],
    ['too high for its width', { size: { width: 1200, height: 828 } }, 'size'],
    ['with a long bar text', { chatBarText: 'ก'.repeat(15) }, 'chatBarText'],
    ['with a long name', { name: 'ก'.repeat(301) }, 'name'],
    ['with 21 areas', tooMany, 'areas'],
    ['with an area left of it', { areas: [{ ...area, bounds: { ...bounds, x: -1 } }] }, 'areas[0].bounds.x'],
    ['with an area beyond it', { areas: [{ ...area, bounds: { ...bounds, x: 1101 } }] }, 'areas[0].bounds'],
    ['with an area of no size', { areas: [{ ...area, bounds: { ...bounds, width: 0 } }] }, 'areas[0].bounds.width'],
    [
      'with a long label',
      { areas: [{ ...area, action: { ...area.action, label: 'x'.repeat(21) } }] },
      'areas[0].action.label',
    ],
    ['with a camera', { areas: [{ ...area, action: { type: 'camera', label: 'x' } }] }, 'areas[0].action.type'],
    ['with something unknown', { colour: 'red' }, 'colour'],
  ])('refuses one %s', async (_what, special, place) => {
    for (const path of ['/v2/bot/richmenu', '/v2/bot/richmenu/validate']) {
      const answer = await stage.call('POST', path, { ...menu, ...special })
      expect(answer.status).toBe(400)
      expect((answer.json['details'] as Json[]).map((detail) => detail['property'])).toContain(place)
    }
    expect((await stage.call('GET', '/v2/bot/richmenu/list')).json).toEqual({ richmenus: [] })
  })

  it('takes letters as people count them, and all that fits', async () => {
    await create({
      chatBarText: 'น้ำ'.repeat(14),
      name: 'น้ำ'.repeat(300),
      areas: Array.from({ length: 20 }, () => area),
    })
    await create({ size: { width: 2500, height: 1686 } })
    await create({ size: { width: 800, height: 250 } })
    expect(await statusOf('POST', '/v2/bot/richmenu/validate', menu)).toBe(200)
  })

  it.each(Object.keys(menu))('needs %s', async (name) => {
    const answer = await stage.call('POST', '/v2/bot/richmenu', { ...menu, [name]: undefined })
    expect(answer.json['details']).toEqual([{ message: 'must be specified', property: name }])
  })

  it('answers 400 for an id that can be none, 404 for an unknown one', async () => {
    for (const [method, base] of [
      ['GET', '/v2/bot/richmenu'],
      ['DELETE', '/v2/bot/richmenu'],
      ['POST', '/v2/bot/user/all/richmenu'],
      ['POST', `/v2/bot/user/${somchai}/richmenu`],
    ] as const) {
      expect(await stage.call(method, `${base}/1`)).toMatchObject({
        status: 400,
        json: { message: 'invalid richMenuId' },
      })
      expect(await statusOf(method, `${base}/${unknownMenu}`)).toBe(404)
    }
  })
})

describe('the image', () => {
  it('comes back as it was sent', async () => {
    const id = await createWithImage()
    const image = await stage.data('GET', `/v2/bot/richmenu/${id}/content`)
    expect(image.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await image.arrayBuffer())).toEqual(pngHeader(1200, 810))
    expect(stage.line.calls().find((call) => call.path.endsWith('/content'))?.body).toEqual({
      type: 'image/png',
      byteLength: 100,
    })
  })

  it('must have the size of the menu, as PNG or JPEG', async () => {
    const id = await create()
    expect((await upload(id, pngHeader(1200, 811))).status).toBe(400)
    expect((await upload(id, jpegHeader(1201, 810), 'image/jpeg')).status).toBe(400)
    expect((await upload(id, jpegHeader(1200, 810), 'image/png')).status).toBe(400)
    expect((await upload(id, Buffer.from('no image'), 'image/png')).status).toBe(400)
    expect((await upload(id, pngHeader(1200, 810), 'image/gif')).status).toBe(415)
    expect((await upload(id, jpegHeader(1200, 810), 'image/jpeg')).status).toBe(200)
  })

  it('has at most 1 MB', async () => {
    const id = await create()
    expect((await upload(id, pngHeader(1200, 810, 1_000_001))).status).toBe(413)
    expect((await upload(id, pngHeader(1200, 810, 1_000_000))).status).toBe(200)
  })

  it('cannot be replaced', async () => {
    expect((await upload(await createWithImage())).status).toBe(400)
  })

  it('goes to the data origin, to a menu that exists', async () => {
    const id = await create()
    expect(await statusOf('POST', `/v2/bot/richmenu/${id}/content`, {})).toBe(404)
    expect((await upload(unknownMenu)).status).toBe(404)
    expect((await stage.data('GET', `/v2/bot/richmenu/${id}/content`)).status).toBe(404)
  })
})

describe('the default menu', () => {
  it('needs its image first', async () => {
    const id = await create()
    expect(await setDefault(id)).toMatchObject({
      status: 400,
      json: { message: 'must upload richmenu image before applying it to user' },
    })
    expect(stage.line.richMenu('town', somchai)).toBeNull()
  })

  it('is what everybody sees until it is cancelled or deleted', async () => {
    const id = await createWithImage()
    await setDefault(id)
    expect((await stage.call('GET', '/v2/bot/user/all/richmenu')).json).toEqual({ richMenuId: id })
    expect(stage.line.richMenu('town', somchai)).toEqual({
      id,
      menu,
      image: { type: 'image/png', bytes: pngHeader(1200, 810) },
    })
    expect(await statusOf('DELETE', '/v2/bot/user/all/richmenu')).toBe(200)
    expect(stage.line.richMenu('town', somchai)).toBeNull()
    expect(await statusOf('GET', '/v2/bot/user/all/richmenu')).toBe(404)
    await setDefault(id)
    await stage.call('DELETE', `/v2/bot/richmenu/${id}`)
    expect(stage.line.richMenu('town', somchai)).toBeNull()
  })
})

describe('the menu of one person', () => {
  it('comes before the default, until it is unlinked or deleted', async () => {
    const [common, own] = [await createWithImage(), await createWithImage()]
    await setDefault(common)
    expect(await statusOf('POST', `/v2/bot/user/${somchai}/richmenu/${own}`)).toBe(200)
    expect(stage.line.richMenu('town', somchai)?.id).toBe(own)
    expect((await stage.call('GET', `/v2/bot/user/${somchai}/richmenu`)).json).toEqual({ richMenuId: own })
    expect(stage.line.richMenu('town', malee)?.id).toBe(common)
    await stage.call('DELETE', `/v2/bot/user/${somchai}/richmenu`)
    expect(stage.line.richMenu('town', somchai)?.id).toBe(common)
    expect(await statusOf('GET', `/v2/bot/user/${somchai}/richmenu`)).toBe(404)
    await stage.call('POST', `/v2/bot/user/${somchai}/richmenu/${own}`)
    await stage.call('DELETE', `/v2/bot/richmenu/${own}`)
    expect(stage.line.richMenu('town', somchai)?.id).toBe(common)
  })

  it('is accepted for somebody who is no friend, and does nothing', async () => {
    const id = await createWithImage()
    await stage.line.unfollow('town', somchai)
    expect(await statusOf('POST', `/v2/bot/user/${somchai}/richmenu/${id}`)).toBe(200)
    expect(await statusOf('POST', `/v2/bot/user/nobody/richmenu/${id}`)).toBe(400)
    await setDefault(id)
    expect(stage.line.richMenu('town', somchai)).toBeNull()
    await stage.line.follow('town', somchai)
    expect(await statusOf('GET', `/v2/bot/user/${somchai}/richmenu`)).toBe(404)
  })

  it('is linked and unlinked for many at once', async () => {
    await stage.line.follow('town', malee)
    const [richMenuId, userIds] = [await createWithImage(), [somchai, malee]]
    expect(await statusOf('POST', '/v2/bot/richmenu/bulk/link', { richMenuId, userIds })).toBe(202)
    expect(userIds.map((userId) => stage.line.richMenu('town', userId)?.id)).toEqual([richMenuId, richMenuId])
    expect(await statusOf('POST', '/v2/bot/richmenu/bulk/unlink', { userIds: [malee] })).toBe(202)
    expect(userIds.map((userId) => stage.line.richMenu('town', userId)?.id)).toEqual([richMenuId, undefined])
    const wrong = await stage.call('POST', '/v2/bot/richmenu/bulk/link', { richMenuId, userIds: [malee, 'nobody'] })
    expect(wrong).toMatchObject({ status: 400, json: { message: expect.stringContaining('userIds[1]') } })
    expect(stage.line.richMenu('town', malee)).toBeNull()
    expect(await statusOf('POST', '/v2/bot/richmenu/bulk/link', { richMenuId: await create(), userIds })).toBe(400)
  })
})

describe('aliases', () => {
  const alias = '/v2/bot/richmenu/alias'

  it('are created, shown, changed, listed and deleted', async () => {
    const [first, second] = [await createWithImage(), await createWithImage()]
    expect(await statusOf('POST', alias, { richMenuAliasId: 'main', richMenuId: first })).toBe(200)
    expect((await stage.call('GET', `${alias}/main`)).json).toEqual({ richMenuAliasId: 'main', richMenuId: first })
    expect(await statusOf('POST', `${alias}/main`, { richMenuId: second })).toBe(200)
    expect((await stage.call('GET', `${alias}/list`)).json).toEqual({
      aliases: [{ richMenuAliasId: 'main', richMenuId: second }],
    })
    expect(await statusOf('DELETE', `${alias}/main`)).toBe(200)
    expect(await statusOf('GET', `${alias}/main`)).toBe(404)
    expect(await statusOf('DELETE', `${alias}/main`)).toBe(404)
    expect(await statusOf('POST', `${alias}/main`, { richMenuId: second })).toBe(404)
  })

  it('are unique, well-formed and of a menu with an image', async () => {
    const richMenuId = await createWithImage()
    await stage.call('POST', alias, { richMenuAliasId: 'main', richMenuId })
    const again = await stage.call('POST', alias, { richMenuAliasId: 'main', richMenuId })
    expect(again).toMatchObject({ status: 400, json: { message: 'conflict richmenu alias id' } })
    for (const richMenuAliasId of ['', 'Main', 'x'.repeat(33), 'a b']) {
      expect(await statusOf('POST', alias, { richMenuAliasId, richMenuId })).toBe(400)
    }
    expect(await statusOf('POST', alias, { richMenuAliasId: 'b', richMenuId: await create() })).toBe(400)
    expect(await statusOf('POST', alias, { richMenuAliasId: 'b', richMenuId: unknownMenu })).toBe(400)
    expect(await statusOf('POST', `${alias}/main`, { richMenuId: unknownMenu })).toBe(400)
  })

  it('change the menu when they are tapped, and tell how it went', async () => {
    const tap = async (richMenuAliasId: string): Promise<unknown> => {
      await stage.line.tap('town', somchai, { type: 'richmenuswitch', richMenuAliasId, data: 'd' })
      return lastEvent(stage)['postback']
    }
    const richMenuId = await createWithImage()
    await stage.call('POST', alias, { richMenuAliasId: 'main', richMenuId })
    expect(await tap('main')).toEqual({ data: 'd', params: { newRichMenuAliasId: 'main', status: 'SUCCESS' } })
    expect(stage.line.richMenu('town', somchai)?.id).toBe(richMenuId)
    expect(await tap('other')).toEqual({ data: 'd', params: { status: 'RICHMENU_ALIAS_ID_NOTFOUND' } })
    await stage.call('DELETE', `/v2/bot/richmenu/${richMenuId}`)
    expect(await tap('main')).toEqual({
      data: 'd',
      params: { newRichMenuAliasId: 'main', status: 'RICHMENU_NOTFOUND' },
    })
  })
})
