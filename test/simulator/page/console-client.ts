import type { Act, ActResult, ConsoleView, PhoneView, SamplePicture, TrafficView, Turn } from '../console-wire.ts'

/** What the page asks of the console that serves it. */
export const consoleClient = {
  act: (phone: string, act: Act): Promise<ActResult> => post(`/api/phones/${encodeURIComponent(phone)}/act`, act),

  /** Sends a file of the visitor's own as photo, video, sound or file, by its type. */
  async upload(phone: string, file: File): Promise<ActResult> {
    const query = new URLSearchParams({ name: file.name, type: file.type || 'application/octet-stream' })
    const response = await fetch(`/api/phones/${encodeURIComponent(phone)}/upload?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    })
    return read(response)
  },

  turn: (turn: Turn): Promise<Record<string, never>> => post('/api/turn', turn),
  traffic: async (): Promise<TrafficView> => read(await fetch('/api/traffic')),
  pictures: async (): Promise<SamplePicture[]> => read(await fetch('/api/pictures')),

  /** Listens to every change; the browser connects again by itself. The first thing that arrives is everything. */
  listen(on: {
    phone(view: PhoneView): void
    console(view: ConsoleView): void
    connected(isConnected: boolean): void
  }): void {
    const source = new EventSource('/api/changes')
    source.addEventListener('phone', (event) => on.phone(JSON.parse(event.data) as PhoneView))
    source.addEventListener('console', (event) => on.console(JSON.parse(event.data) as ConsoleView))
    source.addEventListener('open', () => on.connected(true))
    source.addEventListener('error', () => on.connected(false))
  },
}

async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return read(response)
}

async function read<Answer>(response: Response): Promise<Answer> {
  const answer = (await response.json()) as Answer & { problem?: string }
  if (!response.ok) throw new Error(answer.problem ?? `HTTP ${response.status}`)
  return answer
}
