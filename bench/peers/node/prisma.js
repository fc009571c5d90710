// PostgreSQL by Prisma and its adapter for pg, which prepares statements once they have names.
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { begunClocks, DEFER, openedEvent, uuid7 } from "./opened.js";
import { pool } from "./pool.js";
import { COUNTED } from "./wire.js";

const names = new Map();

function nameOf({ sql }) {
  if (!names.has(sql)) names.set(sql, `prisma ${names.size}`);
  return names.get(sql);
}

const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: nameOf }) });

const inRow = {
  id: true, number: true, title: true, status: true, statusId: true, priority: true, categoryId: true, teamId: true,
  assigneeId: true, requesterId: true, channel: true, tags: true, dueAt: true, createdAt: true, updatedAt: true,
};
/** Of what is shown of one ticket. */
const omit = { clocks: true };
const latest = [{ createdAt: "desc" }, { id: "desc" }];

/** JSON knows no BigInt. */
const plain = (ticket) => ({ ...ticket, number: Number(ticket.number) });
const asRow = (ticket) => ({ ...plain(ticket), snippet: null });

export async function card(id) {
  const found = await prisma.ticket.findUnique({ where: { id }, omit });
  return found && plain(found);
}

/** Rows, and how many there are of all; `after` is creation time and id of the last row of the page before. */
export async function page(limit, after) {
  const [rows, counted] = await Promise.all([
    prisma.ticket.findMany({ select: inRow, where: after && before(...after), orderBy: latest, take: limit }),
    prisma.ticket.count({ take: COUNTED + 1 }),
  ]);
  return { rows: rows.map(asRow), counted };
}

/** Prisma compares no pairs; the first condition is the one that an index is searched by. */
const before = (at, id) => ({ createdAt: { lte: at }, OR: [{ createdAt: { lt: at } }, { id: { lt: id } }] });

/** Store the ticket and what happened; the ticket as it is stored. */
export const open = ({ title, description, priority, tags }, actorId, { requestId, ip, userAgent }) =>
  prisma.$transaction(async (transaction) => {
    const now = new Date();
    const times = { createdAt: now, updatedAt: now, clocks: begunClocks(now) };
    const data = { id: uuid7(), title, description, priority, tags, requesterId: actorId, ...times };
    const ticket = plain(await transaction.ticket.create({ data, omit }));
    const about = { name: "desk.ticket_opened", entityType: "ticket", entityId: ticket.id, ...openedEvent(ticket) };
    const origin = { actorId, requestId, ip, userAgent, createdAt: now };
    await transaction.event.create({ data: { id: uuid7(), ...about, ...origin }, select: { id: true } });
    await transaction.$executeRawUnsafe(DEFER);
    return ticket;
  });
