/**
 * Media extensions: endings of names that media files have, as ffmpeg's demuxers and the common players know them.
 * They decide only which files of a folder are taken; a file that is named is opened whatever it is called.
 * @module
 */

/** Without the dot, lower case. */
export const MEDIA_EXTENSIONS: ReadonlySet<string> = new Set([
  // Video
  ...[
    '3g2',
    '3gp',
    'asf',
    'avi',
    'divx',
    'dv',
    'f4v',
    'flv',
    'm2t',
    'm2ts',
    'm2v',
    'm4v',
    'mkv',
    'mov',
    'mp4',
  ],
  ...[
    'mpe',
    'mpeg',
    'mpg',
    'mts',
    'mxf',
    'nut',
    'ogm',
    'ogv',
    'qt',
    'rm',
    'rmvb',
    'ts',
    'vob',
    'webm',
    'wmv',
  ],
  ...['wtv'],
  // Sound
  ...[
    'aac',
    'ac3',
    'aif',
    'aifc',
    'aiff',
    'amr',
    'ape',
    'au',
    'awb',
    'bwf',
    'caf',
    'dts',
    'eac3',
    'flac',
    'm4a',
  ],
  ...[
    'm4b',
    'm4r',
    'mka',
    'mp2',
    'mp3',
    'mpa',
    'mpc',
    'oga',
    'ogg',
    'opus',
    'ra',
    'rf64',
    'spx',
    'tta',
    'w64',
  ],
  ...['wav', 'wave', 'weba', 'wma', 'wv'],
]);

/** Folders that systems and storage boxes put into the user's own; nothing in them is the user's media. */
export const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  '$RECYCLE.BIN',
  '@eaDir',
  '#recycle',
  'lost+found',
  'System Volume Information',
]);
