// The walk by the library of the older generation, which begins with a handshake.
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { walk } from './assistant.mjs';

const revision = (client, transport) => transport.protocolVersion;
revision.due = '2025-11-25';

await walk({
  name: 'MCP SDK', revision, Unauthorized: UnauthorizedError,
  connection: () => new Client({ name: 'sdk', version: '1.0.0' }),
  transport: (address, options) => new StreamableHTTPClientTransport(address, options),
  redeem: (transport, arrived) => transport.finishAuth(arrived.searchParams.get('code')),
});
