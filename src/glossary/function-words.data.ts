/**
 * Function words: the most frequent small words of a language, folded. They are never taken for a misheard name, and an
 * alias that is one of them would change text everywhere.
 * @module
 */

/** Words by Whisper's language code, with spaces between. */
const BY_LANGUAGE: Readonly<Record<string, string>> = {
  en: `the of and to a in is it you that he was for on are with as i his they be at one have this from or had by not
    but what some we can out other were all there when up use your how said an each she which do their time if will way
    about many then them would like so these her long make thing see him two has look more day could go come did no
    most my over know than call first who may down been now find any new take get made where after back only me our
    under same too very just here must because does why yes oh okay well us let got off said say says good man men
    think before went again never much those such its own should while through into upon shall dont didnt wont cant
    isnt wasnt couldnt wouldnt im ill ive id youre youll hes shes theyre theyll weve were thats whats theres
    mister missus miss sir every little old people still life`,
  de: `der die und in den von zu das mit sich des auf fur ist im dem nicht ein eine als auch es an werden aus er hat
    dass sie nach wird bei einer um am sind noch wie einem uber einen so zum war haben nur oder aber vor zur bis mehr
    durch man sein wurde sei ich du wir ihr mich dich uns euch ja nein doch mal da hier dann wenn weil kann mein dein
    habe hast was wer wo schon jetzt sehr gut alle alles keine kein diese dieser dieses`,
  fr: `le la les de des du un une et est en que qui dans pour pas sur au ce il elle ils elles on nous vous je tu ne se
    plus par avec tout faire son sa ses mon ma mes ton ta tes notre votre leur leurs mais ou donc or ni car si comme
    bien etre avoir ete a ai as ont sont suis cette ces cet y dont ou oui non la deux meme aussi tres quand fait`,
  es: `de la que el en y a los se del las un por con no una su para es al lo como mas o pero sus le ha me si sin sobre
    este ya entre cuando todo esta ser son dos tambien fue habia era muy anos hasta desde mi porque que solo han yo hay
    tu nos te ese eso esa eso aqui alli bien donde`,
  it: `di e il la che in un a per e una non sono mi ma lo ha le si ho con cosa se io come da ci no questo qui hai sei
    del bene tu si della me piu al mio c perche te era gli tutto solo dei nel anche lei lui loro noi voi mia suo sua`,
  pt: `de a o que e do da em um para e com nao uma os no se na por mais as dos como mas foi ao ele das tem seu sua ou
    ser quando muito ha nos ja esta eu tambem so pelo pela ate isso ela entre era depois sem mesmo aos ter seus quem me
    esse eles voce tinha foram essa num nem suas meu minha numa`,
  nl: `de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat
    mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog
    zal me zij nu ge geen omdat iets worden toch al waren veel meer doen toen moet ben zonder kan`,
  sv: `och det att i en jag hon som han pa den med var sig for sa till ar men ett om hade de av icke mig du henne da
    sin nu har inte hans honom skulle hennes dar min man ej vid kunde nagot fran ut nar efter upp vi dem vara vad over`,
  da: `og i jeg det at en den til er som pa de med han af for ikke der var mig sig men et har om vi min havde ham hun
    nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind nar vaere`,
  no: `og i jeg det at en et den til er som pa de med han av ikke der var meg seg men har om vi min mitt ha hadde hun
    na over da ved fra du ut sin dem oss opp man kan hans hvor eller hva skal selv her alle vil bli ble kunne inn nar`,
  fi: `ja on ei se han oli etta mutta kun niin kuin myos tai jos nyt mina sina me te he mika joka jotka hanen minun
    sinun ovat olen olet ole siita siina tama taman nama sen mita vain viela sitten`,
  pl: `i w nie na sie z do to ze jest jak co a o ale po tak za od dla ja mnie czy ty przez juz ten tego jego jej ich tylko
    ma mi go by byl byla sa bo kiedy gdy tu tam pan pani on ona oni my wy`,
  cs: `a v se na je ze s z to do i o k ve pro za by ale si po jako ne jsem jsou byl byla tak co kdyz uz jen ten ta od jeho
    nebo jak my vy on ona oni`,
  ru: `и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой вы так от же как бы для
    до вот да нет если был была было были мне меня его ее их уже или ни ли ты где когда там тут еще`,
  uk: `і в не на я бути він з що а по це вона цей до але вони ми весь який із у то за свій ви так від же як би для от
    та ні якщо був була було були мені мене його її їх вже або чи ти де коли там тут ще`,
  tr: `bir ve bu da de ne icin ben o mi ile cok gibi daha var ama degil en mu sen kadar ki ya her sey iyi olarak sonra
    evet hayir onu bana beni biz siz onlar ise diye`,
  id: `yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena tersebut bisa ada mereka lebih
    kata tahun sudah atau saat oleh menjadi orang ia telah adalah kami kita anda dia aku kamu`,
  hu: `a az es hogy nem is egy meg de csak ez ha mar van volt mint vagy meg azt el ki be le fel en te o mi ti ok`,
  ro: `si de in la a nu ca pe cu un o se este sa mai din pentru care sunt fost au dar ce eu tu el ea noi voi ei lui`,
  el: `και το να του η της με που την απο για τα ο στο των σε δεν θα ειναι οτι τον στην οι αν μου σου`,
  hi: `के में है की को और का से हैं पर ने यह कि भी एक हो था तो ही नहीं वह मैं हम तुम आप थे थी कर रहा रही`,
  ar: `في من على ان الى عن هذا هذه التي الذي ما لا كان هو هي مع كل او قد لم ثم بعد قبل انا انت نحن`,
  ko: `이 그 저 것 수 등 및 나 너 우리 는 은 가 을 를 의 에 도 로 와 과`,
  ja: `の に は を た が で て と し れ さ ある いる も する から な こと`,
  zh: `的 一 是 不 了 在 人 有 我 他 这 個 个 们 中 来 上 大 为 和 国 地 到 以 说 时 要 就 出 会`,
};

const SETS = new Map(
  Object.entries(BY_LANGUAGE).map(([code, words]) => [code, new Set(words.split(/\s+/))] as const),
);

const NONE: ReadonlySet<string> = new Set();

/** The function words of a language, folded; none where there is no list. */
export function functionWords(language: string): ReadonlySet<string> {
  return SETS.get(language) ?? NONE;
}
