// JSON Schema, of which Fastify compiles a validator for what comes in and a serialiser for what goes out.
const string = { type: "string" };
const integer = { type: "integer" };
const time = { type: "string", format: "date-time" };
const orNull = (schema) => ({ ...schema, type: [schema.type, "null"] });
const object = (properties) => ({ type: "object", properties });

const ticket = {
  id: string, number: integer, title: string, status: string, statusId: orNull(string), priority: string,
  categoryId: orNull(string), teamId: orNull(string), assigneeId: orNull(string), requesterId: string, channel: string,
  tags: { type: "array", items: string }, dueAt: orNull(time), createdAt: time, updatedAt: time,
};
const row = { ...ticket, snippet: orNull(string) };
const card = {
  ...ticket, description: string, resolution: orNull(string), externalKey: orNull(string), mergedIntoId: orNull(string),
  firstResponseAt: orNull(time), resolvedAt: orNull(time), closedAt: orNull(time), version: integer,
};
const pagination = {
  page: orNull(integer), limit: integer, total: integer, totalPages: integer, totalIsCapped: { type: "boolean" },
  nextCursor: orNull(string),
};
const envelope = (data, meta = {}) =>
  object({ success: { type: "boolean" }, data, error: { type: "null" }, meta: object({ requestId: string, ...meta }) });

const tag = { type: "string", minLength: 1, maxLength: 50, pattern: "^[^\\s,]+( [^\\s,]+)*$" };
const newTicket = {
  type: "object",
  additionalProperties: false,
  required: ["title", "description"],
  properties: {
    title: { type: "string", minLength: 1, maxLength: 300, pattern: "\\S" },
    description: { type: "string", minLength: 1, maxLength: 1_000_000, pattern: "\\S" },
    priority: { enum: ["low", "medium", "high", "critical"], default: "medium" },
    tags: { type: "array", maxItems: 30, items: tag, default: [] },
  },
};

export const PING = { response: { 200: envelope(object({ pong: { type: "boolean" } })) } };
export const POINT = { response: { 200: envelope(object(card)) } };
export const LIST = { response: { 200: envelope({ type: "array", items: object(row) }, { pagination: object(pagination) }) } };
export const POST = { body: newTicket, response: { 201: envelope(object(card)) } };
