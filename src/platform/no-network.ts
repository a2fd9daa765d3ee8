/**
 * No network: makes this process unable to open a socket or ask for an address through Node.js, for good.
 *
 * It is for a process that has no business there and reads hostile files; native code is beyond it, which is why such
 * a process gets an empty network from the system too, where there is one to be had.
 * @module
 */
/** Closes every door. Whoever tries one gets an Error that says so. */
export async function forbidNetwork(): Promise<void> {
  for (const [holder, names] of await findDoors()) {
    for (const name of names) Object.defineProperty(holder, name, { value: refuse, configurable: false });
  }
}

/** What holds the functions to replace, and their names. Loaded now: no other process needs all of these modules. */
async function findDoors(): Promise<readonly (readonly [object, readonly string[]])[]> {
  const { default: net } = await import('node:net');
  const { default: dgram } = await import('node:dgram');
  const { default: dns } = await import('node:dns');
  const resolvers = [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype];
  return [
    // What http, https, tls and fetch end in.
    [net.Socket.prototype, ['connect']],
    [net.Server.prototype, ['listen']],
    [dgram.Socket.prototype, ['bind', 'connect', 'send']],
    ...resolvers.map((holder) => [holder, resolvingFunctions(holder)] as const),
  ];
}

function resolvingFunctions(holder: object): readonly string[] {
  return Object.getOwnPropertyNames(holder).filter((name) => /^(lookup|resolve|reverse)/.test(name));
}

function refuse(): never {
  throw new Error('This process may not use the network.');
}
