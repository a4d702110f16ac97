import { Command, CommanderError } from "commander";
import { Refused } from "./service.ts";
import { UsageError } from "./usage.ts";

/** Exit codes: 0 fine, 1 findings or refused, 2 wrong usage. */
let code = 0;
const done = async (command: () => Promise<number>): Promise<void> => {
  code = await command();
};

/** Commands are loaded when they are called: none needs all of Baton. */
const load = {
  absences: () => import("./commands/absences.ts"),
  addresses: () => import("./commands/addresses.ts"),
  campaigns: () => import("./commands/campaigns.ts"),
  employee: () => import("./commands/sides/employee.ts"),
  export: () => import("./commands/export.ts"),
  forget: () => import("./commands/forget.ts"),
  import: () => import("./commands/import.ts"),
  init: () => import("./commands/together/init.ts"),
  handing: () => import("./commands/leads/handing.ts"),
  leads: () => import("./commands/leads/list.ts"),
  measure: () => import("./commands/measure.ts"),
  offline: () => import("./commands/offline.ts"),
  people: () => import("./commands/people.ts"),
  quarantine: () => import("./commands/quarantine.ts"),
  requests: () => import("./commands/sides/requests.ts"),
  rideAlongs: () => import("./commands/sides/ride-alongs.ts"),
  review: () => import("./commands/sides/review.ts"),
  send: () => import("./commands/send.ts"),
  sheet: () => import("./commands/sides/sheet.ts"),
  sources: () => import("./commands/sources.ts"),
  surveys: () => import("./commands/sides/surveys.ts"),
  tables: () => import("./commands/tables.ts"),
  versions: () => import("./commands/versions.ts"),
};

const program = new Command("baton")
  .description("The relay between marketing and sales.")
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });
const online = (command: Command) =>
  command
    .option("--url <url>", "base URL of a running Baton (default: BATON_URL, else the local stack)")
    .option("--json", "print JSON");
const paged = (command: Command) =>
  online(command).option("--limit <n>", "at most this many").option("--cursor <cursor>", "continue a list");

const several = (given: string, before: string[] = []) => [...before, given];
const withTables = (command: Command) =>
  command.option("--table <name=file>", "rows of a table, as a CSV file (repeatable)", several);
withTables(program.command("check <file>"))
  .description("prove an agreement; prints FILE:line:col severity code message, and a lead that shows it")
  .option("--json", "print JSON")
  .action((file: string, options) => done(async () => (await load.offline()).checkFile(file, options)));
withTables(program.command("decide <file>"))
  .description("what an agreement makes of a lead; offline, nothing is stored")
  .requiredOption("--lead <file>", "lead fields as JSON")
  .option("--at <instant>", "ISO 8601; now when absent")
  .option("--ticket <n>", "as if n − 1 leads had gone before, to the same people", "1")
  .option(
    "--state <file>",
    "what is assumed of the world, as JSON: {loads: {ben: {open, today}}, turns: {emea: {ben: 500000}}, person, account}",
  )
  .option("--json", "print JSON, which it always does")
  .action((file: string, options) => done(async () => (await load.offline()).decideOffline(file, options)));
program
  .command("init")
  .description("draft an agreement: the leads of marketing and sales answer twelve questions at one table")
  .option("--together", "ask both sides, and go on where they stopped")
  .option(
    "--answers <file>",
    "where the answers are kept; one that has all of them asks nothing (default: baton-answers.json beside the agreement)",
  )
  .option("--out <file>", "the agreement to write", "agreement.yaml")
  .option("--force", "replace an agreement that exists")
  .action((options) => done(async () => (await load.init()).init(options)));
program
  .command("schema")
  .description("print the JSON Schema of agreements, for editors")
  .action(() => done(async () => (await load.offline()).schema()));
const told = (command: Command) =>
  command
    .option("--by <name>", "who publishes it (default: the user of this machine)")
    .option("--why <text>", "what for");
told(online(program.command("apply <file>").description("publish an agreement")))
  .option("--recalculate", "also list the leads whose open clocks move by it, and move them")
  .option("--emergency <why>", "put it in force at once; its signers sign afterwards, and until then it is unsigned")
  .option("--effective <instant>", "where it has to be signed: not before this instant")
  .action((file: string, options) => done(async () => (await load.versions()).apply(file, options)));
online(
  program
    .command("diff <file>")
    .description(
      "what a file would change of the active version: leads that go elsewhere, each with an example, and the rest",
    ),
).action((file: string, options) => done(async () => (await load.versions()).diff(file, options)));
online(program.command("proposal").description("what was proposed last, and who still has to sign it")).action(
  (options) => done(async () => (await load.versions()).proposal(options)),
);
paged(program.command("history").description("versions of the agreement, newest first")).action((options) =>
  done(async () => (await load.versions()).history(options)),
);
told(
  online(program.command("rollback <version>").description("publish an earlier version again, as a new version")),
).action((version: string, options) => done(async () => (await load.versions()).rollback(version, options)));
online(
  program
    .command("send <source> <lead>")
    .description("post a correctly signed delivery as the source's provider would"),
).action((source: string, lead: string, options) => done(async () => (await load.send()).send(source, lead, options)));
paged(program.command("leads").description("leads, newest first"))
  .option("--overdue", "whose window has ended without a response")
  .option("--owner <person>", "held by a person; empty for nobody")
  .option("--team <team>", "of a team")
  .option("--stage <stage>", "in a stage")
  .option("--state <state>", "open, unowned, waiting, offered, held or closed")
  .option("--source <source>", "of a source")
  .option("--campaign <campaign>", "of a campaign")
  .option("--since <instant>", "created at or after")
  .option("--csv", "print CSV")
  .option("--utc", "print instants in ISO 8601")
  .action((options) => done(async () => (await load.leads()).listOfLeads(options)));
online(
  program
    .command("add <lead>")
    .description("a lead that somebody of sales found, as JSON of its fields: theirs, without a turn")
    .requiredOption("--by <person>", "who found it")
    .option("--note <text>", "what for"),
).action((file: string, options) => done(async () => (await load.handing()).add(file, options)));
online(
  program
    .command("request <lead> <kind> <text>")
    .description("ask the other side for something that has to do with a lead; - for a lead: with none")
    .requiredOption("--by <person>", "who asks"),
).action((lead: string, kind: string, text: string, options) =>
  done(async () => (await load.requests()).request(lead, kind, text, options)),
);
paged(program.command("requests").description("what the sides ask of each other, newest first"))
  .option("--state <state>", "open, answered, returned or closed")
  .option("--to <person>", "that somebody is to answer")
  .option("--by <person>", "that somebody asked")
  .action((options) => done(async () => (await load.requests()).requests(options)));
online(program.command("sheet").description("what both sides promised each other, and what came of it"))
  .option("--at <day>", "of the last whole periods that were over by then (default: yesterday)")
  .action((options) => done(async () => (await load.sheet()).sheet(options)));
online(
  program
    .command("incentives")
    .description("what teams reached of the goals, as CSV, once these were counted for eight weeks"),
).action((options) => done(async () => (await load.sheet()).incentives(options)));
online(program.command("review").description("what both sides meet about next, and whether they have to"))
  .option("--at <day>", "the first meeting on this day or after it (default: today)")
  .action((options) => done(async () => (await load.review()).review(options)));
online(program.command("ride-alongs").description("who looked over whose shoulder, by side, and what they learned"))
  .option("--at <day>", "in the period of this day (default: today)")
  .action((options) => done(async () => (await load.rideAlongs()).rideAlongs(options)));
online(
  program
    .command("ride-along <person>")
    .description("note that somebody was with somebody of the other side")
    .requiredOption("--with <person>", "with whom")
    .option("--on <day>", "when (default: today)")
    .option("--learned <text>", "what they learned, in a line"),
).action((person: string, options) => done(async () => (await load.rideAlongs()).rideAlong(person, options)));
online(
  program
    .command("survey [id]")
    .description("ask both sides what they say of what is sold; with an id, what they said as far as it has come"),
).action((id: string | undefined, options) => done(async () => (await load.surveys()).survey(id, options)));
online(program.command("surveys").description("whether both sides said the same of what is sold, newest first")).action(
  (options) => done(async () => (await load.surveys()).surveys(options)),
);
online(program.command("show <id>").description("one lead whole")).action((id: string, options) =>
  done(async () => (await load.leads()).show(id, options)),
);
const said = (command: Command) =>
  online(command)
    .option("--why <text>", "what for; whoever gets the lead reads it")
    .option("--by <person>", "who says so (default: the operator)");
said(
  program
    .command("assign [lead] [to...]")
    .description("give a lead to a person, a team, or wherever the rules send it (rules)"),
)
  .option("--of <person>", "all open leads of somebody, to one after the other: baton assign --of ben chloe dora")
  .option("--set <field=value>", "with rules: what is wrong about it, as it is right (repeatable)", several)
  .action((lead: string | undefined, to: string[], options) =>
    done(async () => (await load.handing()).assign([lead ?? [], to].flat(), options)),
  );
said(program.command("reopen <lead>").description("open a closed lead again")).action((lead: string, options) =>
  done(async () => (await load.handing()).reopen(lead, options)),
);
const people = program.command("people").description("whose leads are: look, merge or split");
online(
  people.command("show <lead>", { isDefault: true }).description("what each request of a lead says of who made it"),
).action((lead: string, options) => done(async () => (await load.people()).people(lead, options)));
told(online(people.command("merge <lead> <other>").description("two leads are of one person"))).action(
  (lead: string, other: string, options) => done(async () => (await load.people()).mergeLeads(lead, other, options)),
);
told(
  online(
    people.command("split <lead> [deliveries...]").description("these requests, or the lead, are somebody else's"),
  ),
).action((lead: string, deliveries: string[], options) =>
  done(async () => (await load.people()).splitLead(lead, deliveries, options)),
);
online(
  program
    .command("away [person]")
    .description("have somebody be away, at once and without a new version; without a person, who is")
    .option("--from <date>", "the first day, where they live")
    .option("--until <date>", "the last day")
    .option("--deputy <person>", "who stands in (default: the deputy that the agreement names)")
    .option("--by <person>", "who says so (default: the operator)")
    .option("--back", "they are back, or stay after all"),
).action((person: string | undefined, options) => done(async () => (await load.absences()).away(person, options)));
online(program.command("sources").description("how each source does: deliveries, failures, what is usual")).action(
  (options) => done(async () => (await load.sources()).sources(options)),
);
online(
  program
    .command("addresses")
    .description("addresses that no mail goes to, because it bounced or was called spam")
    .option("--clear <email>", "let mail go to an address again"),
).action((options) => done(async () => (await load.addresses()).addresses(options)));
const selected = (command: Command) =>
  command.option("--source <source>", "of one source").option("--since <instant>", "received at or after, ISO 8601");
selected(
  paged(program.command("quarantine").description("authentic deliveries that could not be read, newest first")),
).action((options) => done(async () => (await load.quarantine()).quarantine(options)));
selected(
  online(
    program
      .command("replay [id]")
      .description("read one delivery, or every selected one in quarantine, again with the agreement of today")
      .option("--all", "every one")
      .option("--leads", "also those that made leads, whose fields are then read again"),
  ),
).action((id: string | undefined, options) => done(async () => (await load.quarantine()).replay(id, options)));
told(
  online(
    program
      .command("import <what...>")
      .usage("[options] KIND FILE | table NAME FILE")
      .description(
        "import CSV: accounts (known customers and whose they are; also without a kind), campaigns, spend, outcomes, touches, leads, customers, or the rows of a table",
      )
      .option("--source <source>", "the source by which touches and leads come")
      .option("--dry-run", "only say what would be imported, and what is wrong"),
  ),
).action((what: string[], options) =>
  done(async () => {
    const [kind, ...rest] = what.length === 1 ? ["accounts", ...what] : what;
    if (kind === "accounts" && rest.length === 1) return (await load.import()).importFile(rest[0]!, options);
    if (kind === "table" && rest.length === 2) return (await load.tables()).importTable(rest[0]!, rest[1]!, options);
    const { importKinds } = await import("@baton/core/imports");
    if (rest.length === 1 && (importKinds as string[]).includes(kind!))
      return (await load.campaigns()).importKind(kind!, rest[0]!, options);
    throw new UsageError(
      `baton import KIND FILE, or baton import table NAME FILE; kinds are ${importKinds.join(", ")}.`,
    );
  }),
);
online(program.command("table <name>").description("print the rows of a table as CSV")).action(
  (name: string, options) => done(async () => (await load.tables()).printTable(name, options)),
);

const ranged = (command: Command) =>
  command
    .option("--from <day>", "the first day, 2026-11-01 (default: 29 days before the last)")
    .option("--to <day>", "the last day, included (default: today)");
ranged(
  paged(
    program
      .command("measure [id]")
      .description("a number with its definition, or every measure there is; in local days"),
  ),
)
  .option(
    "--by <dimension>",
    "campaign, source, team, person, policy, rule, reason, segment, region, motion, cause, side, week or month",
  )
  .option("--where <dimension:value>", "only what has that value")
  .option("--leads [key]", "the leads behind a cell of --by; without a key all of them")
  .option("--which <verdict>", "of the leads: kept, missed or open")
  .option("--utc", "of the leads: print instants in ISO 8601")
  .option("--csv", "print CSV")
  .action((id: string | undefined, options) => done(async () => (await load.measure()).measure(id, options)));
ranged(
  online(
    program.command("rows").description("one JSON line for each lead received in some days, without personal data"),
  ),
)
  .option("--csv", "print CSV")
  .action((options) => done(async () => (await load.measure()).rows(options)));

ranged(online(program.command("campaigns").description("campaigns with their leads of some days, described or not")))
  .option("--csv", "print CSV")
  .action((options) => done(async () => (await load.campaigns()).campaigns(options)));
const campaign = program.command("campaign").description("what came of a campaign, or describe one");
ranged(online(campaign.command("show <id>", { isDefault: true }).description("from received to revenue")))
  .option("--csv", "print CSV")
  .action((id: string, options) => done(async () => (await load.campaigns()).campaign(id, options)));
online(campaign.command("set <file>").description("describe it, by a YAML file of its record")).action(
  (file: string, options) => done(async () => (await load.campaigns()).setCampaign(file, options)),
);

online(
  program
    .command("export <email>")
    .description("everything that is kept of one person, as one JSON document")
    .option("--out <file>", "into a file, not to stdout")
    .option("--audit", "read all there is, and say how much was not found by whom it names"),
).action((email: string, options) => done(async () => (await load.export()).exportOne(email, options)));
ranged(
  online(
    program
      .command("employee <person>")
      .description("everything that is recorded of one person at work, as one JSON document"),
  ),
).action((person: string, options) => done(async () => (await load.employee()).employee(person, options)));
online(
  program
    .command("forget [email]")
    .description("erase one person for good and print a receipt; their leads stay as facts about nobody")
    .option("--by <name>", "who asks for it (default: the user of this machine)")
    .option("--why <text>", "what for, for the receipt")
    .option("--list", "print the receipts there are")
    .option("--audit", "read all there is, as after a restore"),
).action((email: string | undefined, options) => done(async () => (await load.forget()).forget(email, options)));

// Whoever reads only the beginning has seen what they wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) code = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof UsageError) {
    console.error(error.message);
    code = 2;
  } else if (error instanceof Refused) {
    console.error(`${error.error.code}: ${error.message}`);
    code = 1;
  } else throw error;
}
process.exitCode = code;
