// What is stored beside a ticket that was opened, whoever stores it.
import { randomBytes } from "node:crypto";

const BEFORE = {
  id: null, number: null, title: null, description: null, status: null, priority: null, requesterId: null,
  channel: null, tags: null, createdAt: null,
};

/** The job that will tell of it, as the house defers it. */
export const DEFER = `SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('reactions', 'react', 0, NULL, NULL,
  jsonb_build_object('transaction', pg_current_xact_id()::text), NULL)::procrastinate_job_to_defer_v1])`;

export const begunClocks = (at) =>
  ["first_response", "resolution"].map((kind) => ({
    kind, promise: null, stretches: [{ start: at, end: null }], stopped_at: null,
  }));

/** Payload, old and new values. */
export function openedEvent({ id, number, title, description, status, priority, requesterId, channel, tags, createdAt }) {
  const payload = { at: createdAt, ticket_id: id, number, requester_id: requesterId };
  const newValues = { id, number, title, description, status, priority, requesterId, channel, createdAt };
  if (tags.length) newValues.tags = tags;
  return { payload, oldValues: BEFORE, newValues };
}

/** Ids by time, so that they fall at the end of an index as those of the other stacks do. */
export function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
