"""Writes expected.json and origin.json: strings and what the whisper-normalizer package makes of them.

Run:  uv run --with whisper-normalizer==0.1.15 tests/golden/whisper-normaliser/regenerate.py [COUNT SEED FILE]
With COUNT and SEED it writes that many random strings only, to FILE: a wider check that is not committed.
"""

import hashlib
import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

from whisper_normalizer.basic import BasicTextNormalizer
from whisper_normalizer.english import EnglishTextNormalizer

HERE = Path(__file__).parent

WRITTEN = [
    "", " ", "Hello, world!", "  Leading and trailing  ", "One", "ones and twos", "a.b.c", "...", "$", "%", ".5", "5.",
    "I won't, can't, and shan't; let's see who'd've gone.", "He's been there. She'd gone; they've done it, it's got to be.",
    "Y'all wanna go? I'ma go. Imma stay, 'cause I gotta.", "Mr. Lee met Mrs. Park and Dr. Osei on St. Anne St.",
    "Prof. Gen. Col. Sen. Rep. Gov. Jr. Sr. Esq. Hon. Lt. Capt. Asst. Assoc. Pres. Rev. Ald.", "um, uh, hmm, mhm, mm, mmm: yes",
    "[applause] thank you <noise> very much (laughs) indeed", "(unclosed bracket [and another", "<a]b[c>", "() empty ( )",
    "twenty five", "twenty-five", "two hundred and five", "two thousand three hundred and six", "one oh one", "nine eleven",
    "nineteen sixty nine", "the nineteen sixties", "nineties and sixes", "the first, second, third, fourth and fifth",
    "twelfth twentieth thirty first hundredth thousandth millionth", "ninth and nineth", "zeroth oh zero o", "zero point five",
    "three point one four one five nine", "point five", "point hundred", "point", "one point two point three point four",
    "minus ten", "negative one million", "plus five degrees", "positive thinking", "minus", "minus forty point two",
    "five dollars", "twenty million dollars", "$20 million", "$2 and 7 cents", "two dollars and seven cents", "dollars",
    "three pounds fifty", "£3.50 and €2", "seven euros and five cents", "fifty cents", "$0.07", "0.99 dollars", "5¢", "¢",
    "ten percent", "ten per cent", "ten per cents", "ten per day", "percent", "per cent", "5%", "5 %", "% 5", "100%!",
    "double five", "triple zero", "double trouble", "double twenty", "triple", "call double oh seven", "four double two six",
    "two and a half", "a half", "and a half", "two million and a half", "someone and a half", "and a half and a half",
    "one and two", "hundred and", "one hundred and one thousand", "and", "five and six", "two hundred and and three",
    "one thousand thousand", "zero hundred", "0 hundred", "0 hundreds", "1.5 million", "1.5 millionths", "2.0 thousand", "1.2.3 million",
    "1,234,567.89", "1,2,3", "192.168.0.1", "one nine two dot one", "3rd 4 th 5 s 1960 s 21 st", "10k 5km b4 c3po", "1 one 11 1s", "1s and 1st",
    "decillion nonillions octillionth septillion sextillion", "nine hundred ninety nine decillion", "99999999999999999999 million",
    "twenty eleven", "twenty twenty one", "ninety nine ninety nine", "one hundred hundred", "hundreds of thousands", "millions",
    "forty two point zero zero one", "point twenty five", "point twenty fifth", "point twenty fives", "one twenties", "one one one",
    "ten four", "ten fourth", "eleven twelve thirteen", "two eleven", "two hundred eleven", "two hundred eleventh", "two hundred first",
    "two twentieths", "two hundred twentieth", "three thousands", "three point five thousandths", "oh one hundredths",
    "The colour of the aeroplane's armour was grey; the centre analysed its behaviour.", "archaeology flyer flier", "constructor __proto__ toString",
    "café naïve Ångström Dvořák Œuvre straße ẞ Þórr łódź đ ð æther ø", "ﬁve ﬂights", "①②③ ½ ¼ ²³", "５０％ ＄３", "٣ + ٤ = ٧", "१२३ ४.५", "x\u00a0y\u2003z\u3000w", "a\u200bb\ufeffc", "tab\tnew\nline\rfeed\x1cfs\x85nel",
    "İstanbul ΣΑΣ ΟΔΥΣΣΕΥΣ", "नमस्ते दुनिया", "สวัสดีครับ ผมชื่อ", "日本語のテスト、です。", "你好，世界！", "한국어 테스트입니다.", "مرحبا بالعالم، كيف الحال؟", "שלום עולם", "Привет, мир! Ёлка, йод.",
    "emoji 😀 and flag 🇫🇷 and family 👨‍👩‍👧", "e\u0301 combining", "don\u2019t use \u2018curly\u2019 \u201cquotes\u201d", "rock 'n' roll 's fine", "it 's  'll  've", "dogs' bones'", "n't 't 'm", "I'm we're you'll they'd she's",
    "under_score and hy-phen and em\u2014dash", "e.g. this, i.e. that, etc.", "U.S.A. and U.K.", "www.example.org/path?x=1&y=2", "me@example.org", "#tag @name", "C++ and C#", "a/b\\c|d", "~`^*+=", "9 to 5", "24/7", "10:30 a.m.", "2026-11-23", "1/2", "3x4", "-5 +6 -7.5", "+1 555 0100",
    "second second seconds", "a second one", "first one hundred", "one's ones' one", "won one 1", "oh no", "o'clock", "five o'clock", "zero sum", "to be or not", "cents sense", "$one", "$ 5", "5 $", "$5 $6", "$5.5.5", "5.$6", "1. $5", "five. six", "five point. six", "five, point six",
]

PARTS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen nineteen twenty thirty ninety hundred thousand million billion "
    "first second third fifth eighth twelfth twentieth hundredth millionth ones twos sixes twenties hundreds thousands zero oh o and and point "
    "point double triple minus plus negative positive dollars dollar cents cent pounds euros percent per a half 1 5 10 25 100 1000 0 0.5 2.75 "
    "1.0 3.14 $5 £20 €1.50 ¢7 5% 1st 2nd 1960s 3,000 12,345.6 +7 -3 the of house colour favourite organised travelling grey theatre I'm won't he's been "
    "they'd gone mr. dr. st. mrs gonna wanna cause um uh hmm [noise] (aside) <unk> ' 's 'll . , ! ? - – — … : ; / & café naïve ﬁ ½ ² Ⅷ ５ "
    "été Straße œ ł 日本 語 です สวัสดี ครับ 안녕 Привет नमस्ते مرحبا 😀 ٣ १२ _ x1 1x a.b 1.2.3 $ % ¢ .5 5. and\ta \u00a0 "
    "s st nd rd th 't 've n't d'you cat's Mm mhm ma'am let's y'all one's 2's $0.05 $0x7 $1.5 10% % zeroth minus_one twenty-one"
).split(" ")


def random_strings(count: int, seed: int) -> list[str]:
    """Word salads: mostly joined by a space, sometimes by something nastier."""
    choose = random.Random(seed)
    joins = [" "] * 12 + ["", "  ", "-", ", ", ". ", "'", "\n", "\u2009"]
    strings = []
    for _ in range(count):
        words = [choose.choice(PARTS) for _ in range(choose.randint(1, 14))]
        text = "".join(word + choose.choice(joins) for word in words)
        strings.append(text.upper() if choose.random() < 0.05 else text)
    return strings


def cases(strings: list[str]) -> list[dict[str, str]]:
    english, basic = EnglishTextNormalizer(), BasicTextNormalizer()
    return [{"input": s, "english": english(s), "basic": basic(s)} for s in strings]


def write(cases: list[dict], target: Path) -> None:
    text = "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n"
    target.write_text(text, encoding="utf-8")
    origin = {
        "tool": "PyPI whisper-normalizer",
        "version": version("whisper-normalizer"),
        "toolLicence": "MIT",
        "inputs": "written and generated for this test by regenerate.py",
        "tolerance": "none: equal",
        "sha256": {target.name: hashlib.sha256(text.encode()).hexdigest()},
    }
    target.with_name("origin.json").write_text(json.dumps(origin, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    if len(sys.argv) == 4:
        strings, target = random_strings(int(sys.argv[1]), int(sys.argv[2])), Path(sys.argv[3])
    else:
        strings, target = WRITTEN + random_strings(250, 1) + random_strings(700, 2), HERE / "expected.json"
    write(cases(strings), target)


main()
