import { describe, expect, it } from 'vitest'
import { keepLast } from '../../src/thai/keep-last.ts'

describe('a reading that is kept', () => {
  it('is made once for as long as the same text is asked for, and anew after another one', () => {
    const read: string[] = []
    const reading = keepLast((text) => {
      read.push(text)
      return text.length
    })
    expect([reading('ขอเบอร์'), reading('ขอเบอร์'), reading(''), reading(''), reading('ขอเบอร์')]).toEqual([7, 7, 0, 0, 7])
    expect(read).toEqual(['ขอเบอร์', '', 'ขอเบอร์'])
  })
})
