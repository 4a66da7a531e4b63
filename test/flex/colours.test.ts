import { expect, it } from 'vitest'
import { contrast, isColour, layColour } from '../../src/flex/colours.ts'

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.478, 2)
  expect(contrast('#FFFFFF', '#777777')).toBeCloseTo(4.478, 2)
  expect(contrast('#1F2933', '#1f2933')).toBe(1)
})

it('lays a translucent colour on what is below', () => {
  expect(layColour('#00000080', '#FFFFFF')).toBe('#7F7F7F')
  expect(layColour('#123456', '#FFFFFF')).toBe('#123456')
  expect(layColour('#12345600', '#ABCDEF')).toBe('#ABCDEF')
})

it('knows the two ways in which LINE takes a colour', () => {
  expect(['#1F2933', '#1f293380'].every(isColour)).toBe(true)
  expect(['red', '#FFF', '1F2933', '#1F29333', '{{colour}}'].some(isColour)).toBe(false)
})
