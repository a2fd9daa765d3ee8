/**
 * The number reader: a state machine that reads words one by one and writes numbers as digits.
 *
 * State  `value` is the number being read: a bigint while it is a sum ("two hundred five"), a string once it is a row
 *        of digits ("one oh one", "3.5"); `prefix` is the sign or currency to write before it.
 * Source openai-whisper `EnglishNumberNormalizer.process_words`; every branch is checked against it (tests/golden).
 * @module
 */
import { NUMBER_WORDS, type NumberWord } from './english-number-words.data.ts';

type Value = string | bigint | undefined;
type Numeral = Extract<NumberWord, { readonly amount: bigint }>;

/** What `read` did: used this word, or this word and the next. */
export type ReadOutcome = 'took-word' | 'took-next';

/** The word being read and its neighbours. */
interface Place {
  readonly current: string;
  readonly previous: NumberWord | undefined;
  readonly next: NumberWord | undefined;
  readonly nextIsNumeric: boolean;
}

const NUMERIC = /^\p{Nd}+(\.\p{Nd}+)?$/u;
const FRACTION = /^(?=\p{Nd}|\.\p{Nd})(\p{Nd}*)(?:\.(\p{Nd}*))?$/u;
/** "per cent", but not "per cents". */
const CENT = NUMBER_WORDS.get('cent');
const SIGNS: ReadonlySet<string> = new Set(['-', '+', '£', '€', '$', '¢']);

/** Reads words, collects what to write. Use once: `read` each word in order, then `finish`. */
export class NumberReader {
  #value: Value;
  #prefix = '';
  readonly #written: string[] = [];

  /** Reads one word; `previous` and `next` are its neighbours in the text. */
  read(current: string, previous: string | undefined, next: string | undefined): ReadOutcome {
    const sign = SIGNS.has(current.charAt(0)) ? current.charAt(0) : '';
    const unsigned = current.slice(sign.length);
    if (NUMERIC.test(unsigned)) return this.#readDigits(current, sign, unsigned);
    const meaning = NUMBER_WORDS.get(current);
    if (meaning === undefined) return this.#writeBoth(current);
    return this.#readNumberWord(meaning, {
      current,
      previous: NUMBER_WORDS.get(previous ?? ''),
      next: NUMBER_WORDS.get(next ?? ''),
      nextIsNumeric: NUMERIC.test(next ?? ''),
    });
  }

  /** Writes what is still open and returns all words. */
  finish(): readonly string[] {
    this.#writeValue();
    return this.#written;
  }

  #write(word: string): void {
    this.#written.push(this.#prefix + word);
    this.#prefix = '';
    this.#value = undefined;
  }

  #writeValue(): void {
    if (this.#value !== undefined) this.#write(String(this.#value));
  }

  #writeBoth(word: string): ReadOutcome {
    this.#writeValue();
    this.#write(word);
    return 'took-word';
  }

  #readDigits(current: string, sign: string, unsigned: string): ReadOutcome {
    if (typeof this.#value === 'string' && this.#value.endsWith('.')) {
      this.#value += current; // decimals, or the parts of an IP address
      return 'took-word';
    }
    this.#writeValue();
    if (sign !== '') this.#prefix = sign;
    this.#value = timesFraction(unsigned, 1n) ?? unsigned;
    return 'took-word';
  }

  #readNumberWord(meaning: NumberWord, place: Place): ReadOutcome {
    switch (meaning.role) {
      case 'zero':
        this.#value = `${this.#value || ''}0`;
        return 'took-word';
      case 'ones':
      case 'tens':
        return this.#keepOrWrite(joinNumeral(this.#value, meaning, place.previous), meaning.suffix);
      case 'multiplier':
        return this.#multiply(meaning);
      case 'sign':
        return this.#readSign(meaning.symbol, place);
      case 'currency':
        if (this.#value === undefined) return this.#writeBoth(place.current);
        this.#prefix = meaning.symbol;
        this.#writeValue();
        return 'took-word';
      case 'percent':
      case 'per':
        return this.#readPercent(meaning.role, place);
      default:
        return this.#readSpecial(meaning, place);
    }
  }

  /** A plain numeral stays open for the next word; one with an ending ("fifth", "sixties") closes the number. */
  #keepOrWrite(value: string | bigint, suffix: string | undefined): ReadOutcome {
    if (suffix === undefined) this.#value = value;
    else this.#write(`${value}${suffix}`);
    return 'took-word';
  }

  #multiply({ amount, suffix }: Numeral): ReadOutcome {
    const value = this.#value;
    if (value === undefined) return this.#keepOrWrite(amount, suffix);
    if (typeof value === 'bigint') {
      // Only the last three digits are multiplied: "two thousand three hundred" is 2000 + 3 * 100.
      const residual = value % 1000n;
      return this.#keepOrWrite(value === 0n ? 0n : value - residual + residual * amount, suffix);
    }
    const product = timesFraction(value, amount);
    if (product === undefined) this.#writeValue();
    return this.#keepOrWrite(product ?? amount, suffix);
  }

  #readSign(symbol: string, { current, next, nextIsNumeric }: Place): ReadOutcome {
    this.#writeValue();
    if (next === undefined && !nextIsNumeric) return this.#writeBoth(current);
    this.#prefix = symbol;
    return 'took-word';
  }

  #readPercent(role: 'percent' | 'per', { current, next }: Place): ReadOutcome {
    if (this.#value === undefined) return this.#writeBoth(current);
    if (role === 'percent') {
      this.#write(`${this.#value}%`);
      return 'took-word';
    }
    if (next !== CENT) return this.#writeBoth(current);
    this.#write(`${this.#value}%`);
    return 'took-next';
  }

  #readSpecial(meaning: NumberWord, place: Place): ReadOutcome {
    if (place.next === undefined && !place.nextIsNumeric) return this.#writeBoth(place.current);
    if (meaning.role === 'and') {
      // "two hundred and five" is one number; "five and six" are two.
      const isInside = place.previous?.role === 'multiplier' && place.previous.suffix === undefined;
      return isInside ? 'took-word' : this.#writeBoth(place.current);
    }
    if (meaning.role === 'repeat') return this.#repeatNext(meaning.times ?? 1, place);
    if (place.nextIsNumeric || isDecimal(place.next)) this.#value = `${this.#value || ''}.`;
    return 'took-word';
  }

  #repeatNext(times: number, { current, next }: Place): ReadOutcome {
    if (!isDecimal(next) || next?.role === 'tens') return this.#writeBoth(current);
    const digit = next?.role === 'ones' ? String(next.amount) : '0';
    this.#value = `${this.#value || ''}${digit.repeat(times)}`;
    return 'took-next';
  }
}

/** Zero to nineteen and the tens, without an ending: what may follow "point". */
function isDecimal(word: NumberWord | undefined): boolean {
  if (word?.role === 'zero') return true;
  return (word?.role === 'ones' || word?.role === 'tens') && word.suffix === undefined;
}

/** Puts a numeral behind what was read: added where the digits below it are free, else written behind. */
function joinNumeral(value: Value, numeral: Numeral, previous: NumberWord | undefined): string | bigint {
  const { amount, role } = numeral;
  if (value === undefined) return amount;
  const isPlain = previous !== undefined && 'amount' in previous && previous.suffix === undefined;
  if (typeof value === 'string' || (role === 'ones' && isPlain && previous.role === 'ones')) {
    // "point twenty five" is .25: the last zero gives way.
    const givesWay = role === 'ones' && amount < 10n && isPlain && previous.role === 'tens';
    return `${givesWay ? String(value).slice(0, -1) : value}${amount}`;
  }
  const room = role === 'ones' && amount < 10n ? 10n : 100n;
  return value % room === 0n ? value + amount : `${value}${amount}`;
}

/** `text` as a decimal fraction times `multiplier`, if that is a whole number. */
function timesFraction(text: string, multiplier: bigint): bigint | undefined {
  const match = FRACTION.exec(text);
  if (match === null) return undefined;
  const decimals = asciiDigits(match[2] ?? '');
  const scale = 10n ** BigInt(decimals.length);
  const product = BigInt(asciiDigits(match[1] ?? '') + decimals) * multiplier;
  return product % scale === 0n ? product / scale : undefined;
}

/** Decimal digits of any script as 0 to 9. Unicode lays each script's ten digits out in order, in runs of ten. */
function asciiDigits(text: string): string {
  return text.replace(/[^0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let below = 0;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(code - below - 1))) below += 1;
    return String(below % 10);
  });
}
