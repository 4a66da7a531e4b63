import { afterEach, expect, it } from 'vitest'
import { startBot, type Bot } from '../support/bot.ts'

let bot: Bot
afterEach(() => bot.stop())

it('tells somebody who wants a person how to reach one, and passes nothing on yet', async () => {
  bot = await startBot()
  const somchai = bot.citizen()
  await somchai.says('ขอคุยกับเจ้าหน้าที่')
  expect(somchai.lastWords()).toContain('ส่งให้เจ้าหน้าที่ตอบ')
  expect(await bot.database.db.selectFrom('threads').selectAll().execute()).toEqual([])
})
