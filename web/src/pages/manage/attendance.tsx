import { t } from "../../i18n";
import { coursePath } from "../resources";
import type { Course } from "../resources";
import { useResource } from "../use_resource";
import { Waiting } from "../waiting";
import type { ManageProps } from "./manage";
import { Matrix } from "./matrix";
import type { MatrixTable } from "./resources";
import { UpdatedAt } from "./updated_at";

const tables = ["persons", "matrix", "intervals", "counts"] as const;
const formats = ["csv", "json"] as const;

const Downloads = ({ course }: { course: Course }) => (
  <ul class="lines downloads">
    {tables.map((table) => (
      <li key={table} class="session-line">
        <div>
          <h3>{t(`manage.table_${table}`)}</h3>
          <p class="soft small">{t(`manage.table_${table}_text`)}</p>
        </div>
        <span class="row">
          {formats.map((format) => (
            <a
              key={format}
              class="button"
              download={`${course.slug}-${table}.${format}`}
              href={`/api/v1${coursePath(course.slug)}/attendance?table=${table}&format=${format}`}
            >
              {format.toUpperCase()}
              <span class="visually-hidden"> {t(`manage.table_${table}`)}</span>
            </a>
          ))}
        </span>
      </li>
    ))}
  </ul>
);

/** The course's attendance: person by session on the page, everything else as files. */
export const Attendance = ({ course }: ManageProps) => {
  const path = `${coursePath(course.slug)}/attendance?table=matrix`;
  const matrix = useResource<MatrixTable>(path, () => 30_000);
  return (
    <div class="stack section">
      <h1>{t("manage.attendance")}</h1>
      <section class="stack">
        <div class="row title-row">
          <h2>{t("manage.matrix")}</h2>
          <UpdatedAt resource={matrix} />
        </div>
        {matrix.value ? (
          <Matrix table={matrix.value} />
        ) : (
          <Waiting failure={matrix.failure} onRetry={() => void matrix.reload()} />
        )}
      </section>
      <section class="stack" aria-labelledby="downloads">
        <h2 id="downloads">{t("manage.downloads")}</h2>
        <p class="soft">{t("manage.downloads_text")}</p>
        <Downloads course={course} />
      </section>
    </div>
  );
};
