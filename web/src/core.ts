/**
 * What every page stands on. build.mjs has every page import it, so that it is one file, already
 * there when a page is fetched, and not a dozen small ones: at 400 ms a round trip each of those
 * would cost more than its bytes.
 */
import "./components/dialog";
import "./components/failure";
import "./components/frame";
import "./i18n";
import "./protocol";
import "./rest";
import "./router";
import "./time";
import "preact/hooks";
