// The walk by the inspector's command line. It keeps what it knows in files of its own, so that each command is a program of its own, as people run it.
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { due } from '../oauth/person.mjs';
import { door, ended, names, revoked, scopes, tools } from './assistant.mjs';

const home = mkdtempSync(join(tmpdir(), 'clockspot-inspector-')), secrets = join(home, 'secrets.json');
const known = { ...process.env, HOME: home, MCP_INSPECTOR_SECRET_STORE: 'file', MCP_INSPECTOR_SECRET_FILE: secrets };
process.on('exit', () => rmSync(home, { recursive: true }));

const port = await new Promise(found => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => found(port));
  });
});

/** Runs a command: how it ended, and what it answered. Where it sends a person to a page, whoever runs this script is asked to open it. */
const run = (words, settings = {}) => new Promise(over => {
  const program = spawn(process.execPath, ['node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', '--cli', door, '--format', 'json',
    '--callback-url', `http://127.0.0.1:${port}/oauth/callback`, ...words], { env: { ...known, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  let sent = false;
  program.stdout.on('data', piece => { said.out += piece; });
  program.stderr.on('data', piece => {
    said.err += piece;
    const address = /Please navigate to: (\S+)\n/.exec(said.err)?.[1];
    if (address && !sent) console.log(`allow ${address}`);
    sent ||= !!address;
  });
  program.on('close', code => over({ ...said, end: code === 0 ? 'done' : `${code} ${/"code":"(\w+)"/.exec(said.err)?.[1]}`, result: said.out ? JSON.parse(said.out).result : undefined }));
});

/** A call by the newer generation with what is known, which sends nobody anywhere. */
const call = (tool, args = {}) => run(['--method', 'tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(args), '--protocol-era', 'modern', '--stored-auth-only']);
const answer = async (tool, args) => {
  const { end, err, result } = await call(tool, args);
  if (end !== 'done') throw new Error(`${tool}: ${end} ${err}`);
  return result.structuredContent;
};

/** The tokens that it keeps: one text of JSON among its secrets. */
const kept = () => Object.entries(JSON.parse(readFileSync(secrets, 'utf8')).secrets).filter(([name]) => name.includes(':tokens:')).map(([name, text]) => ({ name, ...JSON.parse(text) }))[0];
const lose = ({ name, ...tokens }) => {
  const all = JSON.parse(readFileSync(secrets, 'utf8'));
  all.secrets[name] = JSON.stringify({ ...tokens, access_token: 'csat_lost' });
  writeFileSync(secrets, JSON.stringify(all));
};

due('a call without a token', (await run(['--method', 'tools/list', '--stored-auth-only'])).end, '3 auth_required');
// "Strict" fails where a schema cannot be carried over to other dialects.
const listed = await run(['--method', 'tools/list', '--strict'], { MCP_AUTO_OPEN_ENABLED: 'true', BROWSER: 'true' });
due('a call after the permission', listed.end, 'done');
due('the tools', names(listed.result.tools), tools);
const first = kept();
due('what was granted', first.scope, scopes);
due('who granted it', first.issuer, new URL(door).origin);

lose(first);
const account = await answer('get_account');
due('a call after the token was lost', account.account.slug, 'bistro');
const second = kept();
due('another access token', second.access_token !== first.access_token && second.access_token !== 'csat_lost', true);
due('another refresh token', second.refresh_token !== first.refresh_token, true);

due('a report', (await answer('run_report', { key: 'hours-summary' })).complete, true);
const wish = { idempotencyKey: randomUUID(), employeeId: account.person.employeeId, start: '2026-01-05T09:00:00-05:00', end: '2026-01-05T17:00:00-05:00', reason: 'Forgotten' };
const added = await answer('add_time_entry', wish);
due('a write', added.entry.workedSeconds, 8 * 3600);
due('the same wish again', JSON.stringify(await answer('add_time_entry', wish)), JSON.stringify({ ...added, repeated: true }));
const refused = await call('add_time_entry', { ...wish, idempotencyKey: randomUUID() });
due('another wish for the same time is refused', `${refused.end}, ${refused.result.content[0].text.split(':')[0]}`, '5 tool_is_error, overlap');

// Its own way to end a connection (--relogin) looks for the address of the revocation where this version does not keep it, and leaves the tokens valid.
const { servers: { [door]: { discoveryState, byIssuer } } } = JSON.parse(readFileSync(join(home, '.mcp-inspector', 'storage', 'oauth.json'), 'utf8'));
const client = byIssuer[second.issuer].clientInformation.client_id;
due('the revocation', await revoked(discoveryState.authorizationServerMetadata, client, second), 200);
due('the token after the revocation', await ended(second.access_token), '401 invalid_token');
due('a call after the revocation', (await call('get_account')).end, '3 auth_required');
