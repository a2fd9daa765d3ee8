/**
 * English number words: what each means to the number reader.
 * Source  openai-whisper's English normaliser; facts.
 * @module
 */

/** The role a word plays in a spoken number. `amount` is its value, `suffix` what is written behind the digits. */
export type NumberWord =
  | { readonly role: 'zero' }
  | { readonly role: 'ones' | 'tens' | 'multiplier'; readonly amount: bigint; readonly suffix?: string }
  | { readonly role: 'sign' | 'currency'; readonly symbol: string }
  | { readonly role: 'per' | 'percent' | 'and' | 'repeat' | 'point'; readonly times?: number };

const ONES = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const POWERS_OF_A_THOUSAND = [
  'thousand',
  'million',
  'billion',
  'trillion',
  'quadrillion',
  'quintillion',
  'sextillion',
  'septillion',
  'octillion',
  'nonillion',
  'decillion',
];

/** Ordinals that are not their number with an ending. */
const IRREGULAR_ORDINALS: ReadonlyMap<string, readonly [word: string, suffix: string]> = new Map([
  ['one', ['first', 'st']],
  ['two', ['second', 'nd']],
  ['three', ['third', 'rd']],
  ['five', ['fifth', 'th']],
  ['eight', ['eighth', 'th']],
  ['twelve', ['twelfth', 'th']],
]);

/** Every word the number reader knows. */
export const NUMBER_WORDS: ReadonlyMap<string, NumberWord> = new Map<string, NumberWord>([
  ...['o', 'oh', 'zero'].map((word) => [word, { role: 'zero' }] as const),
  ...ONES.flatMap((word, index) => onesForms(word, BigInt(index + 1))),
  ['zeroth', { role: 'ones', amount: 0n, suffix: 'th' }],
  ...TENS.flatMap((word, index) => tensForms(word, BigInt(index + 2) * 10n)),
  ...multiplierForms('hundred', 100n),
  ...POWERS_OF_A_THOUSAND.flatMap((word, index) => multiplierForms(word, 1000n ** BigInt(index + 1))),
  ...['minus', 'negative'].map((word) => [word, { role: 'sign', symbol: '-' }] as const),
  ...['plus', 'positive'].map((word) => [word, { role: 'sign', symbol: '+' }] as const),
  ...['pound', 'pounds'].map((word) => [word, { role: 'currency', symbol: '£' }] as const),
  ...['euro', 'euros'].map((word) => [word, { role: 'currency', symbol: '€' }] as const),
  ...['dollar', 'dollars'].map((word) => [word, { role: 'currency', symbol: '$' }] as const),
  ...['cent', 'cents'].map((word) => [word, { role: 'currency', symbol: '¢' }] as const),
  ['per', { role: 'per' }],
  ['percent', { role: 'percent' }],
  ['and', { role: 'and' }],
  ['double', { role: 'repeat', times: 2 }],
  ['triple', { role: 'repeat', times: 3 }],
  ['point', { role: 'point' }],
]);

type Entry = readonly [string, NumberWord];

function onesForms(word: string, amount: bigint): Entry[] {
  const [ordinal, suffix] = IRREGULAR_ORDINALS.get(word) ?? [`${word}th`, 'th'];
  return [
    [word, { role: 'ones', amount }],
    [word === 'six' ? 'sixes' : `${word}s`, { role: 'ones', amount, suffix: 's' }],
    [ordinal, { role: 'ones', amount, suffix }],
  ];
}

function tensForms(word: string, amount: bigint): Entry[] {
  return [
    [word, { role: 'tens', amount }],
    [word.replace('y', 'ies'), { role: 'tens', amount, suffix: 's' }],
    [word.replace('y', 'ieth'), { role: 'tens', amount, suffix: 'th' }],
  ];
}

function multiplierForms(word: string, amount: bigint): Entry[] {
  return [
    [word, { role: 'multiplier', amount }],
    [`${word}s`, { role: 'multiplier', amount, suffix: 's' }],
    [`${word}th`, { role: 'multiplier', amount, suffix: 'th' }],
  ];
}
