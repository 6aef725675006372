import "./browser";
import assert from "node:assert/strict";
import { test } from "node:test";
import { locale } from "../../src/i18n";
import { wallTimeOf } from "../../src/pages/manage/wall_time";
import { clockOf, fallBackTo, ownZone, shownZone, zoneNameAt } from "../../src/time";

const instant = "2026-11-30T08:00:00.000Z";

/** Runs it in a browser that says this zone of itself. */
function inZone(zone: string | undefined, work: () => void): void {
  const { prototype } = Intl.DateTimeFormat;
  const { resolvedOptions } = prototype;
  prototype.resolvedOptions = function (this: Intl.DateTimeFormat) {
    return { ...resolvedOptions.call(this), timeZone: zone as string };
  };
  try {
    work();
  } finally {
    prototype.resolvedOptions = resolvedOptions;
  }
}

function withLanguages(languages: readonly string[] | undefined, work: () => void): void {
  const before = Object.getOwnPropertyDescriptor(navigator, "languages");
  Object.defineProperty(navigator, "languages", { value: languages, configurable: true });
  try {
    work();
  } finally {
    if (before) Object.defineProperty(navigator, "languages", before);
    else delete (navigator as { languages?: unknown }).languages;
  }
}

test("a browser without a zone of its own shows times in the course's zone", () => {
  for (const zone of ["Etc/Unknown", "", undefined]) {
    inZone(zone, () => {
      fallBackTo("Asia/Jakarta");
      assert.equal(ownZone(), null);
      assert.equal(shownZone(), "Asia/Jakarta");
      assert.equal(clockOf(instant), "15:00");
      assert.equal(zoneNameAt(instant), "GMT+7");
    });
  }
});

test("a course's zone that the browser does not know is not tried", () => {
  inZone("Etc/Unknown", () => {
    fallBackTo("Asia/Jakarta");
    fallBackTo("Europe/Newtown");
    assert.equal(clockOf(instant), "15:00");
  });
});

test("a zone of the browser's own stays in use", () => {
  inZone("Africa/Kampala", () => {
    fallBackTo("Asia/Jakarta");
    assert.equal(shownZone(), "Africa/Kampala");
  });
});

test("a language tag that is odd still gives a locale that formats", () => {
  const odd = [
    ["en-US@posix"],
    ["en-GB-u-hc-h12-nu-arab"],
    ["en-x-private"],
    ["en"],
    [],
    ["en-", "en-GB"],
  ];
  for (const languages of [...odd, undefined]) {
    withLanguages(languages, () => {
      assert.match(locale(), /^en/);
      assert.match(clockOf(instant), /^\d\d:\d\d$/, String(languages));
    });
  }
  withLanguages(["en-", "en-GB"], () => assert.match(locale(), /^en-GB/));
});

test("a zone that only the server knows leaves the field of a time empty", () => {
  assert.equal(wallTimeOf(instant, "Europe/Newtown"), "");
});
