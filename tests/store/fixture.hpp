#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include "store/courses.hpp"
#include "store/migrations.hpp"
#include "store/registrations.hpp"
#include "store/sessions.hpp"
#include "store/sqlite/sqlite_database.hpp"
#include "store/store.hpp"
#include "support/temporary_folder.hpp"

namespace aula::test {

/// The value, or a failed test that says the error.
template <class T>
T must(result<T> answer) {
    if (!answer) FAIL(answer.error().detail);
    return *std::move(answer);
}
inline void must(const result<void>& answer) {
    if (!answer) FAIL(answer.error().detail);
}

inline const timestamp noon{
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{12}
};

/// A database in memory with the newest schema.
inline std::unique_ptr<database> memory_database() {
    auto db = must(sqlite_database::open(":memory:", sqlite_access::writer));
    must(migrate(*db, noon));
    return db;
}

inline std::unique_ptr<store> open_store(const std::filesystem::path& folder) {
    return must(open_sqlite_store({.folder = folder}));
}

/// Has the store write and waits for the answer.
template <class Work>
auto write(store& to, Work work) {
    using answer = std::invoke_result_t<Work&, database&>;
    std::promise<answer> promised;
    auto future = promised.get_future();
    to.write_then(std::move(work), [promised = std::move(promised)](answer said) mutable {
        promised.set_value(std::move(said));
    });
    return future.get();
}
template <class Work>
auto read(store& from, Work work) {
    using answer = std::invoke_result_t<Work&, database&>;
    std::promise<answer> promised;
    auto future = promised.get_future();
    from.read_then(std::move(work), [promised = std::move(promised)](answer said) mutable {
        promised.set_value(std::move(said));
    });
    return future.get();
}

inline course_record immunology() {
    return {
        .id = {},
        .slug = "immunology",
        .title = "Cutting-edge immunology",
        .summary = "From chemistry to metabolism",
        .description = "A week of lectures.",
        .organizer = "LUMC",
        .zone = "Europe/Amsterdam",
        .language = "en",
        .consent = "Minutes are kept for a year.",
        .capacity = 3,
        .minimum_percent = 80,
        .is_open = true,
        .created_at = noon,
    };
}

/// A database that holds `immunology()`.
struct one_course {
    std::unique_ptr<database> db = memory_database();
    course_id course = must(courses::add(*db, immunology()));
};

inline session_record monday(course_id course) {
    return {
        .id = {},
        .course = course,
        .key = "mon-1",
        .title = "Glycans",
        .summary = "Sugars on cells",
        .lecturer = "Ada Bakker",
        .starts_at = noon,
        .ends_at = noon + std::chrono::hours{1},
    };
}

inline person_form ada() {
    return {
        .external_id = "",
        .name = "Ada Bakker",
        .email = "Ada@Example.org",
        .institution = "Makerere",
        .country = "UG",
        .zone = "Africa/Kampala",
        .role = role::attendee,
        .has_consented = true,
        .join_token_hash = "hash-of-ada",
    };
}

inline person_form person(const std::string& name) {
    auto form = ada();
    form.name = name;
    form.email = name + "@example.org";
    form.join_token_hash = "hash-of-" + name;
    return form;
}

}  // namespace aula::test
