import { parse } from 'csv-parse/sync'
import { readSheet } from 'read-excel-file/node'
import writeWorkbook from 'write-excel-file/node'
import { z } from 'zod'

/** A file of rows as people make it: JSON, or a table of texts (CSV, or the first sheet of an Excel workbook). */
export type TableFile = { kind: 'json'; value: unknown } | { kind: 'table'; rows: string[][] }

const Cells = z.array(
  z.array(
    z
      .union([z.string(), z.number(), z.boolean(), z.date(), z.null()])
      .transform((cell) =>
        cell === null ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell),
      ),
  ),
)

/** The first bytes of a zip archive, which an .xlsx is. */
const zip = Buffer.from('PK\x03\x04', 'latin1')
const utf16 = Buffer.from([0xff, 0xfe])

/**
 * Reads a file by what is in it; its name counts for nothing. Empty rows at the end are left out.
 * @returns null when it is none of the three, or damaged
 */
export async function readTableFile(bytes: Buffer): Promise<TableFile | null> {
  try {
    if (isWorkbook(bytes)) return { kind: 'table', rows: trim(Cells.parse(await readSheet(bytes))) }
    // Excel saves "Unicode text" so; everything else is taken for UTF-8, with or without its mark.
    const text = (utf16.equals(bytes.subarray(0, 2)) ? bytes.toString('utf16le') : strictUtf8(bytes)).replace(
      /^\uFEFF/,
      '',
    )
    if (/^\s*[[{]/.test(text)) return { kind: 'json', value: JSON.parse(text) as unknown }
    const delimiter = text.split('\n', 1)[0]?.includes('\t') ? '\t' : ','
    const rows: unknown = parse(text, { relax_column_count: true, skip_empty_lines: true, delimiter })
    return { kind: 'table', rows: trim(Cells.parse(rows)) }
  } catch {
    return null
  }
}

export function isWorkbook(bytes: Buffer): boolean {
  return zip.equals(bytes.subarray(0, zip.length))
}

/** An Excel workbook with one sheet; the first row is its head. Every cell is text, so that nothing is calculated. */
export async function writeWorkbookFile(
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): Promise<Buffer> {
  const sheet = rows.map((row, at) =>
    row.map((value) =>
      at === 0
        ? { value, type: String, fontWeight: 'bold' as const, backgroundColor: '#E6F4F1' }
        : { value, type: String, wrap: true, alignVertical: 'top' as const },
    ),
  )
  return writeWorkbook(sheet, { columns: widths.map((width) => ({ width })), stickyRowsCount: 1 }).toBuffer()
}

/** A CSV file that Excel opens in Thai: with UTF-8's mark, and with no cell that it would take for a formula. */
export function writeCsvFile(rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => row.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(',')
  return `\uFEFF${rows.map(line).join('\r\n')}\r\n`
}

function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
}

function strictUtf8(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

function trim(rows: string[][]): string[][] {
  const last = rows.findLastIndex((row) => row.some((cell) => cell.trim() !== ''))
  return rows.slice(0, last + 1)
}
