// What the assistants share: what a library remembers of a connection, which tools a full grant lists, and the walk from the refused call to the ended connection.
import { randomUUID } from 'node:crypto';
import { callback, due, failing, origin } from '../oauth/person.mjs';

export const door = `${origin}/mcp`;

/** What the server says that its tools make use of. */
export const scopes = 'account:read employees:read time_tracking:read time_tracking:write reports:read';

/** The tools that an owner has who granted them. */
export const tools = [
  'add_time_entry', 'clock_in', 'clock_out', 'edit_time_entry', 'fetch', 'get_account', 'get_clock', 'get_profile', 'get_timesheet', 'list_employees', 'list_reports', 'list_time_entries',
  'run_report', 'search', 'who_is_in',
].join(' ');

/** The names of listed tools, in one order. */
export const names = listed => listed.map(tool => tool.name).sort().join(' ');

/** Ends a connection where the metadata says (RFC 7009), which none of these libraries does; answers the status. */
export const revoked = async (metadata, client, tokens) => (await fetch(metadata.revocation_endpoint, {
  method: 'POST', body: new URLSearchParams({ token: tokens.refresh_token, token_type_hint: 'refresh_token', client_id: client }),
})).status;

/** What the server says to a token that it does not know any more. */
export const ended = async token => {
  const answer = await fetch(door, {
    method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  return `${answer.status} ${/error="([^"]+)"/.exec(answer.headers.get('WWW-Authenticate') ?? '')?.[1]}`;
};

/** What a library asks its program to remember of a connection. */
const memory = (name, redirect) => {
  const kept = {};
  return {
    kept,
    redirectUrl: redirect,
    clientMetadata: { client_name: name, redirect_uris: [redirect], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
    state: () => (kept.state = randomUUID()),
    clientInformation: () => kept.client,
    saveClientInformation: client => { kept.client = client; },
    tokens: () => kept.tokens,
    saveTokens: tokens => { kept.tokens = tokens; },
    codeVerifier: () => kept.verifier,
    saveCodeVerifier: verifier => { kept.verifier = verifier; },
    discoveryState: () => kept.discovered,
    saveDiscoveryState: discovered => { kept.discovered = discovered; },
    redirectToAuthorization: address => { kept.address = address; },
    invalidateCredentials: what => {
      if (what === 'all' || what === 'tokens') kept.tokens = undefined;
      if (what === 'all' || what === 'client') kept.client = undefined;
    },
  };
};

/**
 * Walks by a library: it goes from the refusal to the person's decision by itself, calls tools and holds their answers against their schemas, refreshes, and learns in the
 * end that the connection is over.
 */
export const walk = async ({ name, connection, transport, Unauthorized, revision, redeem }) => {
  const site = await callback(), provider = memory(name, site.redirect), { kept } = provider, seen = [];
  const fetched = async (address, init) => {
    const answer = await fetch(address, init);
    seen.push(`${init?.method ?? 'GET'} ${new URL(address).pathname} ${answer.status}`);
    return answer;
  };
  const open = () => transport(new URL(door), { authProvider: provider, fetch: fetched });

  const first = open();
  due('a call without a token', (await failing('a call without a token', () => connection().connect(first))) instanceof Unauthorized, true);
  due('the way to the permission', seen.join(', '),
    'POST /mcp 401, GET /.well-known/oauth-protected-resource/mcp 200, GET /.well-known/oauth-authorization-server 200, POST /oauth/register 201');
  due('what is asked for', kept.address.searchParams.get('scope'), scopes);
  due('where it is to hold', kept.address.searchParams.get('resource'), door);

  const arrived = await site.ask('allow', kept.address);
  due('the state', arrived.searchParams.get('state'), kept.state);
  await redeem(first, arrived);
  due('what was granted', kept.tokens.scope, scopes);

  const client = connection(), second = open();
  await client.connect(second);
  due('the revision of the protocol', revision(client, second), revision.due);
  due('the server', client.getServerVersion().name, 'clockspot');
  due('its instructions', client.getInstructions().includes('idempotencyKey'), true);
  due('the tools', names((await client.listTools()).tools), tools);
  const call = (tool, args = {}) => client.callTool({ name: tool, arguments: args });
  const answer = async (tool, args) => (await call(tool, args)).structuredContent;
  await use(call, answer);
  await renewed(kept, () => answer('get_account'));
  await over(kept, () => call('get_account'), Unauthorized);
  await client.close();
  site.close();
};

/** Reads, writes, sends a wish again after something else happened, and is refused once. */
const use = async (call, answer) => {
  due('the account', (await answer('get_account')).account.slug, 'bistro');
  due('what a search finds', (await answer('search', { query: 'hours summary' })).results[0].url, `${origin}/w/bistro/reports/hours-summary`);
  due('a report', (await answer('run_report', { key: 'hours-summary' })).complete, true);

  const wish = { idempotencyKey: randomUUID() };
  const punched = await answer('clock_in', wish);
  due('a punch', punched.state, 'in');
  due('the end of the shift', (await answer('clock_out', { idempotencyKey: randomUUID() })).state, 'out');
  due('the first wish again', JSON.stringify(await answer('clock_in', wish)), JSON.stringify({ ...punched, repeated: true }));
  due('nothing was done twice', (await answer('list_time_entries', { status: 'open' })).data.length, 0);
  const stale = { idempotencyKey: randomUUID(), id: punched.entry.id, version: punched.entry.version, note: 'From an older look', reason: 'A second look' };
  const refused = await call('edit_time_entry', stale);
  due('a write by an older look is refused', refused.isError && refused.content[0].text.split(':')[0], 'stale_version');
};

/** The access token is lost: the library gets another one by itself, and the call does not notice. */
const renewed = async (kept, ask) => {
  const before = kept.tokens;
  kept.tokens = { ...before, access_token: 'csat_lost' };
  due('a call after the token was lost', (await ask()).account.slug, 'bistro');
  due('another access token', kept.tokens.access_token !== before.access_token && kept.tokens.access_token !== 'csat_lost', true);
  due('another refresh token', kept.tokens.refresh_token !== before.refresh_token, true);
};

/** The connection is ended; then the library has nothing left but to ask the person anew. */
const over = async (kept, ask, Unauthorized) => {
  const { access_token: access } = kept.tokens;
  due('the revocation', await revoked(kept.discovered.authorizationServerMetadata, kept.client.client_id, kept.tokens), 200);
  due('the token after the revocation', await ended(access), '401 invalid_token');
  kept.address = undefined;
  due('a call after the revocation', (await failing('a call after the revocation', ask)) instanceof Unauthorized, true);
  due('a new request for permission', kept.address?.pathname, '/oauth/authorize');
};
