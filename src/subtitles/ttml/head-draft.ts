/**
 * Head draft: what the body of a TTML document refers to, named as it is met. Names that the track gives are kept where
 * they are XML names; all others make way for them.
 * @module
 */
import type { Place, SubtitleTrack, TextMarks, TrackCue, TrackRegion } from '../track/track.ts';
import { DEFAULT_ROWS } from './lengths.ts';
import { type TakenNames, uniqueName } from './markup.ts';
import { columnOfAnchor, defaultRegion, isSimple, regionAttributes } from './write-regions.ts';
import {
  type Attributes,
  allowedAttributes,
  markAttributes,
  styleAttributes,
  type TtmlFlavour,
} from './write-styles.ts';

/** An element of the head. */
export interface NamedElement {
  readonly name: string;
  readonly attributes: Attributes;
}

const ALIGNMENTS = ['left', 'center', 'right'] as const;

/** Looks of a track that brings no styles. The line height is told since `normal` differs between players (IMSC 1.1). */
const DEFAULT_STYLE: Attributes = {
  'tts:fontFamily': 'proportionalSansSerif',
  'tts:fontSize': '100%',
  'tts:lineHeight': '120%',
};

/** Collects styles, regions and speakers while the body is written. */
export class HeadDraft {
  readonly styles: NamedElement[] = [];
  readonly regions: NamedElement[] = [];
  /** Id and name of each speaker. */
  readonly agents = new Map<string, string>();

  readonly #flavour: TtmlFlavour;
  readonly #taken: TakenNames = new Map();
  readonly #styleNames = new Map<string, string>();
  readonly #baseMarks = new Map<string, TextMarks>();
  readonly #stylePlaces = new Map<string, Place>();
  readonly #regionsByName = new Map<string, { readonly id: string; readonly column: number }>();
  readonly #known = new Map<string, string>();
  /** Style of cues that name none, where the track has no styles of its own. */
  readonly #plainStyle: string | undefined;
  readonly #cueIds: readonly (string | undefined)[];

  constructor(track: SubtitleTrack, flavour: TtmlFlavour) {
    this.#flavour = flavour;
    const rows = Number(
      /\s(\d+)$/.exec(track.native?.ttml?.['ttp:cellResolution'] ?? '')?.[1] ?? DEFAULT_ROWS,
    );
    for (const style of track.styles ?? []) {
      if (this.#styleNames.has(style.name)) continue;
      const name = uniqueName(style.name, this.#taken);
      this.#styleNames.set(style.name, name);
      this.#baseMarks.set(style.name, style.marks);
      if (style.place !== undefined) this.#stylePlaces.set(style.name, style.place);
      const attributes = styleAttributes(style, flavour, rows);
      this.#known.set(`style ${JSON.stringify(attributes)}`, name);
      this.styles.push({ name, attributes });
    }
    const regions = (track.regions ?? []).filter(({ name }) => !this.#regionsByName.has(name));
    const ids = regions.map(({ name }) => uniqueName(name, this.#taken));
    this.#cueIds = track.cues.map(({ id }, index) => this.#cueId(id, index));
    this.#plainStyle = this.styles.length === 0 ? this.#style('default', DEFAULT_STYLE) : undefined;
    regions.forEach((region, index) => {
      const id = ids[index];
      if (id === undefined || this.#regionsByName.has(region.name)) return;
      this.#addRegion(region, id);
    });
  }

  /** `xml:id` of the cue at `index`. */
  cueId(index: number): string | undefined {
    return this.#cueIds[index];
  }

  #cueId(id: string | undefined, index: number): string | undefined {
    if (id === undefined && this.#flavour !== 'ebu-tt-d') return undefined;
    return uniqueName(id === undefined ? `c${index + 1}` : /^\d+$/.test(id) ? `c${id}` : id, this.#taken);
  }

  /** Id of the speaker. */
  agent(name: string): string {
    const key = `agent ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = uniqueName(`agent${this.agents.size + 1}`, this.#taken);
    this.#known.set(key, id);
    this.agents.set(id, name);
    return id;
  }

  /** Region and style of a cue. */
  placing(cue: TrackCue): { readonly region: string; readonly style: string | undefined } {
    const place = cue.place ?? this.#stylePlaces.get(cue.style ?? '');
    const named = this.#regionsByName.get(cue.region ?? '');
    const region = named ?? this.#regionFor(place);
    const column = place?.anchor === undefined ? undefined : columnOfAnchor(place.anchor);
    const align = column === undefined || column === region.column ? undefined : this.align(column);
    const own = this.#styleNames.get(cue.style ?? '') ?? this.#plainStyle;
    return {
      region: region.id,
      style: [own, align].filter((name) => name !== undefined).join(' ') || undefined,
    };
  }

  #regionFor(place: Place | undefined): { readonly id: string; readonly column: number } {
    const isDefault = place === undefined || isSimple(place);
    const chosen: TrackRegion = isDefault ? defaultRegion(place) : { name: JSON.stringify(place), place };
    const key = isDefault ? `default ${chosen.name}` : chosen.name;
    const known = this.#regionsByName.get(key);
    if (known !== undefined) return known;
    const id = uniqueName(isDefault ? chosen.name : `place${this.regions.length + 1}`, this.#taken);
    return this.#addRegion({ ...chosen, name: key }, id);
  }

  #addRegion(region: TrackRegion, id: string): { readonly id: string; readonly column: number } {
    const column = columnOfAnchor(region.place.anchor ?? 2);
    const refers = (region.native?.ttml?.['style'] ?? '')
      .split(' ')
      .flatMap((name) => this.#styleNames.get(name) ?? []);
    const style = [...refers, ...(column === 0 && refers.length === 0 ? [] : [this.align(column)])];
    const mustHaveBox = this.#flavour === 'ebu-tt-d' || region.native?.ttml === undefined;
    this.regions.push({
      name: id,
      attributes: {
        style: [...new Set(style)].join(' ') || undefined,
        ...regionAttributes(region, mustHaveBox),
        ...allowedAttributes(region.native?.ttml, this.#flavour, 'region'),
      },
    });
    const added = { id, column };
    this.#regionsByName.set(region.name, added);
    return added;
  }

  /** Style that begins lines on the left, in the middle or on the right. */
  align(column: 0 | 1 | 2): string {
    const word = ALIGNMENTS[column];
    return this.#style(`align-${word}`, { 'tts:textAlign': word });
  }

  /** Style of text with these marks in a cue of that style; undefined where no attribute says them. */
  manner(marks: TextMarks, cueStyle: string | undefined): string | undefined {
    const base = this.#baseMarks.get(cueStyle ?? '') ?? {};
    const attributes = markAttributes(marks, base, this.#flavour);
    const isEmpty = Object.values(attributes).every((value) => value === undefined);
    return isEmpty ? undefined : this.#style(`m${this.styles.length + 1}`, attributes);
  }

  /** Style that makes text a ruby container, its base, or what stands beside it. */
  ruby(part: 'container' | 'base' | 'text'): string {
    return this.#style(`ruby-${part}`, { 'tts:ruby': part });
  }

  /** The style with exactly these attributes; one that the track has already is taken. */
  #style(wanted: string, attributes: Attributes): string {
    const key = `style ${JSON.stringify(attributes)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = uniqueName(wanted, this.#taken);
    this.#known.set(key, name);
    this.styles.push({ name, attributes });
    return name;
  }
}
