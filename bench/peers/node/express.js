// Express + jsonwebtoken + zod over either store. JWT_KEY=string leaves the secret the string that it is.
import { createSecretKey } from "node:crypto";
import express from "express";
import jwt from "jsonwebtoken";
import * as z from "zod";
import { start } from "./pool.js";
import { askedPage, isUuid, listed, mayRead, newRequestId, refusal, success } from "./wire.js";

const store = await import(process.env.STORE === "prisma" ? "./prisma.js" : "./store.js");
const secret = process.env.JWT_SECRET;
const key = process.env.JWT_KEY === "string" ? secret : createSecretKey(Buffer.from(secret));
const required = { algorithms: ["HS256"], issuer: process.env.JWT_ISSUER, audience: process.env.JWT_AUDIENCE };

const NewTicket = z.strictObject({
  title: z.string().min(1).max(300).regex(/\S/),
  description: z.string().min(1).max(1_000_000).regex(/\S/),
  priority: z.enum(["low", "medium", "high", "critical"]).default("medium"),
  tags: z.array(z.string().max(50).regex(/^[^\s,]+( [^\s,]+)*$/)).max(30).default([]),
});

function authenticated(request, response, next) {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  try {
    const { header, payload } = jwt.verify(token, key, { ...required, complete: true });
    if (scheme === "Bearer" && header.typ === "at+jwt" && mayRead(payload)) {
      request.actorId = payload.sub;
      return next();
    }
  } catch {
    // The answer is the same, whatever is wrong with a token.
  }
  response.status(401).json(refusal("UNAUTHENTICATED"));
}

const app = express();
app.disable("x-powered-by");
app.use(authenticated);
app.use(express.json({ limit: "1mb" }));

app.get("/api/v1/ping", (_, response) => response.json(success({ pong: true })));

app.get("/api/v1/tickets/:id", async (request, response) => {
  const found = isUuid(request.params.id) && (await store.card(request.params.id));
  response.status(found ? 200 : 404).json(found ? success(found) : refusal("NOT_FOUND"));
});

app.get("/api/v1/tickets", async (request, response) => {
  const page = askedPage(request.query);
  if (!page) return response.status(400).json(refusal("QUERY_INVALID"));
  response.json(listed(await store.page(page.limit + 1, page.after), page));
});

app.post("/api/v1/tickets", async (request, response) => {
  const asked = NewTicket.safeParse(request.body);
  if (!asked.success) return response.status(400).json(refusal("BODY_INVALID"));
  const requestId = newRequestId();
  const origin = { requestId, ip: request.ip, userAgent: request.get("user-agent") };
  const ticket = await store.open(asked.data, request.actorId, origin);
  response.status(201).json(success(ticket, requestId));
});

app.use((_, response) => response.status(404).json(refusal("NOT_FOUND")));
app.use((problem, _request, response, _next) => {
  const status = problem.status ?? 500;
  if (status >= 500) console.error(problem);
  response.status(status).json(refusal(status >= 500 ? "INTERNAL" : "BODY_INVALID"));
});

await start();
app.listen(Number(process.argv[2]), "127.0.0.1");
