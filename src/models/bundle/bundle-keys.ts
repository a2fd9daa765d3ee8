/**
 * Bundle keys: ed25519 keys as openssl writes them, and signatures over a bundle's manifest.
 *
 * In      private key: PEM, PKCS #8 (`openssl genpkey -algorithm ed25519`). Public key: PEM (`openssl pkey -pubout`),
 *         or `ed25519:<base64 of its 32 bytes>`.
 * Trust   no key is shown, logged or kept but a public one; a key's id is the sha256 of its 32 bytes.
 * Throws  UsageError E_USAGE for what is no such key. A signature that does not hold is no exception.
 * @module
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { systemCode, UsageError } from '../../kernel/index.ts';
import { readText, sha256, statIfPresent } from '../../platform/index.ts';

const PUBLIC_KEY_PREFIX = 'ed25519:';
/** Longest key file that is read, bytes. */
const MAX_KEY_BYTES = 64 * 1024;
const MAKE_KEY = 'openssl genpkey -algorithm ed25519 -out bundle.key';
const MAKE_PUBLIC_KEY = 'openssl pkey -in bundle.key -pubout -out bundle.pub';

/** A signature as `manifest.sig` has it. */
export interface ManifestSignature {
  readonly algorithm: 'ed25519';
  /** 64 hex digits. */
  readonly keyId: string;
  /** Base64. */
  readonly signature: string;
}

/** A public key that signatures are checked with. */
export interface PublicKey {
  /** sha256 of its 32 bytes, 64 hex digits. */
  readonly id: string;
  /** `ed25519:<base64>`, as it can be given to `trust`. */
  readonly text: string;
  readonly key: KeyObject;
}

/** A key that signs, with its public half. */
export interface SigningKey {
  readonly publicKey: PublicKey;
  readonly key: KeyObject;
}

const SIGNATURE = z.strictObject({
  algorithm: z.literal('ed25519'),
  keyId: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string().regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/),
});

/** Reads a private key from a PEM file. */
export async function readSigningKey(path: string): Promise<SigningKey> {
  const pem = await readKeyFile(path, MAKE_KEY);
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    // Every failure here is openssl's about this text. Not as the cause: it could quote from a secret.
    const code = systemCode(error) ?? 'no code';
    throw unusableKey(path, `is no private key that can be read without a passphrase (${code})`, MAKE_KEY);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw unusableKey(path, 'is no ed25519 key', MAKE_KEY);
  return { key, publicKey: publicKeyFrom(createPublicKey(key)) };
}

/** Reads a public key: a PEM file, or the key itself. */
export async function readPublicKey(trust: string): Promise<PublicKey> {
  if (trust.startsWith(PUBLIC_KEY_PREFIX)) {
    const raw = Buffer.from(trust.slice(PUBLIC_KEY_PREFIX.length), 'base64');
    const isWhole = raw.length === 32 && `${PUBLIC_KEY_PREFIX}${raw.toString('base64')}` === trust;
    if (!isWhole) throw unusableKey(trust, 'is not ed25519: and the base64 of 32 bytes', MAKE_PUBLIC_KEY);
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') };
    return publicKeyFrom(createPublicKey({ key: jwk, format: 'jwk' }));
  }
  const pem = await readKeyFile(trust, MAKE_PUBLIC_KEY);
  if (pem.includes('PRIVATE KEY'))
    throw unusableKey(trust, 'is a private key, which stays where bundles are signed', MAKE_PUBLIC_KEY);
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (error) {
    throw unusableKey(trust, `is no public key (${systemCode(error) ?? 'no code'})`, MAKE_PUBLIC_KEY);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw unusableKey(trust, 'is no ed25519 key', MAKE_PUBLIC_KEY);
  return publicKeyFrom(key);
}

/** The text of `manifest.sig` for a manifest. */
export function signManifest(manifest: Uint8Array, { key, publicKey }: SigningKey): string {
  const signature = sign(null, manifest, key).toString('base64');
  const document: ManifestSignature = { algorithm: 'ed25519', keyId: publicKey.id, signature };
  return `${JSON.stringify(document)}\n`;
}

/** What a `manifest.sig` says; undefined when it is not written as `signManifest` writes it. */
export function parseSignature(bytes: Uint8Array): ManifestSignature | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  try {
    const { data } = SIGNATURE.safeParse(JSON.parse(text));
    return data !== undefined && `${JSON.stringify(data)}\n` === text ? data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the key made the signature for exactly these bytes. */
export function isSignedBy(
  manifest: Uint8Array,
  signature: ManifestSignature,
  { id, key }: PublicKey,
): boolean {
  return signature.keyId === id && verify(null, manifest, key, Buffer.from(signature.signature, 'base64'));
}

function publicKeyFrom(key: KeyObject): PublicKey {
  const raw = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  return { id: sha256(raw), text: `${PUBLIC_KEY_PREFIX}${raw.toString('base64')}`, key };
}

async function readKeyFile(path: string, command: string): Promise<string> {
  const there = await statIfPresent(path);
  // The bundle itself may be named by mistake, and a pipe may never end.
  if (there !== undefined && (!there.isFile() || there.size > MAX_KEY_BYTES))
    throw unusableKey(path, 'is no key file', command);
  try {
    return await readText(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw unusableKey(path, `cannot be read (${code})`, command);
  }
}

function unusableKey(path: string, what: string, command: string): UsageError {
  return new UsageError('E_USAGE', `The key ${path} ${what}.`, { hint: command });
}
