// From a refused call to a revoked token, by oauth4webapi, which takes every answer by the letter of its standard.
import * as oauth from 'oauth4webapi';
import { callback, due, failing, refused, resource, scope } from './person.mjs';

const loopback = { [oauth.allowInsecureRequests]: true };
const named = await refused();

const described = await oauth.resourceDiscoveryRequest(new URL(resource), loopback);
due('the address of the resource metadata', described.url, named);
const protectedResource = await oauth.processResourceDiscoveryResponse(new URL(resource), described);
const issuer = new URL(protectedResource.authorization_servers[0]);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...loopback }));
due('the promise of iss', server.authorization_response_iss_parameter_supported, true);

const site = await callback();
const client = await oauth.processDynamicClientRegistrationResponse(await oauth.dynamicClientRegistrationRequest(server, {
  client_name: 'oauth4webapi', redirect_uris: [site.redirect], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
}, loopback));
due('the authentication of the client', client.token_endpoint_auth_method, 'none');

const state = oauth.generateRandomState(), verifier = oauth.generateRandomCodeVerifier();
const ask = new URL(server.authorization_endpoint);
for (const [name, value] of Object.entries({
  client_id: client.client_id, redirect_uri: site.redirect, response_type: 'code', scope, state, resource,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
})) ask.searchParams.set(name, value);

const said = await failing('no', async () => oauth.validateAuthResponse(server, client, await site.ask('cancel', ask), state));
due('a person who says no', said instanceof oauth.AuthorizationResponseError && said.error, 'access_denied');

const arrived = await site.ask('allow', ask);
const elsewhere = new URL(arrived);
elsewhere.searchParams.set('iss', 'https://other.example');
due('another issuer is noticed', (await failing('another issuer', async () => oauth.validateAuthResponse(server, client, elsewhere, state))) instanceof oauth.OperationProcessingError, true);
const answer = oauth.validateAuthResponse(server, client, arrived, state);
const redeem = () => oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, site.redirect, verifier, { additionalParameters: { resource }, ...loopback });
const tokens = await oauth.processAuthorizationCodeResponse(server, client, await redeem());
due('the type of the token', tokens.token_type, 'bearer');
due('what was granted', tokens.scope, scope);

const call = token => oauth.protectedResourceRequest(token, 'GET', new URL(`${resource}/me`), undefined, undefined, loopback);
const me = async token => (await (await call(token)).json()).credential.type;
due('the credential of the call', await me(tokens.access_token), 'access_token');

const fresh = await oauth.processRefreshTokenResponse(server, client,
  await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token, { additionalParameters: { resource }, ...loopback }));
due('a refresh token that is new each time', fresh.refresh_token !== tokens.refresh_token, true);
due('the call after the refresh', await me(fresh.access_token), 'access_token');

await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), fresh.refresh_token, loopback));
const ended = await failing('a revoked token', () => call(fresh.access_token));
due('the call after the revocation', ended instanceof oauth.WWWAuthenticateChallengeError && ended.status, 401);
due('its reason', ended.cause[0].parameters.error, 'invalid_token');
const late = await failing('a revoked refresh token', async () => oauth.processRefreshTokenResponse(server, client,
  await oauth.refreshTokenGrantRequest(server, client, oauth.None(), fresh.refresh_token, loopback)));
due('the refresh after the revocation', late instanceof oauth.ResponseBodyError && late.error, 'invalid_grant');
site.close();
