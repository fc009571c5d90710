// Fastify + pg + fast-jwt, with what Fastify's own guide advises for speed.
import { createVerifier } from "fast-jwt";
import fastify from "fastify";
import { start } from "./pool.js";
import { LIST, PING, POINT, POST } from "./schemas.js";
import * as store from "./store.js";
import { askedPage, isUuid, listed, mayRead, newRequestId, refusal, success } from "./wire.js";

const verify = createVerifier({
  key: process.env.JWT_SECRET,
  algorithms: ["HS256"],
  allowedIss: process.env.JWT_ISSUER,
  allowedAud: process.env.JWT_AUDIENCE,
  checkTyp: "at+jwt",
  requiredClaims: ["exp", "iat", "iss", "aud", "sub", "ver"],
});

const app = fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });

app.decorateRequest("actorId", "");
app.addHook("onRequest", (request, reply, done) => {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  try {
    const claims = scheme === "Bearer" && verify(token);
    if (claims && mayRead(claims)) {
      request.actorId = claims.sub;
      return done();
    }
  } catch {
    // The answer is the same, whatever is wrong with a token.
  }
  reply.code(401).send(refusal("UNAUTHENTICATED"));
});

app.get("/api/v1/ping", { schema: PING }, async () => success({ pong: true }));

app.get("/api/v1/tickets/:id", { schema: POINT }, async (request, reply) => {
  const found = isUuid(request.params.id) && (await store.card(request.params.id));
  return found ? success(found) : reply.code(404).send(refusal("NOT_FOUND"));
});

app.get("/api/v1/tickets", { schema: LIST }, async (request, reply) => {
  const page = askedPage(request.query);
  if (!page) return reply.code(400).send(refusal("QUERY_INVALID"));
  return listed(await store.page(page.limit + 1, page.after), page);
});

app.post("/api/v1/tickets", { schema: POST }, async (request, reply) => {
  const requestId = newRequestId();
  const origin = { requestId, ip: request.ip, userAgent: request.headers["user-agent"] };
  const ticket = await store.open(request.body, request.actorId, origin);
  return reply.code(201).send(success(ticket, requestId));
});

app.setNotFoundHandler((_, reply) => reply.code(404).send(refusal("NOT_FOUND")));
app.setErrorHandler((problem, _, reply) => {
  const status = problem.statusCode ?? 500;
  if (status >= 500) console.error(problem);
  reply.code(status).send(refusal(status >= 500 ? "INTERNAL" : "BODY_INVALID"));
});

await start();
await app.listen({ host: "127.0.0.1", port: Number(process.argv[2]) });
