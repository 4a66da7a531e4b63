const thaiZero = 0x0e50

/** Thai (๐-๙) and full-width (０-９) digits become 0-9; everything else stays, so positions are kept. */
export function toArabicDigits(text: string): string {
  return text.replace(/[๐-๙０-９]/g, (digit) => {
    const code = digit.charCodeAt(0)
    return String(code >= 0xff10 ? code - 0xff10 : code - thaiZero)
  })
}

/** 0-9 become ๐-๙; everything else stays. Never for URLs, phone links or postback data. */
export function toThaiDigits(text: string): string {
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(thaiZero + Number(digit)))
}
