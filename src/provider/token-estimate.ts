/**
 * Tokens of one UTF-16 unit by the script it belongs to, in twelfths so that sums stay whole numbers. Set a little above
 * what current tokenizers need for prose of that script: a prompt trimmed too early costs an old turn, one trimmed too
 * late is refused. Dense strings (hashes, base64) need up to a fifth more than estimated.
 *
 *   ASCII letters and blanks             1/4   four characters a token
 *   ASCII digits, signs, line ends       1/2   numbers, code, tables, markup
 *   Greek, Cyrillic, Hebrew, Arabic      2/3   three characters are two tokens
 *   letters with accents                 3/2   they break the word they stand in
 *   every other script                   1     Chinese, Japanese, Korean, Thai, Devanagari …
 *   beyond the basic plane               2     emoji and rare ideographs have two units
 */
const twelfths = { letter: 3, sign: 6, alphabetic: 8, other: 12, accented: 18 } as const

const firstGreek = 0x0370
const lastArabic = 0x06ff

const asciiWeights = Uint8Array.from({ length: 128 }, (_, code) =>
  /[a-z ]/i.test(String.fromCharCode(code)) ? twelfths.letter : twelfths.sign,
)

function weightBeyondAscii(code: number): number {
  if (code < firstGreek) return twelfths.accented
  return code <= lastArabic ? twelfths.alphabetic : twelfths.other
}

/** Estimates the tokens of a text without a tokenizer, rather too many than too few. */
export function estimateTokens(text: string): number {
  let sum = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    sum += asciiWeights[code] ?? weightBeyondAscii(code)
  }
  return Math.ceil(sum / 12)
}
