import { richMenuAction } from './actions.ts'
import { complain, flag, isJson, list, object, text, whole } from './shape.ts'
import type { Together } from './shape.ts'

/** The image decides how large a menu can be (developers.line.biz: requirements for rich menu image). */
const sizeTogether: Together = (size, at, problems) => {
  const { width, height } = size
  if (typeof width === 'number' && typeof height === 'number' && width / height < 1.45) {
    complain(problems, at, 'width / height must be 1.45 or more')
  }
}

const furthest = 2_147_483_647
const offset = whole(0, furthest)
const extent = whole(1, furthest)
const bounds = object({ x: offset, y: offset, width: extent, height: extent })

/** An area outside the image can never be touched. */
const menuTogether: Together = (menu, at, problems) => {
  const { size, areas } = menu
  if (!isJson(size) || !Array.isArray(areas)) return
  areas.forEach((area: unknown, index) => {
    const place = isJson(area) && isJson(area['bounds']) ? area['bounds'] : {}
    const right = Number(place['x']) + Number(place['width'])
    const bottom = Number(place['y']) + Number(place['height'])
    if (right > Number(size['width']) || bottom > Number(size['height'])) {
      complain(problems, `areas[${index}].bounds`, 'must be inside size')
    }
  })
}

/** A rich menu as it is created (developers.line.biz: rich menu object). */
export const richMenuBody = object(
  {
    size: object({ width: whole(800, 2500), height: whole(250, 2500) }, {}, sizeTogether),
    selected: flag,
    name: text(300, { graphemes: true }),
    chatBarText: text(14, { graphemes: true }),
    areas: list(object({ bounds, action: richMenuAction }), 0, 20),
  },
  {},
  menuTogether,
)

const richMenuId = text(100)
const userIds = list(text(100), 1, 500)

export const aliasBody = object({
  richMenuAliasId: text(32, { pattern: /^[a-z0-9_-]{1,32}$/ }),
  richMenuId,
})
export const aliasChangeBody = object({ richMenuId })
export const bulkLinkBody = object({ richMenuId, userIds })
export const bulkUnlinkBody = object({ userIds })
