/**
 * Help texts: what stands below the flags in each command's help. At most 78 columns.
 * @module
 */

/** Below `offscribe --help`. */
export const PROGRAM_HELP = `
Examples:
  $ offscribe transcribe talk.mp4                       talk.srt, language found
  $ offscribe transcribe *.mp3 -l de -f srt,txt -o out  German, into out/
  $ offscribe transcribe talks --recursive -o subtitles a whole folder
  $ offscribe bootstrap                                 fetch once, then offline
  $ offscribe transcribe talk.mp4 --offline             open no socket at all

Data goes to stdout, progress and messages to stderr.

Exit codes:
  0    done                       4        something must be fetched, installed
  1    failed, and it says why    70       a bug in Offscribe
  2    the command line is wrong  130/143  stopped by Ctrl-C / by a signal
  3    some of several failed

Environment:
  OFFSCRIBE_HOME     converted weights, downloads under way, receipts
  HF_HUB_CACHE       where models lie (default ~/.cache/huggingface/hub)
  OFFSCRIBE_OFFLINE  1: as --offline (HF_HUB_OFFLINE too)
  OFFSCRIBE_FFMPEG   path of ffmpeg, or none to do without
  NO_COLOR           any value: no colours
`;

/** Below `offscribe transcribe --help`. */
export const TRANSCRIBE_HELP = `
Files are named after the media: talk.mp4 gives talk.srt. One that is there
already is kept, and the command fails before any work, unless this same run
wrote it or --overwrite is given. Missing models are fetched once.

MEDIA may be a folder: then its media files are taken, by their names, and the
folders in it too with --recursive, which come out the same below -o. Patterns
are *, ?, **, [a-z], {a,b}. A .offscribeignore in a folder, written like a
.gitignore, leaves files out. One bad file never stops the rest.

Formats: srt, vtt, txt, json, ass, ttml, imsc, ebu-tt-d, sbv, lrc, tsv, csv, md,
openai, whispercpp, whisperx.
Times: seconds (90.5) or [H:]MM:SS[.mmm], on the media's own clock.

Examples:
  $ offscribe transcribe talk.mp4
  $ offscribe transcribe talk.mp4 -f srt,vtt,txt,json -o subtitles
  $ offscribe transcribe talk.mp4 -f txt -o -           print the text
  $ offscribe transcribe film.mkv --audio-track de -l de
  $ offscribe transcribe talk.mp4 --start 1:30 --end 2:00
  $ offscribe transcribe a.mp3 b.mp3 --json             outcome of each as JSON
  $ offscribe transcribe films --recursive --beside --skip-existing
  $ find . -name '*.m4a' | offscribe transcribe --files-from -
  $ offscribe transcribe rede.mp3 --task translate      into English
  $ offscribe transcribe talk.mp4 --word-timestamps -f srt,json
  $ offscribe transcribe talk.mp4 --beam-size 5         slower, a little better
  $ offscribe transcribe talk.mp4 --hotwords 'Skerryvore, Hart'
  $ offscribe transcribe talk.mp4 --glossary names.tsv  names, heard or mended
  $ offscribe transcribe talk.mp4 --clip-timestamps 0:10,0:30,2:00,2:45
  $ offscribe transcribe talk.mp4 --multilingual --languages en,hi
`;

/** Below `offscribe subtitle --help`. */
export const SUBTITLE_HELP = `
Files are named after the media and the language: talk.mp4 gives talk.de.srt.
-t takes the language that is spoken and, with a multilingual model, en, which
Whisper translates into by itself. Every file is compared with the speech before
it is written; subtitles that do not stand where the speech is are refused.

With --mux a copy of the media is written too, with a track for each language:
talk.mkv beside the files, or talk.subtitled.mkv where that is the media itself.
Picture and sound are copied as they are.

Examples:
  $ offscribe subtitle talk.mp4 -s en
  $ offscribe subtitle rede.mkv -s de -t de,en          German and English
  $ offscribe subtitle rede.mkv -s de -t de,en --mux -o finished
  $ offscribe subtitle films --recursive --beside --skip-existing
  $ offscribe subtitle clip.mp4 -s en --burn-in         drawn into the picture
`;

/** Below `offscribe watch --help`. */
export const WATCH_HELP = `
A file is taken when its size and time have not changed for --settle seconds
and it can be opened. What has its outputs is left alone, so that a watch that
is started again goes on where it ended. What failed is tried again when it has
changed. A full disk is waited for. A .offscribeignore in the folder, written
like a .gitignore, leaves files out.

Outputs go to the current folder or -o, as with transcribe; with --recursive
the folders between come out the same there. --beside writes next to the media.

Examples:
  $ offscribe watch inbox -o subtitles
  $ offscribe watch /srv/films --recursive --beside --skip-existing -l en
  $ offscribe watch /mnt/share --poll --settle 60
  $ offscribe watch inbox --once                        for cron
`;

/** Below `offscribe align --help`. */
export const ALIGN_HELP = `
TEXT is plain UTF-8 text: the words that are said, and nothing else. Every word
comes out once, in order, as it is written. Words that do not seem to be said,
and speech that the text does not have, are reported; --json lists them all.
A text that has nothing to do with the audio is refused.

Examples:
  $ offscribe align talk.mp4 talk.txt                   talk.srt
  $ offscribe align song.mp3 lyrics.txt -l en -f vtt,json
  $ offscribe align talk.mp4 talk.txt -m tiny.en -f srt -o -
  $ offscribe align talk.mp4 talk.txt --json            what is missing where
`;

/** Below `offscribe convert --help`. */
export const CONVERT_HELP = `
IN is known by what is in it, whatever its name and its encoding; OUT by its
name, or by --to. - is standard input, and standard output. What the format of
OUT cannot hold is named. Transcripts in JSON are laid out as cues where OUT
holds cues. With -o every argument is an input, and --to tells the format.

Read:    srt, vtt, ass, ssa, ttml, imsc, ebu-tt-d, sbv, lrc, tsv, csv; JSON of
         Offscribe (json), OpenAI (openai), whispercpp and whisperx
Written: the same, and txt, md

Examples:
  $ offscribe convert talk.srt talk.vtt
  $ offscribe convert talk.vtt talk.xml --to ebu-tt-d --language de
  $ offscribe convert whisperx.json talk.srt
  $ offscribe convert *.srt -o ttml --to imsc
  $ cat talk.srt | offscribe convert - - --to csv
`;

/** Below `offscribe check --help`. */
export const CHECK_HELP = `
Exit: 0 no error; 1 at least one, or a file that cannot be read; warnings alone
are no failure. With --fix and a place to write to, what is left counts.

--fix breaks lines anew, extends and shortens out-times, opens and closes gaps,
cuts long cues where the sense breaks, and puts cues in order. It changes no
word and no in-time. Without -o or --overwrite it only shows the difference.

A profile of your own is TOML:
  base = "netflix-en"
  [limits]
  maxLineChars = 38

Examples:
  $ offscribe check talk.srt --profile netflix-en
  $ offscribe check *.srt --json                        for scripts
  $ offscribe check talk.srt --profile ./house.toml --html report.html
  $ offscribe check talk.srt --fix -o mended.srt
  $ offscribe check talk.srt --media talk.mp4           times against the speech
  $ offscribe check --profiles
`;

/** Below `offscribe retime --help`. */
export const RETIME_HELP = `
The order is always: frame rate, anchors, shift, sync, snap. Two anchors or more
stretch in between and beyond; one shifts. --sync transcribes the media and finds
offset, drift and jumps by the words; a subtitle that does not fit is refused. A cue that would begin before 0 is
cut there; one that would end there is refused. The output's ending says its
format. docs/retiming.md has the rules.

Examples:
  $ offscribe retime film.srt --shift -1.5              film.retimed.srt
  $ offscribe retime film.srt --from-fps 25 --to-fps 23.976 -o film.vtt
  $ offscribe retime film.srt --anchor 1:00=1:02.5 --anchor 50:00=50:10
  $ offscribe retime film.srt --sync film.mp4 -m base -l en
  $ offscribe retime film.srt --snap-to film.mp4 --profile netflix-en
`;

/** Below `offscribe eval --help`. */
export const EVAL_HELP = `
MANIFEST has one JSON object a line; file is relative to the manifest:
  {"file":"a.wav","text":"what is said","language":"en","id":"a"}
  {"file":"b.wav","words":[{"text":"hello","start":0.5,"end":0.9}]}
  {"file":"c.wav","expect":"no-speech"}
Every item is decoded. Those without text, or with a text_trust other than
gold or book, are not scored. words: times in seconds on the media's clock.

Rates are percent, pooled over all words (characters in zh, ja, th), after
Whisper's English normaliser for en and its basic one for the rest, with 95 %
intervals from drawing the items again 2,000 times. MISSED is reference words
in runs of 4 or more that have no counterpart, of 1,000. docs/measuring.md has
the formulas.

--compare takes flags (the same run with these instead), or the file of an
earlier --json; the difference is this run less the other.

Examples:
  $ offscribe eval set.jsonl
  $ offscribe eval set.jsonl --language en -m tiny.en --limit 20 --json
  $ offscribe eval set.jsonl --report report.html       charts, worst items
  $ offscribe eval set.jsonl --compare "--engine faster-whisper"
  $ offscribe eval set.jsonl --json > before.json
  $ offscribe eval set.jsonl --compare before.json
`;

/** Below `offscribe glossary check --help`. */
export const GLOSSARY_HELP = `
FILE has a name or term on each line, with tabs between the columns:
  term <TAB> how it is said|or misheard <TAB> languages <TAB> notes
or is TOML, when it ends in .toml:
  [[term]]
  term = "Kubernetes"
  spoken = ["cooper netties", "kuber nets"]
  languages = ["en"]

Problems are told with their lines. With a manifest, as eval takes it, every
recording that has a text is decoded with and without the terms, and it is
counted how many of those said come out, and how many corrections were wrong.

Exit: 0 no error; 1 at least one; warnings alone are no failure.

Examples:
  $ offscribe glossary check names.tsv
  $ offscribe glossary check names.toml --json
  $ offscribe glossary check names.tsv --manifest set.jsonl -m tiny.en
`;

/** Below `offscribe bootstrap --help`. */
export const BOOTSTRAP_HELP = `
Checks the machine, makes the environments of the engines, fetches and proves
the models base, tiny.en and silero-vad, and converts them. What is done stays
done; the same command goes on after a failure, a kill or a power cut.

On a terminal it asks before it fetches models. Elsewhere, and with --json, it
never asks: models are fetched unless --skip-cache says otherwise.

--media is for machines without ffmpeg, which can read WAV, FLAC, MP3 and Ogg
only. It fetches node-av, a build of FFmpeg under the GNU GPL, and says so
before it does; on a terminal it asks, unless --yes is given.

Log:  OFFSCRIBE_HOME/logs/bootstrap_<time>.log
Exit: 0 ready; 3 some failed, each named; 2 wrong flags; 130 or 143 stopped

Examples:
  $ offscribe bootstrap
  $ offscribe bootstrap --yes --engines onnx,faster-whisper
  $ offscribe bootstrap --force --skip-cache            make everything anew
  $ offscribe bootstrap --media --yes
`;

/** Below `offscribe doctor --help`. */
export const DOCTOR_HELP = `
Looks at the machine, the programs, the engines, the models and the network,
each time anew, and writes nothing. Every problem comes with the command that
mends it. A token is never shown, only where it lies.

Exit: 0 everything that --engine auto needs is ready; 4 something is missing.

Examples:
  $ offscribe doctor
  $ offscribe doctor --offline                          ask no server
  $ offscribe doctor --json
`;

/** Below `offscribe config show --help`. */
export const CONFIG_HELP = `
A flag beats a variable, that beats offscribe.toml in the current folder, that
the one in ~/.config/offscribe, that the default. Secrets are never shown.

Examples:
  $ offscribe config show
  $ OFFSCRIBE_THREADS=2 offscribe config show -m tiny.en
  $ offscribe config show --json
`;
