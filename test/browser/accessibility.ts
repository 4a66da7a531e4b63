import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Puts the examiner into every document of the page, before the page's own policy can refuse it. */
export async function bringExaminer(page: Page): Promise<void> {
  await page.addInitScript({ content: axe.source })
}

/** What breaks WCAG 2.2 A or AA on the screen as it is now, and whether it must be scrolled sideways. */
export async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((result) => result.violations)`,
  )
  const sideways = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  )
  return [
    ...found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`)),
    ...(sideways ? ['must be scrolled sideways'] : []),
  ]
}
