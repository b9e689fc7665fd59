import { Client } from 'pg';

/** One query a kind of object; each row is the text of a statement, ordered so that two dumps of one schema are equal. */
const STATEMENTS = [
  `select pg_get_functiondef(p.oid) || ';' as statement from pg_proc p
   where p.pronamespace = 'public'::regnamespace order by p.proname`,
  `select format(E'create table %s (\\n%s\\n);', c.relname, string_agg(
       format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
         case when a.attidentity = 'a' then ' generated always as identity'
              when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end,
         case when a.attnotnull then ' not null' else '' end), E',\\n' order by a.attnum)) as statement
   from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
   group by c.relname order by c.relname`,
  `select format('alter table %s add constraint %s %s;', conrelid::regclass, conname, pg_get_constraintdef(oid)) as statement
   from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'c', 'f')
     and conrelid <> 'migrations'::regclass order by conrelid::regclass::text, contype, conname`,
  `select indexdef || ';' as statement from pg_indexes i
   where schemaname = 'public' and tablename <> 'migrations'
     and not exists (select from pg_constraint where conname = i.indexname) order by tablename, indexname`,
  `select pg_get_triggerdef(oid) || ';' as statement from pg_trigger where not tgisinternal order by tgrelid::regclass::text, tgname`,
];

/** The schema `public` as SQL: functions, tables, constraints, indexes, triggers. The servers from npm bring no pg_dump. */
export async function dumpSchema(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const statements: string[] = [];
    for (const query of STATEMENTS) {
      const { rows } = await client.query<{ statement: string }>(query);
      statements.push(...rows.map(({ statement }) => statement));
    }
    return `${statements.join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}
