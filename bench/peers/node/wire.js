// The envelope, the page and its cursor: what both frameworks answer.
import { randomBytes } from "node:crypto";

export const COUNTED = 1000;
const STAFF = new Set(["admin", "manager", "agent"]);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (text) => typeof text === "string" && UUID.test(text);

export const mayRead = (claims) =>
  isUuid(claims.sub) && STAFF.has(claims.role) && Number.isInteger(claims.ver) && Number.isInteger(claims.exp);

export const newRequestId = () => randomBytes(16).toString("hex");

export const success = (data, requestId = newRequestId()) => ({ success: true, data, error: null, meta: { requestId } });

export const refusal = (code) => ({
  success: false,
  data: null,
  error: { code, message: code, details: {} },
  meta: { requestId: newRequestId() },
});

/** Limit and position; undefined of a query that is not understood. */
export function askedPage({ limit = "20", cursor, ...unknown }) {
  const size = /^[0-9]{1,3}$/.test(limit) ? Number(limit) : 0;
  if (size < 1 || size > 100 || Object.keys(unknown).length) return undefined;
  if (cursor === undefined) return { limit: size };
  try {
    const [time, id] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const at = new Date(time);
    return isUuid(id) && !Number.isNaN(at.getTime()) ? { limit: size, after: [at, id] } : undefined;
  } catch {
    return undefined;
  }
}

/** A page of the rows, of which there is one more than the page holds if there is another page. */
export function listed({ rows, counted }, { limit, after }) {
  const data = rows.slice(0, limit);
  const total = Math.min(counted, COUNTED);
  const last = rows.length > limit ? data.at(-1) : null;
  const pagination = {
    page: after ? null : 1,
    limit,
    total,
    totalPages: Math.ceil(total / limit),
    totalIsCapped: counted > COUNTED,
    nextCursor: last && Buffer.from(JSON.stringify([last.createdAt, last.id])).toString("base64url"),
  };
  return { ...success(data), meta: { requestId: newRequestId(), pagination } };
}
