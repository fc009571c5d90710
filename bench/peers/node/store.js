// PostgreSQL by pg: named statements, which the server plans once for each connection.
import pg from "pg";
import { begunClocks, DEFER, openedEvent, uuid7 } from "./opened.js";
import { pool } from "./pool.js";
import { COUNTED } from "./wire.js";

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const TICKET = `id, number, title, status, status_id AS "statusId", priority, category_id AS "categoryId", team_id AS "teamId",
  assignee_id AS "assigneeId", requester_id AS "requesterId", channel, tags, due_at AS "dueAt",
  created_at AS "createdAt", updated_at AS "updatedAt"`;
const ROW = `${TICKET}, NULL AS snippet`;
const CARD = `${TICKET}, description, resolution, external_key AS "externalKey", merged_into_id AS "mergedIntoId",
  first_response_at AS "firstResponseAt", resolved_at AS "resolvedAt", closed_at AS "closedAt", version`;
const TOTAL = `(SELECT count(*) FROM (SELECT 1 FROM tickets LIMIT ${COUNTED + 1}) AS counted) AS counted`;
const LATEST = "ORDER BY created_at DESC, id DESC LIMIT $1";

const SQL = {
  card: `SELECT ${CARD} FROM tickets WHERE id = $1`,
  first: `SELECT ${ROW}, ${TOTAL} FROM tickets ${LATEST}`,
  next: `SELECT ${ROW}, ${TOTAL} FROM tickets WHERE (created_at, id) < ($2, $3) ${LATEST}`,
  ticket: `INSERT INTO tickets (id, number, title, description, status, priority, requester_id, channel, tags,
      version, created_at, updated_at, clocks)
    VALUES ($1, nextval('ticket_number'), $2, $3, 'open', $4, $5, 'api', $6, 1, $7, $7, $8) RETURNING ${CARD}`,
  event: `WITH happened AS (INSERT INTO events (id, name, entity_type, entity_id, payload, old_values, new_values,
      actor_id, request_id, ip, user_agent, created_at)
    VALUES ($1, 'desk.ticket_opened', 'ticket', $2, $3, $4, $5, $6, $7, $8, $9, $10)) ${DEFER}`,
};

const asked = (name, values) => ({ name, text: SQL[name], values });

export const card = async (id) => (await pool.query(asked("card", [id]))).rows[0];

/** Rows, and how many there are of all; `after` is creation time and id of the last row of the page before. */
export async function page(limit, after) {
  const { rows } = await pool.query(after ? asked("next", [limit, ...after]) : asked("first", [limit]));
  return { rows: rows.map(({ counted, ...row }) => row), counted: rows[0]?.counted ?? 0 };
}

/** Store the ticket and what happened; the ticket as it is stored. */
export async function open({ title, description, priority, tags }, actorId, { requestId, ip, userAgent }) {
  const connection = await pool.connect();
  try {
    await connection.query("BEGIN");
    const now = new Date();
    const values = [uuid7(), title, description, priority, actorId, tags, now, JSON.stringify(begunClocks(now))];
    const ticket = (await connection.query(asked("ticket", values))).rows[0];
    const { payload, oldValues, newValues } = openedEvent(ticket);
    const event = [uuid7(), ticket.id, payload, oldValues, newValues, actorId, requestId, ip, userAgent, ticket.createdAt];
    await connection.query(asked("event", event));
    await connection.query("COMMIT");
    return ticket;
  } catch (problem) {
    await connection.query("ROLLBACK");
    throw problem;
  } finally {
    connection.release();
  }
}
