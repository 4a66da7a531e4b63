import { normalise } from '../normalise.ts'

const lastYear =
  /ปี(?:ที่แล้ว|ก่อน|กลาย|ที่ผ่านมา)|ผล(?:การ)?(?:ประเมิน|คะแนน)|ประกาศผล|รอบ(?:ที่แล้ว|ก่อน)|ครั้ง(?:ที่แล้ว|ก่อน)|(?:iit|eit)(?!\w)/
const weak = /อ่อน|ต่ำ|น้อย(?:ที่)?สุด|แย่|ตกเกณฑ์|รั้งท้าย|บ๊วย|ไม่ดี|ฉุด|ถ่วง/
// Normalising squeezes repeated letters: คะแนนน้อย reads คะแน้อย.
const scored = /คะแน|แต้ม|score|ผลประเมิน/
/** What only the last result has scores of. */
const published = /คำถาม|ตัวชี้วัด|iit|eit|จุดอ่อน|ปี(?:ที่แล้ว|ก่อน)/
const expected = /คาด|น่าจะ|จะได้|ปีนี้|ตอนนี้|ถ้า|ประมาณ/

/**
 * Which of the questions about scores a text asks: the weakest points of the last result, the last result itself, or null
 * for this year's outlook and for everything else.
 * @param aboutScores the text was understood as one about scores or about last year
 */
export function readScoreQuestion(text: string, aboutScores: boolean): 'weakest' | 'last_score' | null {
  const plain = normalise(text)
  if (weak.test(plain) && published.test(plain) && (aboutScores || scored.test(plain) || /จุดอ่อน/.test(plain)))
    return 'weakest'
  if (!aboutScores) return null
  if (weak.test(plain) && scored.test(plain)) return 'weakest'
  return lastYear.test(plain) && !expected.test(plain) ? 'last_score' : null
}

const ownScore =
  /^(?:ตอนนี้|ขณะนี้|ปีนี้|ของ|เรา|หน่วยงาน|อบต\.?|เทศบาล|ita|oit|แล้ว|\s)*(?:คะแนน?|แต้ม)(?:รวม|ของ|เรา|หน่วยงาน|ตอนนี้|ปีนี้|ita|oit|\s)*(?:ได้|เป็น|อยู่ที่|ถึง)?\s*(?:เท่า(?:ไร|ไหร่|ใด)|กี่)/

/** Whether a text asks for the agency's own score and nothing else, although its words also stand in the name of an item. */
export function asksOwnScore(text: string): boolean {
  return ownScore.test(normalise(text))
}

/** Whether a question about scores asks what will come, or would, or why: "จะผ่านไหม", "ถ้าทำครบจะได้เท่าไร", "ทำไมได้ศูนย์". */
export function asksWhatWillBe(text: string): boolean {
  return /ถ้า|หาก|จะ(?:ผ่าน|ได้|ถึง|รอด)|น่าจะ|รอด|ครบ|เต็ม|เกณฑ์|เกรด|ทำไม|หายไป/.test(normalise(text))
}
