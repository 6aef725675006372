import { useEffect, useState } from "preact/hooks";
import { Frame } from "../components/frame";
import { t } from "../i18n";
import { RestError, get, post } from "../rest";
import { go, place } from "../router";
import { coursePage, coursePath, isUnderWay } from "./resources";
import type { Course, Participation } from "./resources";
import { forgetResources } from "./use_resource";

/** Where somebody wants to be who has just come in: the running lecture, the organizer's desk, or the course's page. */
async function destinationOf(me: Participation): Promise<string> {
  const home = coursePage(me.course);
  if (me.role === "organizer") return `${home}/manage`;
  const course = await get<Course>(coursePath(me.course)).catch(() => null);
  const running = course?.sessions.filter(isUnderWay) ?? [];
  return running.length === 1 && running[0] ? `${home}/${running[0].id}` : home;
}

/** Answers where to go on. */
async function comeIn(token: string): Promise<string> {
  const me = await post<Participation>("/logins", { token });
  forgetResources();
  return destinationOf(me);
}

/** `/join#token`: the token is in the fragment, so that no server log holds it; it leaves the address bar on success. */
const Join = () => {
  const token = place.value.fragment;
  const [failure, setFailure] = useState<RestError | null>(null);
  /** From then on the fragment is gone, while the next page is still being fetched. */
  const [isIn, setIn] = useState(false);
  function enter(): void {
    setFailure(null);
    comeIn(token)
      .then((destination) => {
        setIn(true);
        go(destination, { replace: true });
      })
      .catch((thrown: unknown) => {
        if (!(thrown instanceof RestError)) throw thrown;
        setFailure(thrown);
      });
  }
  useEffect(() => {
    if (token) enter();
  }, [token]);
  if (isIn || (token && !failure)) {
    return (
      <Frame title={t("join.title")}>
        <div class="loading" role="status">
          {t("join.entering")}
        </div>
      </Frame>
    );
  }
  const isWrong = !token || (failure !== null && failure.status >= 400 && failure.status < 429);
  return (
    <Frame title={t("join.title")}>
      <div class="stack join" role="alert">
        <h1>{isWrong ? t("join.wrong_title") : t("join.title")}</h1>
        <p>{isWrong ? t("join.wrong_text") : failure?.message}</p>
        <p class="row">
          {!isWrong && (
            <button class="button primary" type="button" onClick={enter}>
              {t("shared.try_again")}
            </button>
          )}
          <a class="button" href="/">
            {t("shared.to_home")}
          </a>
        </p>
      </div>
    </Frame>
  );
};
export default Join;
