// A real issuer of tokens on a free port of this machine: npm's oidc-provider, with new keys in each run.
//
//   node issuer.mjs NPM_FOLDER PORT
//
// Port 0 takes a free one. Prints its address once it serves. A client is whoever it says it is, with the secret "secret"; the resource
// that a token is asked for, urn:lifeline:ALGORITHM:AUDIENCE, says how it is signed and whom it is for, and its scope which roles it has.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';

const { default: Provider } = await import(`${process.argv[2]}/node_modules/oidc-provider/lib/index.js`);

const key = (alg, type, options) =>
  ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg.toLowerCase() });

const server = createServer();
server.listen(Number(process.argv[3]), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: ['planner@example.com', 'stranger@example.com'].map((id) => ({
      client_id: id, client_secret: 'secret', grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    })),
    jwks: {
      keys: [key('ES256', 'ec', { namedCurve: 'P-256' }), key('RS256', 'rsa', { modulusLength: 2048 }), key('EdDSA', 'ed25519')],
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (context, resource) => {
          const [, , alg, audience] = resource.split(':');
          return { scope: 'reader planner admin', audience, accessTokenFormat: 'jwt', accessTokenTTL: 600, jwt: { sign: { alg } } };
        },
      },
    },
    extraTokenClaims: (context, token) => (token.scope ? { roles: token.scope.split(' ') } : undefined),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
