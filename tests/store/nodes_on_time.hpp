#pragma once

#include <string>

#include "store/fixture.hpp"
#include "store/leases.hpp"
#include "store/nodes.hpp"

/// Nodes whose pasts are made, in the place of waiting for them.
namespace aula::test {

inline newcomer in_a_cluster(const node_name& name) {
    return {.name = name, .version = "1.2.3", .address = "https://" + name + ".example.org"};
}

inline std::int64_t enrolled(database& db, const node_name& name) {
    return must(nodes::enroll(db, in_a_cluster(name)));
}

/// As if its last beat, and everything before, had been so much earlier; later, when negative.
inline void shift_past(database& db, const node_name& name, milliseconds by) {
    must(db.query(
        "UPDATE nodes SET started_at = started_at - ?2, beat_at = beat_at - ?2, "
        "steady_since = steady_since - ?2 WHERE name = ?1",
        {name, std::int64_t{by.count()}}
    ));
}

/// As if it had just beaten, as it has for an hour.
inline void make_steady(database& db, const node_name& name) {
    must(db.query(
        "UPDATE nodes SET beat_at = database_now(), steady_since = database_now() - 3600000 "
        "WHERE name = ?1",
        {name}
    ));
}

inline session_id planned_session(database& db, course_id course, const std::string& key) {
    auto session = monday(course);
    session.key = key;
    return must(sessions::add(db, session));
}

inline node_row node_called(database& db, const node_name& name) {
    for (const auto& node : must(nodes::all(db))) {
        if (node.name == name) return node;
    }
    FAIL("no node " << name);
    return {};
}

}  // namespace aula::test
