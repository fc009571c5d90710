// The connections, which pg and Prisma's adapter both use: as many as every stack has, kept open.
import pg from "pg";

const POOL = Number(process.env.POOL);

export const pool = new pg.Pool({ max: POOL, idleTimeoutMillis: 0 });

/** Open every connection, so that none is opened under load. */
export async function start() {
  const all = await Promise.all(Array.from({ length: POOL }, () => pool.connect()));
  for (const connection of all) connection.release();
}
