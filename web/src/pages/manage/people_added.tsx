import { t } from "../../i18n";
import { CopyField } from "../copy_field";
import type { RosterPerson } from "./resources";
import { Table } from "./table";

/** Lines that a spreadsheet or a mail program's merge takes. */
const linesOf = (people: RosterPerson[]): string =>
  people
    .map(({ name, email, join_link }) => [name, email ?? "", join_link ?? ""].join("\t"))
    .join("\n");

const download = (text: string): string =>
  `data:text/tab-separated-values;charset=utf-8,${encodeURIComponent(text)}`;

/** Who was added, with the links of those who are new: they are shown here once. */
export const AddedPeople = ({ people }: { people: RosterPerson[] }) => {
  const fresh = people.filter(({ join_link }) => join_link);
  if (fresh.length === 0) return null;
  return (
    <section class="card stack" aria-labelledby="links">
      <h2 id="links">{t("manage.links")}</h2>
      <p>{t("manage.links_text")}</p>
      <p>
        <a class="button" download="links.tsv" href={download(linesOf(fresh))}>
          {t("manage.links_download")}
        </a>
      </p>
      <Table label={t("manage.links")}>
        <thead>
          <tr>
            <th scope="col">{t("course.name")}</th>
            <th scope="col">{t("course.link")}</th>
          </tr>
        </thead>
        <tbody>
          {fresh.map(({ id, name, join_link }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>
                <CopyField label={t("manage.link_of", { name })} value={join_link ?? ""} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
};
