import { expect, it } from 'vitest'
import { machineWithTown, succeed } from './ground.ts'

const town = ['--agency', 'khaokluai'] as const

it("adds a day of the agency's own, lists it among the official ones, and removes it again", async () => {
  const { prongsai } = await machineWithTown()
  expect(await succeed(prongsai('holiday', 'add', '2570-02-15', ...town, '--name', 'งานประจำปี'))).toBe(
    '2027-02-15\tday off\tงานประจำปี',
  )
  await succeed(prongsai('holiday', 'add', '6/12/2570', ...town, '--name', 'เปิดรับภาษี', '--works'))
  const listed = (await succeed(prongsai('holiday', 'list', ...town, '--year', '2570'))).split('\n')
  expect(listed).toContain('2027-02-15\town: day off\tงานประจำปี')
  expect(listed).toContain('2027-12-06\town: works\tเปิดรับภาษี')
  expect(listed).toContain('2027-12-06\tsubstitution\tชดเชยวันพ่อแห่งชาติ')
  await succeed(prongsai('holiday', 'remove', '2027-02-15', ...town))
  expect(await succeed(prongsai('holiday', 'list', ...town, '--year', '2570'))).not.toContain('งานประจำปี')
})

it('says what is wrong and changes nothing', async () => {
  const { prongsai } = await machineWithTown()
  const bad = await prongsai('holiday', 'add', '31/2/2570', ...town, '--name', 'ไม่มีวันนี้')
  expect(bad).toMatchObject({ code: 1, out: '' })
  expect(bad.err).toContain('is not a day')
  expect((await prongsai('holiday', 'remove', '2027-01-04', ...town)).err).toContain('no day of its own')
  expect((await prongsai('holiday', 'list', ...town, '--year', 'ปีหน้า')).err).toContain('is not a year')
  expect(await succeed(prongsai('holiday', 'list', ...town, '--year', '2580'))).toContain('not known to this version')
})
