/**
 * What asking a knowledge base costs, in a process of its own so that its memory is its own: JSON lines on standard output.
 * Part of `npm run bench`; alone: `npm run bench -- retrieval`.
 */
import { decide } from '../../src/features/questions/retrieval/decision.ts'
import { indexOf, largeTown, questionsOf } from '../eval/citizen/runs.ts'
import { percentile } from './load.ts'

const wanted = {
  2000: { query: 'p99 < 2 ms', memory: '' },
  20_000: { query: 'p99 < 10 ms', memory: 'below 200 MB' },
} as const
const rounds = 5

const round = (figure: number) => Number(figure.toFixed(3))
function report(name: string, figures: Record<string, number | string>): void {
  process.stdout.write(`${JSON.stringify({ bench: name, ...figures })}\n`)
}

function megabytes(): number {
  global.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1024 / 1024
}

// The starter pack is prepared once for all agencies; what is measured is what one agency adds.
indexOf([])
for (const size of [2000, 20_000] as const) {
  const { entries, villageQuestions } = largeTown(size)
  const questions = [...questionsOf('held-out'), ...villageQuestions.slice(0, 500)].map(({ text }) => text)
  const before = megabytes()
  const started = performance.now()
  const index = indexOf(entries)
  const built = performance.now() - started
  const memory = megabytes() - before
  for (const text of questions) decide(index.search(text), text)
  const asked: number[] = []
  const worked: number[] = []
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const text of questions) {
      const cpu = process.cpuUsage()
      const at = performance.now()
      decide(index.search(text), text)
      asked.push(performance.now() - at)
      const { user, system } = process.cpuUsage(cpu)
      worked.push((user + system) / 1000)
    }
  }
  const changed: number[] = []
  for (const entry of entries.filter((_, place) => place % Math.ceil(size / 500) === 0)) {
    const at = performance.now()
    index.put({ ...entry, answer: `${entry.answer} ` })
    changed.push(performance.now() - at)
  }
  report(`one query at ${size} entries`, {
    p50: round(percentile(asked, 0.5)),
    p99: round(percentile(asked, 0.99)),
    // On a machine that has other things to do the clock on the wall tells of those; this tells of the query.
    processorP99: round(percentile(worked, 0.99)),
    wanted: wanted[size].query,
  })
  report(`changing one of ${size} entries`, {
    p50: round(percentile(changed, 0.5)),
    p99: round(percentile(changed, 0.99)),
    building: round(built),
    wanted: 'does not rebuild everything',
  })
  report(`${size} entries in memory`, { megabytes: round(memory), wanted: wanted[size].memory })
}
