import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { countryName } from "../countries";
import { coursePath } from "../resources";
import type { Course } from "../resources";
import { useResource } from "../use_resource";
import { Waiting } from "../waiting";
import type { ManageProps } from "./manage";
import type { CountsRow, CountsTable } from "./resources";
import { Table } from "./table";
import { UpdatedAt } from "./updated_at";

const pause = 4_000;
const figures = ["registered", "present", "peak", "attended", "absent"] as const;

const Head = ({ what }: { what: string }) => (
  <thead>
    <tr>
      <th scope="col">{what}</th>
      {figures.map((figure) => (
        <th key={figure} scope="col" class="figure">
          {t(`manage.count_${figure}`)}
        </th>
      ))}
    </tr>
  </thead>
);

const Figures = ({ row }: { row: CountsRow }) => (
  <>
    {figures.map((figure) => (
      <td key={figure} class={`figure ${figure === "present" && row.present > 0 ? "here" : ""}`}>
        {row[figure]}
      </td>
    ))}
  </>
);

/** The session to look at first: the one with people in it, else the last that people attended, else the first. */
function naturalChoice(rows: CountsRow[]): string {
  const full = rows.find(({ present }) => present > 0);
  const last = rows.filter(({ attended, peak }) => attended + peak > 0).pop();
  return (full ?? last ?? rows[0])?.session ?? "";
}

const BySession = ({ rows }: { rows: CountsRow[] }) => (
  <Table kind="counts" label={t("manage.by_session")}>
    <Head what={t("manage.session")} />
    <tbody>
      {rows.map((row) => (
        <tr key={row.session}>
          <th scope="row">{row.session_title}</th>
          <Figures row={row} />
        </tr>
      ))}
    </tbody>
  </Table>
);

const nameOf = ({ group, name }: CountsRow): string => {
  if (name === "") return t("manage.not_given");
  return group === "country" ? countryName(name) : name;
};

const ByGroup = ({ label, what, rows }: { label: string; what: string; rows: CountsRow[] }) => (
  <Table kind="counts" label={label}>
    <Head what={what} />
    <tbody>
      {rows.map((row) => (
        <tr key={row.name}>
          <th scope="row">{nameOf(row)}</th>
          <Figures row={row} />
        </tr>
      ))}
    </tbody>
  </Table>
);

const OneSession = ({ rows, totals }: { rows: CountsRow[]; totals: CountsRow[] }) => {
  const [chosen, choose] = useState<string | null>(null);
  const session = chosen ?? naturalChoice(totals);
  const ofGroup = (group: string) =>
    rows.filter((row) => row.session === session && row.group === group);
  return (
    <section class="stack">
      <h2>{t("manage.one_session")}</h2>
      <select
        aria-label={t("manage.session")}
        value={session}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {totals.map((row) => (
          <option key={row.session} value={row.session}>
            {row.session_title}
          </option>
        ))}
      </select>
      <h3>{t("manage.by_institution")}</h3>
      <ByGroup
        label={t("manage.by_institution")}
        what={t("course.institution")}
        rows={ofGroup("institution")}
      />
      <h3>{t("manage.by_country")}</h3>
      <ByGroup
        label={t("manage.by_country")}
        what={t("course.country")}
        rows={ofGroup("country")}
      />
    </section>
  );
};

const countsPath = (course: Course): string => `${coursePath(course.slug)}/attendance?table=counts`;

/** Who is here now and was there in all, by session, institution and country; new every few seconds. */
export const Live = ({ course }: ManageProps) => {
  const counts = useResource<CountsTable>(countsPath(course), () => pause);
  const rows = counts.value?.rows;
  const totals = rows?.filter(({ group }) => group === "all");
  return (
    <div class="stack section">
      <div class="row title-row">
        <h1>{t("manage.live")}</h1>
        <UpdatedAt resource={counts} />
      </div>
      {!rows && <Waiting failure={counts.failure} onRetry={() => void counts.reload()} />}
      {totals?.length === 0 && <p class="soft">{t("manage.no_sessions")}</p>}
      {rows && totals && totals.length > 0 && (
        <>
          <BySession rows={totals} />
          <OneSession rows={rows} totals={totals} />
        </>
      )}
    </div>
  );
};
