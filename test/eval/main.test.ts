import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ownFile } from './citizen/sets.ts'

const folder = mkdtempSync(join(tmpdir(), 'prongsai-eval-'))

function evaluate(...options: string[]) {
  const main = join(import.meta.dirname, 'main.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, ...options], {
    encoding: 'utf8',
  })
  return { status, lines: stdout.split('\n').filter((line) => line !== ''), stderr }
}

function write(name: string, content: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const Line = z.strictObject({
  id: z.string(),
  outcome: z.enum(['answer', 'choices', 'handoff', 'doorway', 'smalltalk']),
  top: z.array(z.string()),
  confidence: z.number().min(0).max(1),
})

describe('the evaluation of files', () => {
  it('prints one JSON line an entry and nothing else', () => {
    const questions = write('questions.json', {
      schema: 'citizen-questions/1',
      entries: [
        { id: 'a', text: 'ขยะชุมชน 3 มาเก็บวันไหน' },
        { id: 'b', text: 'สวัสดีค่ะ' },
        { id: 'c', text: 'เจ้าหน้าที่เรียกเงินห้าพันก่อนเซ็นใบอนุญาต' },
        { id: 'd', text: 'แผนจัดซื้อจัดจ้างปีนี้' },
      ],
    })
    const { status, lines, stderr } = evaluate(
      '--faq',
      ownFile('faq.json'),
      '--edition',
      '2567',
      '--questions',
      questions,
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const [a, b, c, d] = lines.map((line) => Line.parse(JSON.parse(line)))
    expect(lines).toHaveLength(4)
    expect(a).toMatchObject({ id: 'a', outcome: 'answer', top: expect.arrayContaining(['F14']) })
    expect(b).toEqual({ id: 'b', outcome: 'smalltalk', top: [], confidence: 1 })
    expect(c).toMatchObject({ id: 'c', outcome: 'doorway' })
    expect(d?.top[0]).toBe('O14')
  })

  it.each([
    ['a file that is not there', ['--faq', join(folder, 'none.json'), '--questions', ownFile('tuning.json')]],
    ['a file that is not JSON', ['--faq', write('broken.json', '{'), '--questions', ownFile('tuning.json')]],
    [
      'an entry without a question',
      ['--faq', write('odd.json', { entries: [{ id: 'x' }] }), '--questions', ownFile('tuning.json')],
    ],
    [
      'an edition that does not exist',
      ['--faq', ownFile('faq.json'), '--edition', '1999', '--questions', ownFile('tuning.json')],
    ],
    ['questions without anything that is known', ['--questions', ownFile('tuning.json')]],
    ['an argument it does not know', ['--model', 'x']],
    ['utterances that are not a list', ['--utterances', write('list.json', '[]')]],
  ])('says in one line what is wrong with %s', (_, options) => {
    const { status, lines, stderr } = evaluate(...options)
    expect(status).toBe(1)
    expect(lines).toEqual([])
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).not.toContain('    at ')
  })
})
