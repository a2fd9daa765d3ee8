/**
 * Function words: the small words by which a line may, or must not, be broken, by language. Lower case, a space between
 * words. Only words that are nearly always of their kind stand here: a checker calls a split bad by them.
 *
 * Source  the rules that Netflix's Timed Text Style Guide and the BBC's subtitle guidelines share: break before
 *         conjunctions and prepositions; keep article and noun, preposition and object, pronoun and verb, auxiliary and
 *         verb, first and last name together. The words are each language's closed classes, chosen here.
 * @module
 */

/** The small words of a language; a kind that it has not, or writes as a part of other words, is absent. */
export interface FunctionWords {
  /** Stand before their noun: `the`. */
  readonly articles?: string;
  /** Stand before their noun, or for it: `my`, `this`. */
  readonly determiners?: string;
  /** Stand before their object. */
  readonly prepositions?: string;
  /** Stand before their verb, negated ones too. */
  readonly auxiliaries?: string;
  /** Subjects, before their verb. */
  readonly pronouns?: string;
  /** Words that may be a subject or an object. */
  readonly eitherPronouns?: string;
  /** Open a clause: conjunctions, relatives, words of question. */
  readonly conjunctions?: string;
  /** Of the conjunctions, those that may be the object of a preposition. */
  readonly relatives?: string;
  /** Stand before their noun more often than elsewhere. */
  readonly adjectives?: string;
  /** Belong to the word before them: postpositions and particles. */
  readonly clinging?: string;
  /** Before a name, point left out: `mr`. */
  readonly titles?: string;
  /** Whether all nouns have capitals, so that two in a row are no name. */
  readonly hasCapitalNouns?: boolean;
}

/** By Whisper's language codes. */
export const FUNCTION_WORDS: Readonly<Record<string, FunctionWords>> = {
  en: {
    articles: 'a an the',
    determiners:
      "my your our their its his every each no this these those another such both whose what's very too quite more most less many much some any few several",
    prepositions:
      'of to in on at by for with from into onto upon about against between through during without within among amongst toward towards across beyond under over above below near than via per despite except beside besides like as unto amid behind beneath throughout',
    auxiliaries:
      "am is are was were be been being have has had having will would shall should can could may might must do does did cannot isn't aren't wasn't weren't haven't hasn't hadn't won't wouldn't shan't shouldn't can't couldn't mightn't mustn't don't doesn't didn't i'm you're we're they're he's she's i've you've we've they've i'll you'll he'll she'll it'll we'll they'll i'd he'd she'd we'd they'd there's not never",
    pronouns: 'i he she we they who',
    eitherPronouns: 'you it there',
    conjunctions:
      "and but or nor so yet because although though while whilst when whenever where wherever if unless until till since that which who whom whose before after whether how why what as than lest once whereas whereby wherein let's",
    relatives: 'which whom whose what',
    adjectives:
      'good new first second third last next long great little own old big high small large early young important public bad best better special certain personal red black white blue green dark deep poor rich strong short single late final major local social national political main same different whole true real',
    titles:
      'mr mrs ms miss dr st prof sir lord lady captain professor doctor president saint king queen aunt uncle',
  },
  de: {
    articles:
      'der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines',
    determiners:
      'mein meine meinen meinem meiner dein deine deinen deinem deiner sein seine seinen seinem seiner unser unsere unseren unserem unserer euer eure ihr ihre ihren ihrem ihrer dieser diese dieses diesen diesem jeder jede jedes jeden jedem sehr',
    prepositions:
      'in im ins an am ans auf aufs bei beim von vom zu zum zur mit nach aus für fürs durch gegen ohne um bis seit über übers unter vor hinter neben zwischen wegen während trotz statt gegenüber',
    auxiliaries:
      'bin bist ist sind seid war warst waren wart habe hast hat haben hatte hatten werde wirst wird werden wurde wurden kann kannst können konnte konnten muss musst müssen musste mussten soll sollst sollen sollte sollten will willst wollen wollte wollten darf dürfen durfte mag mögen möchte möchten würde würden nicht',
    pronouns: 'ich du er wir ihr man',
    eitherPronouns: 'sie es',
    conjunctions:
      'und oder aber denn sondern weil dass daß ob wenn als obwohl damit bevor nachdem während bis seit sobald falls wie wo warum wann wer wem wen was welcher welche welches',
    titles: 'herr frau dr prof doktor professor',
    hasCapitalNouns: true,
    relatives: 'wem wen welcher welche welches',
  },
  fr: {
    articles: 'le la les un une des du',
    determiners:
      'mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces chaque quelques plusieurs très',
    prepositions:
      'à au aux de dans en par pour sur sous avec sans chez vers contre entre depuis pendant avant après derrière devant selon malgré jusque',
    auxiliaries:
      "suis es est sommes êtes sont étais était étions étaient ai as a avons avez ont avais avait avaient avions aviez sera serai seront serait aura auront aurait vais vas va allons allez vont peux peut pouvons pouvez peuvent dois doit devons devez doivent veux veut voulons voulez veulent j'ai c'est n'est n'a n'ai n'ont s'est ne se me te y",
    pronouns: 'je tu il elle on ils elles nous vous',
    conjunctions:
      "et ou mais donc or ni car que qu'il qu'elle qu'on qui quand lorsque si comme parce puisque quoique bien où dont lequel laquelle lesquels comment pourquoi afin",
    titles: 'm mme mlle dr monsieur madame mademoiselle docteur maître',
    relatives: 'qui lequel laquelle lesquels lesquelles',
  },
  es: {
    articles: 'el la los las un una unos unas lo',
    determiners:
      'mi mis tu tus su sus nuestro nuestra nuestros nuestras este esta estos estas ese esa esos esas cada muy',
    prepositions:
      'a al de del en con sin por para sobre bajo entre hacia hasta desde contra según durante tras ante mediante',
    auxiliaries:
      'soy eres es somos son era eras éramos eran fue fueron ser sido he has ha hemos han había habían haber voy vas va vamos van puedo puedes puede podemos pueden debo debes debe debemos deben estoy estás está estamos están estaba estaban no se me te le les nos',
    pronouns: 'yo tú él ella nosotros ellos ellas usted ustedes',
    conjunctions:
      'y e o u pero sino ni que porque aunque cuando donde como si mientras pues quien quienes cual cuyo cuya',
    titles: 'sr sra srta dr dra señor señora don doña doctor',
    relatives: 'quien quienes cual que',
  },
  it: {
    articles: 'il lo la i gli le un uno una',
    determiners:
      'mio mia miei mie tuo tua tuoi tue suo sua suoi sue nostro nostra nostri nostre vostro vostra loro questo questa questi queste quel quella quei quelle ogni molto',
    prepositions:
      'di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle dal dallo dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla sui sugli sulle senza verso durante contro dopo prima',
    auxiliaries:
      "sono sei è siamo siete era erano ero fu furono stato stata ho hai ha abbiamo avete hanno aveva avevano avevo può posso puoi possiamo possono deve devo devi dobbiamo devono sarà saranno sarebbe non si mi ti ci vi c'è",
    pronouns: 'io tu lui lei noi voi',
    conjunctions:
      'e ed o oppure ma però che perché anche quando dove come se mentre poiché affinché cui quale quali chi',
    titles: 'sig signor signora dott dottor dottore professore don',
    relatives: 'cui quale quali',
  },
  pt: {
    articles: 'o a os as um uma uns umas',
    determiners:
      'meu minha meus minhas teu tua seu sua seus suas nosso nossa nossos nossas este esta estes estas esse essa esses essas cada muito',
    prepositions:
      'de do da dos das em no na nos nas ao à aos às com sem por pelo pela pelos pelas para pra sobre sob entre até desde contra segundo durante num numa',
    auxiliaries:
      'sou és é somos são era eram foi foram ser sido tenho tem temos têm tinha tinham hei há havia vou vai vamos vão posso pode podemos podem devo deve devemos devem estou está estamos estão estava estavam não se me te lhe',
    pronouns: 'eu tu ele ela nós eles elas você vocês',
    conjunctions:
      'e ou mas porém que porque embora quando onde como se enquanto pois quem cujo cuja qual quais nem',
    titles: 'sr sra dr dra senhor senhora dom dona doutor',
    relatives: 'quem qual quais que',
  },
  ca: {
    articles: 'el la els les un una uns unes',
    determiners: 'aquest aquesta aquests aquestes aquell aquella cada molt',
    prepositions: 'a al als de del dels en amb sense per pel pels sobre sota entre fins des contra durant',
    auxiliaries:
      'sóc ets és som sou són era eren ha he han hem heu havia havien vaig va vam van pot poden ha cal no es em et',
    pronouns: 'jo tu ell ella nosaltres ells elles vostè',
    conjunctions: 'i o però que perquè quan on com si mentre encara ni qui quin quina',
  },
  nl: {
    articles: 'de het een',
    determiners: 'mijn jouw zijn haar ons onze jullie hun dit deze dat die elke elk geen heel zeer',
    prepositions:
      'van in op aan bij met naar uit voor door tegen zonder om tot sinds over onder achter naast tussen tijdens volgens te',
    auxiliaries:
      'ben bent is was waren heb hebt heeft hebben had hadden word wordt worden werd werden kan kun kunnen kon konden moet moeten moest mag mogen zal zult zullen zou zouden wil willen wilde niet',
    pronouns: 'ik jij je hij zij ze wij we u',
    conjunctions:
      'en of maar want dus omdat dat als wanneer terwijl hoewel voordat nadat totdat zodat waar wie wat hoe waarom toen',
    titles: 'meneer mevrouw dhr mevr dr',
    relatives: 'wie wat',
  },
  sv: {
    articles: 'en ett den det de',
    determiners:
      'min mitt mina din ditt dina sin sitt sina vår vårt våra er ert era deras hans hennes denna detta dessa varje mycket',
    prepositions:
      'i på av till från med för om vid hos under över mellan genom utan mot efter före bakom enligt',
    auxiliaries: 'är var har hade blir blev kan kunde ska skulle vill ville måste får fick inte att',
    pronouns: 'jag du han hon vi ni man',
    conjunctions: 'och eller men utan för så att om när då eftersom medan som där vad vem hur varför innan',
  },
  ru: {
    determiners:
      'мой моя моё мои твой твоя твои наш наша наши ваш ваша ваши этот эта это эти тот та те каждый каждая очень',
    prepositions:
      'в во на с со к ко у о об от до из за по под над при про для без через между перед после среди против около',
    auxiliaries: 'буду будешь будет будем будете будут не ни был была было были можно надо нужно',
    pronouns: 'я ты он она мы вы они',
    conjunctions:
      'и а но или либо что чтобы если когда пока хотя потому как где куда откуда кто который которая которое которые зачем почему',
    relatives: 'который которая которое которые',
  },
  uk: {
    prepositions:
      'в у на з із зі до від за по під над при про для без через між перед після серед проти біля',
    auxiliaries: 'буду будеш буде будемо будете будуть не ні був була було були можна треба',
    pronouns: 'я ти він вона ми ви вони',
    conjunctions: 'і й та а але або чи що щоб якщо коли поки хоча бо як де куди хто який яка яке які',
  },
  pl: {
    determiners: 'mój moja moje twój twoja twoje nasz nasza nasze ten ta to te każdy każda bardzo',
    prepositions: 'w we na z ze do od za po pod nad przy o dla bez przez między przed u ku wśród przeciw',
    auxiliaries:
      'będę będziesz będzie będziemy będą nie jest są był była było byli były może można trzeba się',
    pronouns: 'ja ty on ona my wy oni one',
    conjunctions:
      'i a ale lub albo że żeby jeśli jeżeli kiedy gdy choć bo ponieważ jak gdzie kto który która które którzy',
  },
  ar: {
    prepositions: 'في من إلى على عن مع حتى منذ بين تحت فوق أمام خلف عند قبل بعد خلال بدون ضد نحو حول',
    determiners: 'هذا هذه ذلك تلك هؤلاء كل بعض أي',
    auxiliaries: 'كان كانت كانوا يكون تكون سوف قد لقد لم لن لا ما ليس ليست',
    pronouns: 'أنا أنت هو هي نحن هم أنتم',
    conjunctions: 'و أو ثم لكن ولكن لأن أن إن إذا لو عندما بينما حيث الذي التي الذين كما حين كي لكي',
  },
  he: {
    prepositions: 'של על אל עם בין תחת מעל לפני אחרי אצל בלי כמו מול נגד עד אחר דרך את',
    determiners: 'כל איזה כמה',
    auxiliaries: 'היה היתה הייתה היו יהיה תהיה יהיו לא אין יש אינו אינה',
    pronouns: 'אני אתה את הוא היא אנחנו הם הן אתם',
    conjunctions: 'או אבל אלא כי אם כאשר כש למרות אשר ש גם לכן איפה מי מה למה איך',
  },
  hi: {
    clinging:
      'का की के को से में पर ने तक है हैं था थी थे हूँ हूं हो रहा रही रहे गया गई गए ही भी तो वाला वाली वाले द्वारा साथ लिए बाद पहले बीच',
    determiners: 'यह ये वह वे इस उस इन उन मेरा मेरी मेरे हमारा हमारी हमारे एक हर बहुत',
    auxiliaries: 'नहीं मत न',
    conjunctions: 'और या लेकिन मगर पर क्योंकि कि अगर यदि जब तब जो जहाँ जहां ताकि हालांकि इसलिए',
  },
  ko: {
    clinging:
      '때문에 때문 뒤에 후에 전에 동안 동안에 중에 것 것이 것은 것을 수 만큼 대로 처럼 이후 이전 정도 있다 있는 있어 있어요 있습니다 있었습니다 없다 없는 없어 없어요 없습니다 않는 않아 않아요 않습니다 않았습니다 싶다 싶어요 싶습니다 보다 주세요 했다 했습니다 합니다 같아요 같습니다',
    determiners: '이 그 저 한 두 세 네 다섯 모든 어떤 각 새 아주 매우 너무 더 가장 안 못',
    conjunctions: '그리고 그러나 하지만 그래서 그런데 또는 만약 왜냐하면 그러면 그러니까',
  },
  zh: {
    clinging: '的 了 着 过 吗 呢 吧 啊 呀 嘛 们 得 地 么',
    prepositions: '在 从 向 把 被 对 跟 给 为 比 由 于',
    auxiliaries: '不 没 没有 会 能 可以 应该 要 很 最 更 也 都 就 还 再',
    pronouns: '我 你 他 她 它 我们 你们 他们 她们',
    conjunctions: '和 或 或者 但 但是 因为 所以 如果 虽然 而 而且 然后 不过 当',
  },
  th: {
    clinging: 'ๆ ครับ ค่ะ คะ นะ ฯ',
    prepositions: 'ใน ที่ จาก ของ กับ บน ใต้ ด้วย โดย สำหรับ ต่อ ถึง',
    auxiliaries: 'จะ ได้ ไม่ กำลัง ต้อง ควร อาจ เคย ยัง',
    pronouns: 'ผม ฉัน เขา เธอ เรา พวกเขา คุณ มัน',
    conjunctions: 'และ หรือ แต่ เพราะ ถ้า เมื่อ ซึ่ง ว่า เพื่อ แล้ว จึง',
  },
};
