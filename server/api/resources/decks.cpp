#include "store/decks.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "api/call.hpp"
#include "api/deck_uploads.hpp"
#include "api/resources.hpp"
#include "api/upload_account.hpp"
#include "api/views.hpp"
#include "base/log.hpp"
#include "decks/deck_conversion.hpp"
#include "live/rooms.hpp"
#include "store/store.hpp"
#include "store/uploads.hpp"

namespace aula::resources {
namespace {

constexpr std::size_t file_name_max = 200;

/// The header may stand behind up to a kilobyte of something else (PDF 1.7, Annex H).
bool is_pdf(const std::filesystem::path& file) {
    std::array<char, 1024 + 5> head{};
    std::ifstream in(file, std::ios::binary);
    if (!in && errno != ENOENT)
        throw std::system_error(errno, std::generic_category(), "reading an upload");
    in.read(head.data(), head.size());
    const std::string_view text(head.data(), static_cast<std::size_t>(in.gcount()));
    return text.find("%PDF-") != std::string_view::npos;
}

/// `not_found` for decks of other courses.
result<deck_record> find_here(database& db, course_id course, deck_id which) {
    auto found = decks::find(db, which);
    if (found && found->course != course) return error{error_code::not_found, {}};
    return found;
}

result<deck_record> remove(database& db, course_id course, deck_id which) {
    auto found = find_here(db, course, which);
    if (!found) return found;
    if (auto removed = decks::remove(db, which); !removed) return removed.error();
    return found;
}

problem beyond(const call& c, upload_bound bound) {
    return to_problem(bound, c.uploads.room().quotas(), c.now);
}

views::json shown(const call& c, const deck_record& deck) {
    return views::deck(c.uploads.as_of_now(deck), c.uploads.place_in_line(deck));
}

}  // namespace

answer list_decks(call& c) {
    auto list = [session = c.session->id](database& db) { return decks::of_session(db, session); };
    const auto found = co_await c.parts.kept.read(std::move(list));
    if (!found) co_return refuse(found.error());
    auto out = views::json::array();
    for (const auto& one : *found) out.push_back(shown(c, one));
    co_return json_answer({{"decks", std::move(out)}});
}

/// Promises the room that the file needs: the most there is when the head does not say its size.
objection before_upload(call& c) {
    std::optional<problem> objected;
    if (c.capture("file").size() > file_name_max) {
        objected = invalid("The file's name is too long.");
        co_return objected;
    }
    const auto bytes = c.request.body_bytes.value_or(c.parts.settings.upload_max);
    auto promised = co_await c.uploads.room().reserve(upload_account_of(c), bytes);
    if (!promised) {
        objected = to_problem(promised.error());
    } else if (promised->refused) {
        objected = beyond(c, *promised->refused);
    } else {
        c.held = std::make_shared<upload_room::place>(std::move(promised->held));
    }
    co_return objected;
}

answer upload_deck(call& c) {
    const auto name = c.capture("file");
    if (!is_pdf(c.request.body_file)) {
        co_return refuse(invalid("This is not a PDF file. Export the slides as PDF first."));
    }
    deck_record wanted;
    wanted.course = c.course->id;
    wanted.session = c.session->id;
    wanted.title = title_of_file(name);
    wanted.created_at = c.now;
    const auto bytes = std::filesystem::file_size(c.request.body_file);
    wanted.bytes = static_cast<std::int64_t>(bytes);
    const auto taken =
        co_await c.uploads.take(std::move(wanted), upload_account_of(c), c.request.body_file);
    if (!taken) co_return refuse(taken.error());
    if (taken->refused) co_return refuse(beyond(c, *taken->refused));
    co_return json_answer(shown(c, taken->deck), 202);
}

answer deck(call& c) {
    const auto which = c.captured_id<deck_id>("deck");
    if (!which) co_return refuse(not_found());
    auto find = [course = c.course->id, which = *which](database& db) {
        return find_here(db, course, which);
    };
    const auto found = co_await c.parts.kept.read(std::move(find));
    if (!found) co_return refuse(found.error());
    co_return json_answer(shown(c, *found));
}

answer remove_deck(call& c) {
    const auto which = c.captured_id<deck_id>("deck");
    if (!which) co_return refuse(not_found());
    auto work = [course = c.course->id, which = *which](database& db) {
        return remove(db, course, which);
    };
    const auto gone = co_await c.parts.kept.write(std::move(work));
    if (!gone) co_return refuse(gone.error());
    co_await c.uploads.cleanup().abandon(*which);
    command taken_away = detach_deck{.deck = *which};
    const auto told = co_await c.parts.live.act(gone->session, std::move(taken_away));
    if (!told) log::warn("a deck stays in its room", {{"deck", which->text()}});
    co_await c.uploads.cleanup().drop_pages(gone->hash);
    co_return no_content();
}

}  // namespace aula::resources
