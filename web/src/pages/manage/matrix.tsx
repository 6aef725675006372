import { useState } from "preact/hooks";
import { Icon } from "../../components/icons";
import { locale, t } from "../../i18n";
import { countryName } from "../countries";
import { minutesOf, minutesText, percentText } from "../figures";
import type { MatrixCell, MatrixRow, MatrixTable } from "./resources";
import { Table } from "./table";

/** More rows than this at a time make a page slow. */
const rowsShown = 300;

const minutes = (length_ms: number): string => minutesText(minutesOf(length_ms), locale());

/** The live time that counts of all sessions so far. */
const wholeOf = (table: MatrixTable): number =>
  table.sessions.reduce((sum, { live_ms }) => sum + live_ms, 0);

/** Minutes in the time that counts; beside them, and not required, those outside it. */
const Cell = ({ cell }: { cell: MatrixCell }) => (
  <td class={`figure ${cell.status}`}>
    {cell.status === "not_started" ? "·" : minutes(cell.live_ms)}
    <span class="visually-hidden"> {t(`manage.status_${cell.status}`)}</span>
    {cell.outside_minutes >= 0.1 && (
      <span class="soft small outside">
        <span aria-hidden="true">+{minutesText(cell.outside_minutes, locale())}</span>
        <span class="visually-hidden">
          {t("manage.minutes_outside", { minutes: minutesText(cell.outside_minutes, locale()) })}
        </span>
      </span>
    )}
  </td>
);

const Row = ({ row, whole }: { row: MatrixRow; whole: number }) => (
  <tr>
    <th scope="row">
      {row.name}{" "}
      {row.registration_status === "removed" && <span class="badge">{t("manage.removed")}</span>}
      <br />
      <span class="soft small">
        {[row.institution, row.country && countryName(row.country)].filter(Boolean).join(", ")}
      </span>
    </th>
    <td class="figure">{minutes(row.live_ms)}</td>
    <td class="figure">{percentText(row.live_ms, whole, locale())}</td>
    <td class="figure">
      {row.certificate && (
        <span class="certificate">
          <Icon name="check" />
          <span class="visually-hidden">{t("manage.certificate_yes")}</span>
        </span>
      )}
    </td>
    {row.cells.map((cell, at) => (
      <Cell key={at} cell={cell} />
    ))}
  </tr>
);

const contains = (row: MatrixRow, text: string): boolean =>
  `${row.name} ${row.email} ${row.institution}`
    .toLocaleLowerCase()
    .includes(text.toLocaleLowerCase());

/** Person by session: minutes in all, per cent, whether the rule for a certificate is met, and each session. */
export const Matrix = ({ table }: { table: MatrixTable }) => {
  const [search, setSearch] = useState("");
  const [hasStaff, setHasStaff] = useState(false);
  const [shown, setShown] = useState(rowsShown);
  const whole = wholeOf(table);
  const found = table.rows.filter(
    (row) => (hasStaff || row.role === "attendee") && contains(row, search.trim()),
  );
  return (
    <>
      <div class="row search" role="search">
        <input
          type="search"
          aria-label={t("manage.search")}
          placeholder={t("manage.search")}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <span class="soft" role="status">
          {found.length > shown
            ? t("manage.people_shown", { shown, total: found.length })
            : t("manage.people_found", { count: found.length })}
        </span>
        <label class="choice">
          <input
            type="checkbox"
            checked={hasStaff}
            onChange={(event) => setHasStaff(event.currentTarget.checked)}
          />
          <span>{t("manage.with_staff")}</span>
        </label>
      </div>
      <p class="soft small">{t("manage.matrix_text", { percent: table.minimum_percent })}</p>
      <Table label={t("manage.matrix")}>
        <thead>
          <tr>
            <th scope="col">{t("course.name")}</th>
            <th scope="col" class="figure">
              {t("manage.minutes")}
            </th>
            <th scope="col" class="figure">
              {t("manage.percent")}
            </th>
            <th scope="col" class="figure">
              {t("manage.certificate")}
            </th>
            {table.sessions.map((session) => (
              <th key={session.session} scope="col" class="figure" title={session.session_title}>
                {session.session_key}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.slice(0, shown).map((row) => (
            <Row key={row.participant} row={row} whole={whole} />
          ))}
        </tbody>
      </Table>
      {found.length > shown && (
        <p>
          <button class="button" type="button" onClick={() => setShown(shown + rowsShown)}>
            {t("manage.show_more")}
          </button>
        </p>
      )}
    </>
  );
};
