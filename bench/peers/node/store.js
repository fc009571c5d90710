// PostgreSQL by pg: named statements, which the server plans once for each connection.
import { randomBytes } from "node:crypto";
import pg from "pg";

export const COUNTED = 1000;
const POOL = Number(process.env.POOL);

pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({ max: POOL, idleTimeoutMillis: 0 });

const ROW = `id, number, title, status, priority, category_id AS "categoryId", team_id AS "teamId",
  assignee_id AS "assigneeId", requester_id AS "requesterId", channel, tags, due_at AS "dueAt",
  created_at AS "createdAt", updated_at AS "updatedAt"`;
const CARD = `${ROW}, description, resolution, external_key AS "externalKey",
  first_response_at AS "firstResponseAt", resolved_at AS "resolvedAt", closed_at AS "closedAt", version`;
const TOTAL = `(SELECT count(*) FROM (SELECT 1 FROM tickets LIMIT ${COUNTED + 1}) AS counted) AS counted`;
const LATEST = "ORDER BY created_at DESC, id DESC LIMIT $1";

const SQL = {
  card: `SELECT ${CARD} FROM tickets WHERE id = $1`,
  first: `SELECT ${ROW}, ${TOTAL} FROM tickets ${LATEST}`,
  next: `SELECT ${ROW}, ${TOTAL} FROM tickets WHERE (created_at, id) < ($2, $3) ${LATEST}`,
  ticket: `INSERT INTO tickets (id, number, title, description, status, priority, requester_id, channel, tags,
      version, created_at, updated_at)
    VALUES ($1, nextval('ticket_number'), $2, $3, 'open', $4, $5, 'api', $6, 1, $7, $7) RETURNING ${CARD}`,
  event: `INSERT INTO events (id, name, entity_type, entity_id, payload, old_values, new_values, actor_id,
      request_id, ip, user_agent, created_at)
    VALUES ($1, 'desk.ticket_opened', 'ticket', $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};

const asked = (name, values) => ({ name, text: SQL[name], values });

/** Open every connection, so that none is opened under load. */
export async function start() {
  const all = await Promise.all(Array.from({ length: POOL }, () => pool.connect()));
  for (const connection of all) connection.release();
}

export const card = async (id) => (await pool.query(asked("card", [id]))).rows[0];

/** `after` is creation time and id of the last row of the page before. */
export const rows = async (limit, after) =>
  (await pool.query(after ? asked("next", [limit, ...after]) : asked("first", [limit]))).rows;

/** Store the ticket and what happened; the ticket as it is stored. */
export async function open({ title, description, priority, tags }, actorId, origin) {
  const connection = await pool.connect();
  try {
    await connection.query("BEGIN");
    const values = [uuid7(), title, description, priority, actorId, tags, new Date()];
    const ticket = (await connection.query(asked("ticket", values))).rows[0];
    await connection.query(asked("event", eventOf(ticket, origin)));
    await connection.query("COMMIT");
    return ticket;
  } catch (problem) {
    await connection.query("ROLLBACK");
    throw problem;
  } finally {
    connection.release();
  }
}

const BEFORE = {
  id: null, number: null, title: null, description: null, status: null, priority: null, requesterId: null,
  channel: null, tags: null, createdAt: null,
};

function eventOf(ticket, { requestId, ip, userAgent }) {
  const { id, number, title, description, status, priority, requesterId, channel, tags, createdAt } = ticket;
  const payload = { at: createdAt, ticket_id: id, number, requester_id: requesterId };
  const after = { id, number, title, description, status, priority, requesterId, channel, createdAt };
  if (tags.length) after.tags = tags;
  return [uuid7(), id, payload, BEFORE, after, requesterId, requestId, ip, userAgent, createdAt];
}

/** Ids by time, so that they fall at the end of an index as those of the other stacks do. */
function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
