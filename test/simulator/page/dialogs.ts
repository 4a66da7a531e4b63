import { element } from './element.ts'
import type { Child } from './element.ts'
import { icon } from './icons.ts'

type Choice = { label: string; kind?: 'primary' | 'plain'; act?: () => void }

/**
 * Opens a dialog above a phone (or in the middle of the page) and returns the way to close it.
 * The browser's own dialog keeps the focus inside, closes on Escape and gives the focus back.
 */
export function openDialog(
  over: HTMLElement | null,
  title: string,
  body: Child[],
  choices: Choice[] = [],
  kind: 'sheet' | 'large' = 'sheet',
): () => void {
  const close = () => dialog.close()
  const buttons = choices.map(({ label, kind: look, act }) =>
    element(
      'button',
      {
        type: 'button',
        class: look === 'primary' ? 'primary' : 'plain',
        autofocus: look === 'primary',
        onclick: () => {
          close()
          act?.()
        },
      },
      label,
    ),
  )
  const dialog = element(
    'dialog',
    { class: `dialog is-${kind}`, 'aria-label': title },
    element(
      'div',
      { class: 'dialog-head' },
      element('h2', {}, title),
      element('button', { type: 'button', class: 'round', 'aria-label': 'ปิด', onclick: close }, icon('close')),
    ),
    element('div', { class: 'dialog-body' }, ...body),
    buttons.length > 0 && element('div', { class: 'dialog-choices' }, ...buttons),
  )
  if (over) {
    const { left, width } = over.getBoundingClientRect()
    dialog.style.setProperty('--dialog-middle', `${left + width / 2}px`)
  }
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) close()
  })
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  return close
}

/** Shows JSON as it travelled, ready to be copied. */
export function showJson(title: string, value: unknown): void {
  const text = JSON.stringify(value, null, 2)
  openDialog(
    null,
    title,
    [element('pre', { class: 'json', tabindex: 0 }, text)],
    [{ label: 'คัดลอก', kind: 'primary', act: () => void copyText(text) }, { label: 'ปิด' }],
    'large',
  )
}

/** Puts the text on the clipboard and says so. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    showToast('คัดลอกแล้ว')
  } catch {
    showToast('เบราว์เซอร์ไม่ให้คัดลอก')
  }
}

let toastTimer: ReturnType<typeof setTimeout> | undefined

/** A short sentence at the foot of the page, also for screen readers; it goes by itself. */
export function showToast(text: string): void {
  const toast = document.querySelector('#toast')
  if (!toast) return
  toast.textContent = text
  toast.classList.add('is-shown')
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => toast.classList.remove('is-shown'), 3500)
}
