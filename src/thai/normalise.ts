import { toArabicDigits } from './digits.ts'
import { keepLast } from './keep-last.ts'

const zeroWidth =
  /[\p{Cf}\p{Cs}]|[\u115f\u1160\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|\u20e3|[\ufe00-\ufe0f]/gu
const pictures = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/gu
/** ฯลฯ, ฯ and ๆ carry no meaning for a search; ฯ of an abbreviated name ends the word. */
const abbreviationMarks = /ฯลฯ|[ๆฯ]/g
/** Everything that leans on the consonant before it. */
const dependent = '[\\u0e30-\\u0e3a\\u0e45\\u0e47-\\u0e4e]'
/** A vowel above or below, a tone, and ำ, า or ะ, each at most once: as nearly everybody types. */
const inOrder = '[\\u0e31\\u0e34-\\u0e39\\u0e47]?[\\u0e48-\\u0e4b]?[\\u0e30\\u0e32\\u0e33]?'
/** Several marks on one consonant in another order than that. */
const disorder = new RegExp(`(?<!${dependent})(?!${inOrder}(?!${dependent}))${dependent}{2,}`, 'g')
const vowelAboveOrBelow = /[\u0e31\u0e34-\u0e39\u0e47]/
const tone = /[\u0e48-\u0e4b]/

/**
 * Puts the marks on one consonant into the one order that Thai keyboards are meant to give: vowel above or below,
 * tone, silencer, then ำ, า or ะ. Doubled marks and impossible second ones are dropped (the last vowel typed and the
 * first tone win), so that น้ำ, นำ้, นํ้า and น้ํา are one word.
 */
function orderMarks(marks: string): string {
  const kinds = new Set(marks)
  let vowel = ''
  let toneMark = ''
  for (const mark of kinds) {
    if (vowelAboveOrBelow.test(mark)) vowel = mark
    else if (toneMark === '' && tone.test(mark)) toneMark = mark
  }
  const long = kinds.has('\u0e32') || kinds.has('\u0e45')
  const am = kinds.has('\u0e33') || (kinds.has('\u0e4d') && long)
  const others = ['\u0e3a', '\u0e4c', '\u0e4d', '\u0e4e'].filter(
    (mark) => kinds.has(mark) && !(am && mark === '\u0e4d'),
  )
  const trailing = am ? '\u0e33' : long ? '\u0e32' : ''
  return vowel + toneMark + others.join('') + trailing + (kinds.has('\u0e30') ? '\u0e30' : '')
}

/**
 * The form of a text in which two ways of typing the same thing are equal (called L1): NFKC, lower case, Thai and
 * full-width digits as 0-9, no zero-width characters, emoji, ๆ or ฯ, marks in one order, เเ as แ, marks squeezed
 * when doubled and letters when tripled (มากกกก), one space for any white space, none at the ends.
 * Idempotent; never throws (lone surrogates are dropped); linear in the length of the text.
 */
export const normalise: (text: string) => string = keepLast(normalForm)

/** As `normalise`, for what must not be kept: nothing of the text stays in memory. */
export function normalForm(text: string): string {
  const isPlain = plainThai.test(text)
  return toArabicDigits(isPlain ? text.toLowerCase().replace(abbreviationMarks, ' ') : clean(text))
    .replaceAll('\u0e4d\u0e32', '\u0e33')
    .replace(disorder, orderMarks)
    .replace(/เ{2,}/g, 'แ')
    .replace(/([แโไใ])\1+/g, '$1')
    .replace(isPlain ? plainTripled : tripled, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

const tripled = /(\p{L})\1{2,}/gu
/** The same for the letters that `plainThai` leaves; without looking them up in all of Unicode it takes a quarter of the time. */
const plainTripled = /([a-zก-ะาำเ-ๆ])\1{2,}/g
/** Letters of a Thai keyboard and nothing else: what nearly every message is. It needs none of the costly steps of `clean`. */
const plainThai = /^[\x20-\x7e\u0e01-\u0e5b]*$/

function clean(text: string): string {
  return text
    .replace(zeroWidth, '')
    .replace(pictures, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(abbreviationMarks, ' ')
    .replace(/\p{Cc}/gu, ' ')
}

const thaiBlock = 0x0e00
const silencer = 0x0e4c
/** Each pair: a letter as it is written, and the letters that stand for its sound in a skeleton. */
const soundPairs =
  'ณน ญย ศส ษส ฎด ฏต ฐถ ฑท ฒท ธท ภพ ฆค ฬล ใไ ฤร ฦล ฌช ฃข ฅค \u0e35\u0e34 \u0e39\u0e38 \u0e37\u0e36 \u0e33\u0e31ม'
/** For each character of the Thai block, what stands for it in a skeleton: itself, its sound, or nothing. */
const sounds: readonly string[] = thaiSounds()

function thaiSounds(): string[] {
  const table: string[] = []
  const kept = /[\u0e01-\u0e2e]|[\u0e30-\u0e39]|[\u0e40-\u0e45]|[\u0e50-\u0e59]/
  for (let offset = 0; offset < 0x80; offset += 1) {
    const letter = String.fromCharCode(thaiBlock + offset)
    table.push(kept.test(letter) ? letter : '')
  }
  for (const pair of soundPairs.split(' ')) table[pair.charCodeAt(0) - thaiBlock] = pair.slice(1)
  return table
}

/** Whether the consonant at `at` is silenced: ์ stands on it, perhaps over ิ or ุ (สิทธิ์, บริสุทธิ์). */
function isSilenced(text: string, at: number): boolean {
  const letter = text.charCodeAt(at)
  if (letter < 0x0e01 || letter > 0x0e2e) return false
  const next = text.charCodeAt(at + 1)
  if (next === silencer) return true
  return (next === 0x0e34 || next === 0x0e38) && text.charCodeAt(at + 2) === silencer
}

function strip(normal: string): string {
  let bare = ''
  let last = ''
  for (let at = 0; at < normal.length; at += 1) {
    if (isSilenced(normal, at)) {
      while (normal.charCodeAt(at + 1) !== silencer) at += 1
      continue
    }
    const code = normal.charCodeAt(at)
    const isThai = code >= thaiBlock && code < thaiBlock + 0x80
    const sound = isThai ? (sounds[code - thaiBlock] ?? '') : normal.charAt(at)
    if (sound === '' || (sound === last && (code < 0x30 || code > 0x39))) continue
    bare += sound
    last = sound.charAt(sound.length - 1)
  }
  return bare
}

/** Nothing but Thai letters, Latin letters and digits, no two dependent marks next to each other: nothing to settle. */
const settled = /^(?:[\u0e30-\u0e3a]?[\u0e01-\u0e2ea-z0-9\u0e40-\u0e44])*[\u0e30-\u0e3a]?$/

/**
 * What is left of a text when the spelling traps of Thai are taken out (called L2): silenced letters, tone marks and ็
 * dropped, letters of one sound made one (ณ น, ศ ษ ส, ภ พ, ใ ไ, ี ิ …), doubled letters squeezed, spaces and
 * punctuation gone. For comparing by character n-grams only: tones are lost, so short words must never be compared in
 * this form (ส่วย would equal สวย). Idempotent; never throws.
 */
export function skeleton(text: string): string {
  return skeletonOfNormal(normalise(text))
}

/** As `skeleton`, for a text that `normalise` has been through. */
export function skeletonOfNormal(normal: string): string {
  let bare = strip(lettersOnly(normal))
  // Dropping a silenced letter can bring two marks together; a second pass settles it, a third is the proof.
  for (let pass = 0; pass < 8 && !settled.test(bare); pass += 1) {
    const again = strip(lettersOnly(normalise(bare)))
    if (again === bare) break
    bare = again
  }
  return bare
}

/** As `skeleton`, for one word that is normalised already and has nothing but letters, marks and digits. */
export function skeletonOfWord(word: string): string {
  return strip(word)
}

function lettersOnly(normal: string): string {
  return normal.replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
}
