#include "cli/backup.hpp"

#include <algorithm>
#include <fstream>

#include "base/json.hpp"
#include "cli/file_tree.hpp"
#include "store/sqlite/inspection.hpp"
#include "store/sqlite/sqlite_database.hpp"

namespace aula::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::array<const char*, 7> counted_tables{"courses", "sessions", "participants", "logins",
                                                    "decks",   "events",   "mails"};
constexpr const char* facts_file = "backup.json";

error about(const fs::path& backup, const std::string& what) {
    return {error_code::invalid, "The backup " + backup.string() + " cannot be used: " + what};
}

nlohmann::json to_json(const backup_facts& of) {
    return {
        {"version", of.version}, {"made_at", to_iso8601(of.made_at)},
        {"schema", of.schema},   {"rows", of.rows},
        {"files", of.files},     {"bytes", of.bytes},
    };
}

result<backup_facts> read_facts(const fs::path& backup) {
    std::ifstream file(backup / facts_file);
    const auto read = nlohmann::json::parse(file, nullptr, false);
    if (!read.is_object()) return about(backup, "it has no backup.json; is it a backup of Aula?");
    try {
        backup_facts facts;
        facts.version = read.at("version");
        facts.made_at = parse_iso8601(read.at("made_at").get<std::string>()).value();
        facts.schema = read.at("schema");
        facts.rows = read.at("rows");
        facts.files = read.at("files");
        facts.bytes = read.at("bytes");
        return facts;
    } catch (const std::exception&) {
        return about(backup, "its backup.json is not one that Aula has written");
    }
}

result<void> check_whole(database& db) {
    for (const auto* check : {"PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"}) {
        const auto said = db.query(check);
        if (!said) return said.error();
        const bool is_fine = said->empty() || said->front().text(0) == "ok";
        if (!is_fine) return {error_code::internal, "damaged: " + said->front().text(0)};
    }
    return {};
}

result<void> count_rows(database& db, backup_facts& into) {
    for (const std::string table : counted_tables) {
        const auto counted = db.query("SELECT COUNT(*) FROM " + table);
        if (!counted) return counted.error();
        into.rows[table] = counted->front().integer(0);
    }
    return {};
}

/// What the files themselves say.
result<backup_facts> look_at(const fs::path& backup) {
    backup_facts found;
    const auto report = inspect_sqlite(backup, sqlite_check::schema_only);
    if (!report) return report.error();
    found.schema = report->schema;
    const auto db = sqlite_database::open(backup / "aula.db", sqlite_access::reader);
    if (!db) return db.error();
    if (auto whole = check_whole(**db); !whole) return whole.error();
    if (auto counted = count_rows(**db, found); !counted) return counted.error();
    found.bytes = report->database_bytes;
    for (const auto* folder : kept_folders) {
        const auto tree = measure_tree(backup / folder);
        found.files += tree.files;
        found.bytes += tree.bytes;
    }
    return found;
}

result<void> write_facts(const fs::path& backup, const backup_facts& facts) {
    std::ofstream file(backup / facts_file);
    file << to_json(facts).dump(2) << "\n";
    file.flush();
    if (file) return {};
    return {error_code::storage_full, (backup / facts_file).string() + " cannot be written."};
}

/// Fills the folder; the caller removes it when this fails.
result<backup_facts> fill(const fs::path& data, const fs::path& folder, timestamp now) {
    if (auto made = make_private_folder(folder); !made) return made.error();
    if (auto copied = backup_sqlite(data, folder / "aula.db"); !copied) return copied.error();
    std::error_code ignored;
    fs::permissions(folder / "aula.db", fs::perms::owner_read | fs::perms::owner_write, ignored);
    for (const auto* each : kept_folders) {
        if (auto copied = copy_tree(data / each, folder / each); !copied) return copied.error();
    }
    auto facts = look_at(folder);
    if (!facts) return facts;
    facts->version = AULA_VERSION;
    facts->made_at = now;
    if (auto written = write_facts(folder, *facts); !written) return written.error();
    if (auto synced = sync_file_system(folder); !synced) return synced.error();
    return facts;
}

bool is_backup_name(const std::string& name) {
    const std::string shape = "aula-00000000T000000Z";
    return name.size() == shape.size() &&
           std::ranges::equal(name, shape, [](char given, char wanted) {
               return wanted == '0' ? given >= '0' && given <= '9' : given == wanted;
           });
}

}  // namespace

result<backup_facts> make_backup(const fs::path& data, const fs::path& to, timestamp now) {
    std::error_code unknown;
    if (fs::exists(to, unknown)) {
        return error{error_code::conflict, to.string() + " exists already and is left alone."};
    }
    fs::create_directories(fs::absolute(to).parent_path(), unknown);
    const auto making = to.parent_path() / ("." + to.filename().string() + ".partial");
    fs::remove_all(making, unknown);  // what an interrupted one has left
    auto facts = fill(data, making, now);
    if (facts) {
        if (auto named = rename_new(making, to); !named) facts = named.error();
    }
    if (!facts) fs::remove_all(making, unknown);
    return facts;
}

result<backup_facts> verify_backup(const fs::path& backup) {
    const auto written = read_facts(backup);
    if (!written) return written;
    auto found = look_at(backup);
    if (!found) return about(backup, found.error().detail);
    found->version = written->version;
    found->made_at = written->made_at;
    if (*found == *written) return found;
    for (const auto& [table, rows] : written->rows) {
        if (found->rows[table] == rows) continue;
        return about(
            backup, std::to_string(rows) + " rows of " + table + " were saved, and " +
                        std::to_string(found->rows[table]) + " are in it"
        );
    }
    return about(
        backup, std::to_string(written->files) + " files (" + std::to_string(written->bytes) +
                    " bytes in all) were saved, and " + std::to_string(found->files) + " (" +
                    std::to_string(found->bytes) + ") are in it"
    );
}

error not_in_the_folder() {
    return {
        error_code::invalid,
        "The database is PostgreSQL's (store.url) and not in the data folder: back it up and put "
        "it back with pg_dump and pg_restore, and the folders decks and outbox as files "
        "(docs/operating.md)."
    };
}

std::string backup_name(timestamp at) {
    std::string name = "aula-";
    for (const char letter : to_iso8601(at).substr(0, 19)) {
        if (letter != '-' && letter != ':') name += letter;
    }
    return name + "Z";
}

result<std::vector<std::string>> rotate_backups(const fs::path& folder, std::size_t keep) {
    std::vector<std::string> names;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        const auto name = entry.path().filename().string();
        if (is_backup_name(name) && fs::exists(entry.path() / facts_file)) names.push_back(name);
    }
    std::ranges::sort(names);
    names.resize(names.size() - std::min(keep, names.size()));
    for (const auto& name : names) {
        // Moved away first: a folder that has a backup's name is a whole one.
        const auto going = folder / ("." + name + ".going");
        if (!failed) fs::rename(folder / name, going, failed);
        if (!failed) fs::remove_all(going, failed);
    }
    if (!failed) return names;
    return error{error_code::internal, folder.string() + ": " + failed.message()};
}

}  // namespace aula::cli
