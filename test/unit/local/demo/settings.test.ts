import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  demonstrationAgreement,
  demonstrationSettings,
  freshDataDir,
  peopleOf,
} from "../../../../packages/local/src/demo/settings.ts";
import { projectRoot } from "../../../../packages/local/src/settings.ts";

test("a demonstration keeps its data beside that of npm start, and its time is the present", () => {
  const settings = demonstrationSettings(
    { BATON_NOW: "2026-11-02T09:00:00Z", BATON_SPEED: "0", PORT: "0" },
    "/project",
  );
  expect(settings).toMatchObject({
    port: 0,
    speed: 1,
    now: undefined,
    dataDir: join(projectRoot, ".baton-demo"),
    agreementPath: demonstrationAgreement,
  });
  expect(demonstrationSettings({ BATON_DATA: "data" }, "/project").dataDir).toBe("/project/data-demo");
  expect(demonstrationSettings({ BATON_DATA: "" }, "/project").dataDir).toBeUndefined();
});

test("it starts afresh, and deletes nothing that is not its own", async () => {
  const dir = await mkdtemp(join(tmpdir(), "baton-demo-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const [own, others] = [join(dir, "own"), join(dir, "others")];
  await freshDataDir(own);
  await writeFile(join(own, "secrets.json"), "{}");
  await freshDataDir(own);
  expect(await readdir(own)).toEqual(["demonstration"]);
  await mkdir(others);
  await writeFile(join(others, "precious"), "");
  await expect(freshDataDir(others)).rejects.toMatchObject({ code: "data.notOurs" });
  expect(await readdir(others)).toEqual(["precious"]);
});

test("it has as many people as are wanted", () => {
  expect([peopleOf({}), peopleOf({ BATON_DEMO_PEOPLE: "60" })]).toEqual([200, 60]);
  for (const wrong of ["0", "many", "1e9"])
    expect(() => peopleOf({ BATON_DEMO_PEOPLE: wrong })).toThrow("BATON_DEMO_PEOPLE");
});
