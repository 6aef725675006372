#include "store/data_folder.hpp"
#include "store/open_store.hpp"
#include "store/postgres/postgres_inspection.hpp"
#include "store/postgres/postgres_schema.hpp"
#include "store/postgres/postgres_sessions.hpp"
#include "store/postgres/postgres_sides.hpp"
#include "store/queued_store.hpp"

namespace aula {
namespace {

/// On a connection of its own, whose lock goes with it.
result<void> bring_up_to_date(const postgres_settings& settings) {
    const auto db = open_with_schema(settings.url, settings.times);
    return db ? check_is_whole(**db) : result<void>(db.error());
}

}  // namespace

result<std::unique_ptr<store>> open_postgres_store(const postgres_settings& settings) {
    auto lock = take_data_folder(settings.folder);
    if (!lock) return lock.error();
    if (auto ready = bring_up_to_date(settings); !ready) {
        return error{
            ready.error().code, "store.url: the database cannot be used: " + ready.error().detail
        };
    }
    const auto url = url_of_process(settings.url, new_process_name(settings.node));
    const auto link = [&] { return postgres_link(url, settings.times); };
    store_sides sides;
    sides.writer = std::make_unique<postgres_writer>(*std::move(lock), link(), settings.times);
    for (int i = 0; i < settings.readers; ++i) {
        sides.readers.push_back(std::make_unique<postgres_reader>(link()));
    }
    return std::unique_ptr<store>(std::make_unique<queued_store>(std::move(sides)));
}

}  // namespace aula
