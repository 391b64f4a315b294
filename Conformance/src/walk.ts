// The main flow of the API, by a client whose types were generated from its document: what does not compile here is told wrongly there.
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

const url = process.env.CLOCKSPOT_URL, key = process.env.CLOCKSPOT_KEY;
if (!url || !key) throw new Error('Set CLOCKSPOT_URL and CLOCKSPOT_KEY.');
const api = createClient<paths>({ baseUrl: `${url}/api/v1`, headers: { Authorization: `Bearer ${key}` } });

type Problem = components['schemas']['Problem'];
type TimeEntry = components['schemas']['TimeEntry'];

/** What was answered; a problem ends the walk. */
const good = <T>(what: string, { data, error }: { data?: T; error?: Problem }): T => {
  if (error) throw new Error(`${what}: ${error.status} ${error.code}: ${error.detail ?? error.title} ${JSON.stringify(error.errors ?? [])}`);
  if (data === undefined) throw new Error(`${what}: no answer`);
  console.log(`ok ${what}`);
  return data;
};
const due = <T>(what: string, found: T, expected: T) => {
  if (found !== expected) throw new Error(`${what}: ${String(found)}, due ${String(expected)}`);
};

const me = good('me', await api.GET('/me'));
due('the credential', me.credential.type, 'api_key');

const job = async (name: string) => good(`add the job ${name}`, await api.POST('/jobs', { body: { name }, params: { header: { 'Idempotency-Key': crypto.randomUUID() } } }));
const till = await job(`Till ${Date.now()}`);
const stock = await job(`Stock ${Date.now()}`);

due('the clock after in', good('clock in', await api.POST('/clock/in', { body: { jobId: till.id } })).state, 'in');
due('a second clock in', (await api.POST('/clock/in', { body: {} })).error?.code, 'already_clocked_in');
due('the job after the switch', good('switch', await api.POST('/clock/switch', { body: { jobId: stock.id } })).entry?.jobId, stock.id);
due('the clock on a break', good('start a break', await api.POST('/clock/breaks/start', { body: { paid: false } })).state, 'break');
due('the clock after the break', good('end the break', await api.POST('/clock/breaks/end', { body: {} })).state, 'in');
due('the clock after out', good('clock out', await api.POST('/clock/out', { body: { note: 'Done' } })).state, 'out');

const entries: TimeEntry[] = [];
for (let cursor: string | undefined; ;) {
  const page = good('a page of entries', await api.GET('/time-entries', { params: { query: { limit: 1, jobId: [till.id, stock.id], ...(cursor ? { cursor } : {}) } } }));
  entries.push(...page.data);
  if (page.page.next === null) break;
  cursor = page.page.next;
}
due('entries, one on a page', entries.length, 2);

const entry = entries.find(one => one.jobId === stock.id);
if (!entry) throw new Error('The entry on the second job is not in the list.');
const edited = good('correct the entry', await api.PATCH('/time-entries/{id}', {
  params: { path: { id: entry.id } }, body: { note: 'Stocktaking', reason: 'The note was too short', version: entry.version },
}));
due('the note', edited.note, 'Stocktaking');
due('a stale edit', (await api.PATCH('/time-entries/{id}', {
  params: { path: { id: entry.id }, header: { 'If-Match': `"${entry.version}"` } }, body: { note: 'Lost', reason: 'Too late' },
})).error?.code, 'precondition_failed');

good('the report', await api.GET('/reports/{key}', { params: { path: { key: 'hours-summary' }, query: {} } }));
due('the job after archiving', good('archive the job', await api.POST('/jobs/{id}/archive', { params: { path: { id: stock.id } }, body: { version: stock.version } })).archived, true);
