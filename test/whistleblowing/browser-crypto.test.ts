import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newCaseKey, unwrapCaseKey, wrapCaseKey } from '../../src/whistleblowing/browser/crypto/case-key.ts'
import {
  itemKey,
  ItemRefused,
  openItem,
  sealItem,
  type ItemPlace,
} from '../../src/whistleblowing/browser/crypto/item.ts'
import { newPassphrase, plainPassphrase } from '../../src/whistleblowing/browser/crypto/passphrase.ts'
import words from '../../src/whistleblowing/browser/crypto/passphrase-words.json' with { type: 'json' }
import { fileDigest, openFile, sealFile } from '../../src/whistleblowing/browser/crypto/sealed-file.ts'
import { isSolved, solve } from '../../src/whistleblowing/browser/crypto/proof-of-work.ts'
import { randomBelow, systemRandom } from '../../src/whistleblowing/browser/crypto/random.ts'
import {
  holdsReceipt,
  newReceipt,
  openReceipt,
  readReceipt,
  showReceipt,
} from '../../src/whistleblowing/browser/crypto/receipt.ts'
import {
  fingerprint,
  lockStaffKey,
  newStaffKey,
  readStaffKey,
  unlockStaffKey,
} from '../../src/whistleblowing/browser/crypto/staff-key.ts'
import { identityLength, sealedLength } from '../../src/whistleblowing/wire.ts'
import { holdsReceipt as chatHoldsReceipt } from '../../src/thai/accusation/receipt.ts'

const saltA = 'AAAAAAAAAAAAAAAAAAAAAA'
const saltB = 'BAAAAAAAAAAAAAAAAAAAAA'

describe('a receipt', () => {
  it('has twenty digits, is shown in fours, and is read again however it is typed', () => {
    const receipt = newReceipt(systemRandom)
    expect(receipt).toMatch(/^\d{20}$/)
    expect(showReceipt(receipt)).toMatch(/^\d{4}(-\d{4}){4}$/)
    const thai = receipt.replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)))
    for (const typed of [receipt, showReceipt(receipt), ` ${showReceipt(receipt).replaceAll('-', ' ')}\n`, thai]) {
      expect(readReceipt(typed)).toEqual({ receipt })
    }
  })

  it('is refused offline with any one digit wrong or any two neighbours swapped', () => {
    for (let round = 0; round < 20; round += 1) {
      const receipt = newReceipt(systemRandom)
      for (let at = 0; at < 20; at += 1) {
        for (let digit = 0; digit < 10; digit += 1) {
          const other = receipt.slice(0, at) + String(digit) + receipt.slice(at + 1)
          if (other !== receipt) expect(readReceipt(other)).toEqual({ wrong: 'check' })
        }
        const swapped = receipt.slice(0, at) + (receipt[at + 1] ?? '') + (receipt[at] ?? '') + receipt.slice(at + 2)
        if (swapped !== receipt && swapped.length === 20) expect(readReceipt(swapped)).toEqual({ wrong: 'check' })
      }
    }
    expect(readReceipt('1234')).toEqual({ wrong: 'length' })
    expect(readReceipt('')).toEqual({ wrong: 'length' })
    expect(readReceipt('๑๒๓๔-กขคง-๑๒๓๔-๑๒๓๔-๑๒๓๔')).toEqual({ wrong: 'length' })
  })

  it('is what the chat takes for a receipt and stores nowhere', () => {
    for (let round = 0; round < 50; round += 1) {
      const receipt = newReceipt(systemRandom)
      expect(chatHoldsReceipt(showReceipt(receipt))).toBe(true)
      expect(chatHoldsReceipt(receipt)).toBe(true)
    }
  })

  it('is found in a message in any grouping, and other numbers are not taken for it', () => {
    const receipt = newReceipt(systemRandom)
    const thai = receipt.replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)))
    for (const text of [`รหัสคือ ${showReceipt(receipt)} นะคะ`, `(${receipt})`, `รหัส ${thai}`]) {
      expect(holdsReceipt(text, receipt)).toBe(true)
    }
    expect(holdsReceipt('โทร 08 1234 5678 จ่าย 20,000 บาท', receipt)).toBe(false)
  })

  it('opens the same two halves every time, others with another salt, and never cheaply', async () => {
    const receipt = newReceipt(systemRandom)
    const [one, again, elsewhere] = [
      await openReceipt(receipt, saltA),
      await openReceipt(receipt, saltA),
      await openReceipt(receipt, saltB),
    ]
    expect(again).toEqual(one)
    expect(one.lookup).toHaveLength(32)
    expect(one.identity).toMatch(/^AGE-SECRET-KEY-1/)
    expect(elsewhere.identity).not.toBe(one.identity)
    expect(elsewhere.lookup).not.toEqual(one.lookup)
    await expect(openReceipt(receipt, saltA, { N: 2 ** 14, r: 8, p: 3 })).rejects.toThrow(RangeError)
    await expect(openReceipt(receipt, saltA, { N: 2 ** 15, r: 8, p: 1 })).rejects.toThrow(RangeError)
  })

  it('uses every digit equally often', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (let round = 0; round < 20_000; round += 1) {
      const digit = randomBelow(10, systemRandom)
      counts[digit] = (counts[digit] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(300)
  })
})

const place: ItemPlace = {
  tenant: 'khaokluai',
  case: 'abcdefgh',
  item: 'abcdefghabcdefgh',
  kind: 'report',
  role: 'reporter',
  seq: 1,
}

describe('a sealed item', () => {
  it('opens where it belongs, for whoever holds the case key, and for nobody else', async () => {
    const ours = await newCaseKey()
    const other = await newCaseKey()
    const sealed = await sealItem(place, 'นายกเรียกเงิน', [ours.recipient], itemKey(ours.identity))
    expect(new TextDecoder().decode(sealed.slice(0, 21))).toBe('age-encryption.org/v1')
    expect(await openItem(sealed, place, [ours.identity], itemKey(ours.identity))).toBe('นายกเรียกเงิน')
    await expect(openItem(sealed, place, [other.identity], itemKey(other.identity))).rejects.toMatchObject({
      why: 'key',
    })
  })

  it('is refused in another row, another case, another agency, another role', async () => {
    const { identity, recipient } = await newCaseKey()
    const sealed = await sealItem(place, 'คำ', [recipient], itemKey(identity))
    const elsewhere: ItemPlace[] = [
      { ...place, item: 'otheritem' },
      { ...place, case: 'hgfedcba' },
      { ...place, tenant: 'other' },
      { ...place, kind: 'reply' },
      { ...place, role: 'officer' },
      { ...place, seq: 2 },
    ]
    for (const there of elsewhere) {
      await expect(openItem(sealed, there, [identity], itemKey(identity))).rejects.toMatchObject({ why: 'place' })
    }
  })

  it('is refused when somebody without the case key made it for the public key of the case', async () => {
    const { identity, recipient } = await newCaseKey()
    const stranger = await newCaseKey()
    const forged = await sealItem(
      { ...place, kind: 'reply', role: 'officer' },
      'ถอนเรื่องเถอะ',
      [recipient],
      itemKey(stranger.identity),
    )
    await expect(
      openItem(forged, { ...place, kind: 'reply', role: 'officer' }, [identity], itemKey(identity)),
    ).rejects.toMatchObject({ why: 'seal' })
  })

  it('is refused when a byte was changed or it is no item at all', async () => {
    const { identity, recipient } = await newCaseKey()
    const sealed = await sealItem(place, 'คำ', [recipient], itemKey(identity))
    const broken = sealed.slice()
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1
    const key = itemKey(identity)
    await expect(openItem(broken, place, [identity], key)).rejects.toBeInstanceOf(ItemRefused)
    await expect(openItem(new Uint8Array(10), place, [identity], key)).rejects.toBeInstanceOf(ItemRefused)
    await expect(openItem(await wrapCaseKey(identity, recipient), place, [identity], key)).rejects.toMatchObject({
      why: 'form',
    })
  })

  it('has the same length for 20 and for 2,000 Thai letters of a report', async () => {
    const { identity, recipient } = await newCaseKey()
    const lengths = await Promise.all(
      [20, 1000, 2000].map(async (letters) => {
        const sealed = await sealItem(place, 'ก'.repeat(letters), [recipient], itemKey(identity))
        return sealed.length
      }),
    )
    expect(new Set(lengths).size).toBe(1)
  })

  it('has one of the agreed lengths, and is refused when it is too long', async () => {
    const { identity, recipient } = await newCaseKey()
    const lengths = await Promise.all(
      [1, 5000, 20_000, 200_000].map(async (letters) => {
        const reply = { ...place, kind: 'reply' } as const
        return (await sealItem(reply, 'a'.repeat(letters), [recipient], itemKey(identity))).length
      }),
    )
    expect(lengths).toEqual([4, 16, 64, 256].map((kibi) => sealedLength(kibi * 1024, 1)))
    const tooLong = sealItem(place, 'a'.repeat(1_100_000), [recipient], itemKey(identity))
    await expect(tooLong).rejects.toThrow(RangeError)
  })
})

describe('a sealed file', () => {
  it('comes back byte by byte, and not when it is another one', async () => {
    const { identity, recipient } = await newCaseKey()
    const bytes = Uint8Array.from({ length: 1_300_000 }, (_, index) => (index * 7) % 251)
    const manifest = { size: bytes.length, sha256: fileDigest(bytes) }
    const parts = await sealFile(bytes, recipient)
    expect(parts.map((part) => part.length <= 1024 * 1024)).toEqual(parts.map(() => true))
    expect(parts.length).toBe(3)
    const again = await openFile(parts, manifest, identity)
    expect(again === null ? -1 : Buffer.compare(again, bytes)).toBe(0)
    const other = await sealFile(bytes.slice(1), recipient)
    expect(await openFile(other, manifest, identity)).toBeNull()
  })

  it('looks the same whether the photo is small or tiny', async () => {
    const { recipient } = await newCaseKey()
    const sizes = await Promise.all(
      [10, 60_000].map(async (n) => (await sealFile(new Uint8Array(n), recipient))[0]?.length),
    )
    expect(new Set(sizes).size).toBe(1)
  })
})

describe('the key of a case', () => {
  it('is handed to a reader in a wrap that opens for that reader alone', async () => {
    const ours = await newCaseKey()
    const [officer, fallback] = [await newStaffKey(), await newStaffKey()]
    const wrap = await wrapCaseKey(ours.identity, officer.recipient)
    expect(wrap).toHaveLength(sealedLength(identityLength, 1))
    expect(await unwrapCaseKey(wrap, officer.identity)).toEqual(ours)
    await expect(unwrapCaseKey(wrap, fallback.identity)).rejects.toMatchObject({ why: 'key' })
  })

  it('is opened by the receipt that made the wrap', async () => {
    const ours = await newCaseKey()
    const keys = await openReceipt(newReceipt(systemRandom), saltA)
    expect(await unwrapCaseKey(await wrapCaseKey(ours.identity, keys.recipient), keys.identity)).toEqual(ours)
  })
})

describe('the stock age program', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'case-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  it('opens a case with two commands and the recovery paper, and nothing with another key', async () => {
    const [paper, other] = [await newStaffKey(), await newStaffKey()]
    const { identity, recipient } = await newCaseKey()
    const key = file('paper.txt', `${paper.identity}\n`)
    const wrap = file('wrap.age', await wrapCaseKey(identity, paper.recipient))
    const item = file('item.age', await sealItem(place, 'หัวหน้าเรียกเงิน', [recipient], itemKey(identity)))
    const caseKey = file('case.txt', execFileSync('age', ['-d', '-i', key, wrap]))
    expect(execFileSync('age', ['-d', '-i', caseKey, item]).toString()).toContain('หัวหน้าเรียกเงิน')
    const wrong = file('other.txt', `${other.identity}\n`)
    expect(() => execFileSync('age', ['-d', '-i', wrong, item], { stdio: 'pipe' })).toThrow(/no identity matched/)
  })
})

describe('the key of an officer', () => {
  it('is locked by a passphrase and opens with it, however it is typed', async () => {
    const { identity, recipient } = await newStaffKey()
    const passphrase = newPassphrase(systemRandom)
    const locked = await lockStaffKey(identity, passphrase)
    expect(locked).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/)
    expect(locked).not.toContain('SECRET')
    const typed = passphrase.replaceAll(' ', '  ').normalize('NFD')
    expect(await unlockStaffKey(locked, typed)).toEqual({ identity, recipient })
    expect(await unlockStaffKey(locked, `${passphrase}ก`)).toBeNull()
  })

  it('is read from paper with spaces and small letters, and not with one letter wrong', async () => {
    const { identity, recipient } = await newStaffKey()
    const onPaper = (identity.match(/.{1,6}/g) ?? []).join(' ').toLowerCase()
    expect(await readStaffKey(onPaper)).toEqual({ identity, recipient })
    const last = identity.at(-1) === 'Q' ? 'P' : 'Q'
    expect(await readStaffKey(identity.slice(0, -1) + last)).toBeNull()
    expect(await readStaffKey('')).toBeNull()
  })

  it('has a fingerprint of twenty digits that is always the same', async () => {
    expect(fingerprint('age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p')).toMatch(/^\d{4}( \d{4}){4}$/)
    const [one, two] = [await newStaffKey(), await newStaffKey()]
    expect(fingerprint(one.recipient)).toBe(fingerprint(one.recipient))
    expect(fingerprint(one.recipient)).not.toBe(fingerprint(two.recipient))
  })

  it('has a passphrase of at least 64 bits, from words that cannot be confused when they are put together', () => {
    expect(Math.log2(words.length) * newPassphrase(systemRandom).split(' ').length).toBeGreaterThan(64)
    expect(new Set(words.map(plainPassphrase)).size).toBe(words.length)
  })
})

describe('the work before sending', () => {
  it('finds an answer that the challenge accepts', async () => {
    for (const bits of [1, 4, 12]) {
      const answer = await solve('aGVsbG8', bits)
      expect(isSolved('aGVsbG8', answer, bits)).toBe(true)
    }
    expect(isSolved('aGVsbG8', '1', 200)).toBe(false)
  })
})
