import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/kernel/root.ts'
import { readMenuFile, richMenuRoles } from '../../src/line/rich-menus.ts'
import { drawMenu, renderPng } from './picture.ts'

/** `npm run rich-menus`: draws the pictures of the rich menus again, after their JSON files were edited. */
const folder = join(packageRoot, 'flex-templates', 'rich-menus')
for (const role of richMenuRoles) {
  const png = renderPng(drawMenu(role, readMenuFile(folder, role)))
  writeFileSync(join(folder, `${role}.png`), png)
  process.stdout.write(`${role}.png ${Math.ceil(png.length / 1024)} KB\n`)
}
