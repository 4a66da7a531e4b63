import { normalise } from './normalise.ts'
import { recently } from './recently.ts'

/** LINE's longest text message (Messaging API, text message): what follows is not looked at. */
export const longestText = 5000

const segmenter = new Intl.Segmenter('th', { granularity: 'word' })
/** อ.บ.ต., พ.ร.บ., รพ.สต., ภ.ป.1: one or two consonants and a dot, at least twice or before a number, are one abbreviation. */
const dottedAbbreviation = /(?<![\u0e01-\u0e4e])(?:[ก-ฮ]{1,3}\.)+(?:[ก-ฮ]{1,3}(?![\u0e01-\u0e4e])|(?=\s?\d))/g
const partOfOneKind = /[\u0e01-\u0e4e]+|\d+|[^\u0e01-\u0e4e\d]+/g
const wordLike = /[\p{L}\p{N}]/u

/**
 * Polite particles and fillers of chat that mean nothing else. They are dropped as whole words only: คะ must not eat the
 * beginning of คะแนน. ค่า (a drawn-out ค่ะ, but also a fee), ขา (a leg), นา (a field) and ละ (each) therefore stay.
 */
const particles: ReadonlySet<string> = new Set(
  (
    'คะ ค่ะ ครับ คับ ค้าบ คร้าบ ครับผม คั้บ ครัช คร้ะ ฮะ ฮับ ฮ่ะ จ้า จ้ะ จ๊ะ จ๋า จ่ะ นะ น่ะ หนะ เนอะ เนาะ นะคะ นะครับ ' +
    'สิ ซิ ซี่ อ่ะ อะ อ่า ง่ะ งะ อ้ะ ล่ะ หละ เหรอ หรอ รึ เออ อืม เอ่อ เอิ่ม อ๋อ โอ้ แบบว่า คือว่า คือ ก็ เลย วะ ว่ะ โว้ย เว้ย ฟะ ' +
    'เนี่ย เนี่ยะ ด้วย หน่อย กรุณา โปรด please pls plz'
  ).split(' '),
)

/** What every question about the words of a text begins with; the dictionary of the segmenter costs the most. */
const pieces = recently((text: string): readonly string[] => {
  const found: string[] = []
  const plain = normalise(text.slice(0, longestText)).replace(dottedAbbreviation, (match) => match.replaceAll('.', ''))
  for (const { segment, isWordLike } of segmenter.segment(plain)) {
    if (isWordLike !== true) continue
    for (const part of segment.match(partOfOneKind) ?? []) {
      for (const word of part.split(/[.'_:\s-]+/)) if (wordLike.test(word)) found.push(word)
    }
  }
  return found
})

/**
 * The words of a text in the order they stand, in L1 form (`normalise`), split at borders between Thai letters, digits
 * and other scripts, and at dots; dotted abbreviations are one word (อ.บ.ต. is อบต). At most the first `longestText`
 * characters are looked at. Polite particles and fillers are left out.
 */
export function words(text: string): string[] {
  return pieces(text).filter((word) => !particles.has(word))
}

const anyParticle = new RegExp([...particles].sort((one, other) => other.length - one.length).join('|'))

/** Whether a particle stands anywhere in a text (L1), even inside a word. False means that `words` drops nothing. */
export function holdsParticle(text: string): boolean {
  return anyParticle.test(text)
}

/** As `words`, with polite particles and fillers kept: for telling how something was said, not what about. */
export function wordsWithParticles(text: string): string[] {
  return [...pieces(text)]
}
