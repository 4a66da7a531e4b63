import { limits } from '../../wire.ts'

/** A file that a person chose, in memory. */
export type ChosenFile = { file: File; isPhoto: boolean }

/** The same as it will be sealed. */
export type PreparedFile = { name: string; type: string; original: boolean; bytes: Uint8Array }

/** Largest side of a redrawn photo: a document on it stays readable. */
const largestSide = 2560
const quality = 0.85

export const isTooLarge = (file: File): boolean => file.size > limits.fileBytes

export const isPhoto = (file: File): boolean =>
  file.type.startsWith('image/') || /\.(jpe?g|png|webp|heic|heif|gif|bmp)$/i.test(file.name)

/**
 * The picture of a file, upright; null when the browser cannot draw it. Browsers of before 2022 do not know the word
 * "from-image" and refuse it; they turn the picture by themselves.
 */
export async function decodePicture(file: Blob): Promise<ImageBitmap | null> {
  return createImageBitmap(file, { imageOrientation: 'from-image' })
    .catch(() => createImageBitmap(file))
    .catch(() => null)
}

/** Whether the browser can draw it at all; what cannot be drawn cannot be cleaned. */
export async function isDrawable(file: File): Promise<boolean> {
  const drawn = await decodePicture(file)
  drawn?.close()
  return drawn !== null
}

/**
 * A photo drawn anew, so that nothing but its picture is left: no place, no time, no camera, no preview. Null when the
 * browser cannot draw it.
 */
async function redraw(file: Blob): Promise<Uint8Array | null> {
  const drawn = await decodePicture(file)
  if (drawn === null) return null
  const scale = Math.min(1, largestSide / Math.max(drawn.width, drawn.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(drawn.width * scale))
  canvas.height = Math.max(1, Math.round(drawn.height * scale))
  const pen = canvas.getContext('2d')
  if (pen === null) return null
  // What was see-through would turn black.
  pen.fillStyle = '#FFFFFF'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(drawn, 0, 0, canvas.width, canvas.height)
  drawn.close()
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
  return blob === null ? null : new Uint8Array(await blob.arrayBuffer())
}

/**
 * What is sealed of the chosen files: photos redrawn under a name without a date (unless originals are wished), everything
 * else as it is. Null when a photo cannot be redrawn.
 */
export async function prepareFiles(
  chosen: readonly ChosenFile[],
  asOriginals: boolean,
  photoName: (number: number) => string,
): Promise<PreparedFile[] | null> {
  const prepared: PreparedFile[] = []
  for (const { file, isPhoto } of chosen) {
    if (isPhoto && !asOriginals) {
      const bytes = await redraw(file)
      if (bytes === null) return null
      prepared.push({ name: photoName(prepared.length + 1), type: 'image/jpeg', original: false, bytes })
    } else {
      const bytes = new Uint8Array(await file.arrayBuffer())
      prepared.push({ name: file.name, type: file.type, original: true, bytes })
    }
  }
  return prepared
}
