/**
 * Endings: languages whose words say by their endings what they are to the next one: Japanese and Korean.
 *
 * Japanese  A phrase (bunsetsu) begins with kanji, katakana or one of a few words in hiragana, and ends in hiragana: what
 *           is written in hiragana else belongs to what stands before it.
 * Korean    Particles are parts of words; the endings of verbs tell where a clause ends.
 * Source    JIS X 4051 for what may not begin a line; the rest is each language's grammar, as far as writing shows it.
 * @module
 */

const HIRAGANA_START = /^\p{Script=Hiragana}/u;
const HIRAGANA_END = /[\p{Script=Hiragana}\u30fc]$/u;
const HAN_END = /\p{Script=Han}$/u;
const HAN_START = /^\p{Script=Han}/u;
const KATAKANA_END = /[\p{Script=Katakana}\u30fc]$/u;
const KATAKANA_START = /^\p{Script=Katakana}/u;
/** Words in hiragana with which a phrase begins. */
const STARTS_PHRASE =
  /^(?:[こそあど](?:れ|の|こ|う|んな|ちら|ちゃ)|そして|しかし|だから|でも(?=[\p{Script=Han}、])|また|まだ|もう|もし|もっと|とても|すぐ|すべて|すこし|ずっと|ちょっと|たくさん|いつ|いろいろ|いま|みんな|みなさん|あなた|わたし|ぼく|おれ|なぜ|なに|なん(?:で|と)|つまり|たぶん|やっぱり|やはり|よく|いい|うち|ところ|こと(?=[がをはもに])|もの(?=[がをはもに])|ありがと|おはよう|ごめん|すみません|はい|いいえ|うん|ええ|さあ|ねえ|ほら|ほんと|まあ|ただ|ほとんど|できる|できた|わか)/u;
/** Behind these a Japanese clause ends. */
const JAPANESE_CLAUSE = /(?:けれども|けれど|けど|ので|のに|から|ながら|たら|なら|ば|て|が|し|と)$/u;
/** Behind these a Korean clause ends. */
const KOREAN_CLAUSE = /(?:고|며|면서|면|서|지만|는데|은데|니까|도록|려고|자마자|거나|때|다가|므로|기에)$/u;

/** What of a phrase a break between `left` and `right` would tear apart in Japanese. */
export function heldInJapanese(left: string, right: string): 'clinging' | 'adjective-noun' | undefined {
  if (HIRAGANA_START.test(right))
    return STARTS_PHRASE.test(right) && HIRAGANA_END.test(left) ? undefined : 'clinging';
  const isCompound =
    (HAN_END.test(left) && HAN_START.test(right)) || (KATAKANA_END.test(left) && KATAKANA_START.test(right));
  return isCompound ? 'adjective-noun' : undefined;
}

/** What `left` closes by its ending, where its language has such endings; its last signs are no punctuation. */
export function closedByEnding(left: string, language: string): 'conjunction' | 'preposition' | undefined {
  if (language.startsWith('ja')) {
    if (JAPANESE_CLAUSE.test(left)) return 'conjunction';
    return HIRAGANA_END.test(left) ? 'preposition' : undefined;
  }
  if (language.startsWith('ko') && KOREAN_CLAUSE.test(left)) return 'conjunction';
  return undefined;
}
