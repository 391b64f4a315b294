// The walk by the library of the newer generation, whose requests each say who asks, in which revision, and which holds the answer of the person against its issuer.
import { Client, IssuerMismatchError, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { due, failing } from '../oauth/person.mjs';
import { walk } from './assistant.mjs';

const revision = client => `${client.getProtocolEra()} ${client.getNegotiatedProtocolVersion()}`;
revision.due = 'modern 2026-07-28';

await walk({
  name: 'MCP client', revision, Unauthorized: UnauthorizedError,
  connection: () => new Client({ name: 'client', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } }),
  transport: (address, options) => new StreamableHTTPClientTransport(address, options),
  redeem: async (transport, arrived) => {
    for (const iss of ['https://other.example', undefined]) {
      const other = new URLSearchParams(arrived.searchParams);
      if (iss) other.set('iss', iss);
      else other.delete('iss');
      due(`an answer ${iss ? 'of another' : 'without an'} issuer is noticed`, (await failing('another issuer', () => transport.finishAuth(other))) instanceof IssuerMismatchError, true);
    }
    await transport.finishAuth(arrived.searchParams);
  },
});
