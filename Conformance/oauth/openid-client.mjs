// The same walk by openid-client, which does at once what a program without a library of its own would use.
import * as client from 'openid-client';
import { callback, due, failing, refused, resource, scope } from './person.mjs';

const { authorization_servers: [issuer] } = await (await fetch(await refused())).json();
const site = await callback();
const config = await client.dynamicClientRegistration(new URL(issuer), {
  client_name: 'openid-client', redirect_uris: [site.redirect], token_endpoint_auth_method: 'none',
}, client.None(), { algorithm: 'oauth2', execute: [client.allowInsecureRequests] });
due('the issuer', config.serverMetadata().issuer, issuer);
due('PKCE by S256', config.serverMetadata().supportsPKCE('S256'), true);

const state = client.randomState(), verifier = client.randomPKCECodeVerifier();
const ask = client.buildAuthorizationUrl(config, {
  redirect_uri: site.redirect, scope, resource, state, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
});
const redeem = arrived => client.authorizationCodeGrant(config, arrived, { pkceCodeVerifier: verifier, expectedState: state }, { resource });

const said = await failing('no', async () => redeem(await site.ask('cancel', ask)));
due('a person who says no', said instanceof client.AuthorizationResponseError && said.error, 'access_denied');

const arrived = await site.ask('allow', ask);
const silent = new URL(arrived);
silent.searchParams.delete('iss');
due('a missing issuer is noticed', (await failing('an answer without iss', () => redeem(silent))).code, 'OAUTH_INVALID_RESPONSE');
const tokens = await redeem(arrived);
due('what was granted', tokens.scope, scope);
due('the life of the token', tokens.expiresIn() > 3500 && tokens.expiresIn() <= 3600, true);

const call = token => client.fetchProtectedResource(config, token, new URL(`${resource}/me`), 'GET');
const me = async token => (await (await call(token)).json()).credential.type;
due('the credential of the call', await me(tokens.access_token), 'access_token');

const narrow = await client.refreshTokenGrant(config, tokens.refresh_token, { resource, scope: 'account:read' });
due('a token for less', narrow.scope, 'account:read');
due('the call after the refresh', await me(narrow.access_token), 'access_token');
const fresh = await client.refreshTokenGrant(config, narrow.refresh_token, { resource });
due('the refresh token keeps what was granted', fresh.scope, scope);

await client.tokenRevocation(config, fresh.access_token);
const ended = await failing('a revoked token', () => call(fresh.access_token));
due('the call after the revocation', ended instanceof client.WWWAuthenticateChallengeError && ended.status, 401);
const late = await failing('a revoked refresh token', () => client.refreshTokenGrant(config, fresh.refresh_token));
due('the refresh after the revocation', late instanceof client.ResponseBodyError && late.error, 'invalid_grant');
site.close();
