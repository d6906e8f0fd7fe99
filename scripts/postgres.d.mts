export interface PostgresServer {
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
}
export function findPrograms(): string | null;
export function urlOf(port: number, database: string): string;
export function once(port: number, sql: string): Promise<void>;
export function startPostgres(durable?: boolean): Promise<PostgresServer>;
export function stopPostgres(server: PostgresServer): Promise<void>;
