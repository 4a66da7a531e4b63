import type { Page } from 'playwright-core'
import { reporterThai as texts } from '../../src/texts/whistleblowing-reporter.ts'
import { steps, type Step } from './whistleblowing-steps.ts'
import type { Phone, Town } from './whistleblowing-town.ts'

/** Opens the reporter's page on a new phone. */
export async function openChannel(town: Town, options: Parameters<Town['phone']>[0] = {}): Promise<Phone> {
  const phone = await town.phone(options)
  await phone.page.goto(`${town.url}/w/khaokluai?openExternalBrowser=1`)
  await phone.page.locator('#follow').waitFor()
  return phone
}

/** Walks through all questions, answering some; `seen` is called on each screen. Ends at the review. */
export async function answerQuestions(
  page: Page,
  answers: Partial<Record<Step, string>>,
  seen: (step: Step) => Promise<void> = async () => undefined,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    await page.getByText(texts.ask.step(index + 1, steps.length)).waitFor()
    const answer = answers[step]
    if (answer !== undefined) await page.locator(`#${step}`).fill(answer)
    await seen(step)
    await page.getByRole('button', { name: texts.next }).click()
  }
  await page.getByRole('heading', { name: texts.review.title }).waitFor()
}

/** The receipt as it stands on the screen. */
export async function copyReceipt(page: Page): Promise<string> {
  await page.locator('#receipt').waitFor()
  return ((await page.locator('#receipt').textContent()) ?? '').replace(/\D/g, '')
}

/** From the receipt's screen to "sent". */
export async function confirmAndSend(page: Page, receipt: string): Promise<void> {
  await page.getByLabel(texts.receipt.retype).fill(receipt.slice(-4))
  await page.locator('#send').click()
  await page.getByRole('heading', { name: texts.sent.title }).waitFor()
}

/** A whole report; its receipt and the id of its case. */
export async function fileReport(
  town: Town,
  answers: Partial<Record<Step, string>>,
  change: (page: Page, step: Step) => Promise<void> = async () => undefined,
): Promise<{ receipt: string; id: string; phone: Phone }> {
  const before = new Set(await caseIds(town))
  const phone = await openChannel(town)
  await phone.page.locator('#start').click()
  await answerQuestions(phone.page, answers, (step) => change(phone.page, step))
  await phone.page.locator('#to-receipt').click()
  const receipt = await copyReceipt(phone.page)
  await confirmAndSend(phone.page, receipt)
  const id = (await caseIds(town)).find((one) => !before.has(one)) ?? ''
  return { receipt, id, phone }
}

async function caseIds(town: Town): Promise<string[]> {
  return (await town.cases.db.selectFrom('wb_case').select('id').execute()).map(({ id }) => id)
}

/** Opens a case with its receipt. */
export async function followUp(page: Page, receipt: string): Promise<void> {
  await page.locator('#follow').click()
  await page.getByLabel(texts.follow.label).fill(receipt)
  await page.locator('#open').click()
  await page.locator('#status').waitFor()
}
