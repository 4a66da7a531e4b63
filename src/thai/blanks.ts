/** The parts of a telephone blank that the main number may stand for. Never an emergency number: a wrong one costs a life. */
const mainNumberServes = /^โทรศัพท์(?:กลาง|กอง|สำนัก|ช่างประปา)/

/**
 * What an agency's contacts say for a {blank} of the starter pack, by the blank's name: a contact of that very name; a
 * unit's own number, else the main one, for a unit's telephone; the address and the map. Null = the agency has not said.
 */
export function fillBlank(name: string, contacts: Readonly<Record<string, string>>): string | null {
  const exact = contacts[name]
  if (exact !== undefined && exact !== '') return exact
  const unit = /^โทรศัพท์((?:กอง|สำนัก).+)$/.exec(name)?.[1]
  const own = unit === undefined ? undefined : contacts[unit]
  if (own) return own
  if (mainNumberServes.test(name)) return contacts['phone'] || null
  if (name === 'ที่อยู่และจุดสังเกต') return contacts['address'] || null
  if (name === 'ลิงก์แผนที่') return contacts['map'] || null
  return null
}
