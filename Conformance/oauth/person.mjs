// What all clients share: where a person is sent, how they come back, and what is due.
import { createServer } from 'node:http';

export const origin = process.env.CLOCKSPOT_URL;
if (!origin) throw new Error('Set CLOCKSPOT_URL.');

export const resource = `${origin}/api/v1`;
export const scope = 'account:read time_tracking:write';

/** Ends the walk when something is other than it is due. */
export const due = (what, found, expected) => {
  if (found !== expected) throw new Error(`${what}: ${String(found)}, due ${String(expected)}`);
  console.log(`ok ${what}`);
};

/** The error that something ends with; none ends the walk. */
export const failing = async (what, act) => {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error(`${what} was let through.`);
};

/** A client's own site, at which people arrive after they decided. */
export const callback = async () => {
  const arrivals = [];
  let waiting;
  const server = createServer((request, response) => {
    const address = new URL(request.url, redirect);
    response.writeHead(address.pathname === '/callback' ? 200 : 404, { 'Content-Type': 'text/plain' }).end('You can close this page.');
    if (address.pathname !== '/callback') return;
    if (waiting) waiting(address);
    else arrivals.push(address);
    waiting = undefined;
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  const redirect = `http://127.0.0.1:${server.address().port}/callback`;
  return {
    redirect,
    /** Asks whoever runs this script to open an address and to decide; answers the address at which the person arrived. */
    ask: (what, address) => {
      console.log(`${what} ${address}`);
      return arrivals.shift() ?? new Promise(arrive => { waiting = arrive; });
    },
    close: () => server.close(),
  };
};

/** Where a client that was refused learns whom to ask: the metadata that the challenge names (RFC 9728, section 5.1). */
export const refused = async () => {
  const answer = await fetch(`${resource}/me`);
  due('a call without a token', answer.status, 401);
  const challenge = answer.headers.get('WWW-Authenticate') ?? '';
  due('the scheme of the challenge', challenge.split(' ')[0], 'Bearer');
  const named = /resource_metadata="([^"]+)"/.exec(challenge)?.[1];
  due('the metadata that the challenge names', named, `${origin}/.well-known/oauth-protected-resource/api/v1`);
  return named;
};
