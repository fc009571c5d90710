// A certified OpenID provider on this machine, where everybody may sign in as whom they like. Some of its clients are
// lied to: they are named after what is wrong with their ID tokens.
import crypto from 'node:crypto';
import http from 'node:http';

import Provider from 'oidc-provider';

const [clients] = process.argv.slice(2).map((argument) => JSON.parse(argument));
const key = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const another = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

const LIES = {
  'wrong-audience': () => ({ aud: 'somebody-else' }),
  'wrong-issuer': () => ({ iss: 'https://other.example.com' }),
  'wrong-signature': () => ({}),
  'expired': ({ iat }) => ({ iat: iat - 7200, exp: iat - 3600 }),
};

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function lie(client, token) {
  const [header, payload] = token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
  const signed = `${encoded(header)}.${encoded({ ...payload, ...LIES[client](payload) })}`;
  const signature = crypto.sign('sha256', signed, client === 'wrong-signature' ? another : key);
  return `${signed}.${signature.toString('base64url')}`;
}

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name'] },
    cookies: { keys: [crypto.randomBytes(32).toString('hex')] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true, given_name: 'Ada' }),
    }),
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] },
    pkce: { required: () => true },
  });
  provider.use(async (ctx, next) => {
    await next();
    const client = ctx.oidc?.client?.clientId;
    if (ctx.path === '/token' && ctx.body?.id_token && client in LIES) {
      ctx.body.id_token = lie(client, ctx.body.id_token);
    }
  });
  server.on('request', provider.callback());
  console.log(`Provider ${issuer}`);
});
