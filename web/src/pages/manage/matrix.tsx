import { useState } from "preact/hooks";
import { Icon } from "../../components/icons";
import { locale, t } from "../../i18n";
import { countryName } from "../countries";
import type { MatrixCell, MatrixRow, MatrixTable } from "./resources";
import { Table } from "./table";

/** More rows than this make a page slow; the files have them all. */
const rowsShown = 300;

const whole = (value: number): string =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: 0 }).format(value);
const percent = (value: number): string =>
  new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(
    value / 100,
  );

const Cell = ({ cell }: { cell: MatrixCell }) => (
  <td class={`figure ${cell.status}`}>
    {cell.status === "not_started" ? "·" : whole(cell.live_minutes)}
    <span class="visually-hidden"> {t(`manage.status_${cell.status}`)}</span>
  </td>
);

const Row = ({ row }: { row: MatrixRow }) => (
  <tr>
    <th scope="row">
      {row.name}
      <br />
      <span class="soft small">
        {[row.institution, row.country && countryName(row.country)].filter(Boolean).join(", ")}
      </span>
    </th>
    {row.cells.map((cell, at) => (
      <Cell key={at} cell={cell} />
    ))}
    <td class="figure">{whole(row.live_minutes)}</td>
    <td class="figure">{percent(row.percent)}</td>
    <td class="figure">
      {row.certificate && (
        <span class="certificate">
          <Icon name="check" />
          <span class="visually-hidden">{t("manage.certificate_yes")}</span>
        </span>
      )}
    </td>
  </tr>
);

const contains = (row: MatrixRow, text: string): boolean =>
  `${row.name} ${row.email} ${row.institution}`
    .toLocaleLowerCase()
    .includes(text.toLocaleLowerCase());

/** Person by session: live minutes, in all, per cent, and whether the rule for a certificate is met. */
export const Matrix = ({ table }: { table: MatrixTable }) => {
  const [search, setSearch] = useState("");
  const [hasStaff, setHasStaff] = useState(false);
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
          {found.length > rowsShown
            ? t("manage.people_shown", { shown: rowsShown, total: found.length })
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
            {table.sessions.map((session) => (
              <th key={session.session} scope="col" class="figure" title={session.session_title}>
                {session.session_key}
              </th>
            ))}
            <th scope="col" class="figure">
              {t("manage.minutes")}
            </th>
            <th scope="col" class="figure">
              {t("manage.percent")}
            </th>
            <th scope="col" class="figure">
              {t("manage.certificate")}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, rowsShown).map((row) => (
            <Row key={row.participant} row={row} />
          ))}
        </tbody>
      </Table>
    </>
  );
};
