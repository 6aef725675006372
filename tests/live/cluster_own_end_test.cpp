// A session that nobody ends, when its node dies.

#include "live/cluster_lecture.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("when a node dies another one ends what it had begun, though nobody comes there") {
    temporary_folder folder;
    auto settings = patient_settings();
    settings.own_end.without_staff = milliseconds{300};
    cluster_world world(folder.path(), 2, settings);
    const auto where = world.plan_session();
    const auto to = server_clock().now() + seconds{2};
    must(write(world.kept(), [=](database& db) -> result<void> {
        auto planned = sessions::find(db, where);
        if (!planned) return planned.error();
        planned->starts_at = to - std::chrono::hours{1};
        planned->ends_at = to;
        return sessions::change(db, *planned);
    }));
    auto& at_desk = world.socket();
    const auto desk = world.node(1).enter(at_desk, where, speaker);
    REQUIRE(is_welcomed(at_desk));
    world.node(1).submit(desk, asking(1, start_session{}));
    REQUIRE(is_answered(at_desk, 1));
    world.node(1).leave(desk);
    world.node(1).die();
    world.make_silent("n1", std::chrono::minutes{1});
    world.make_steady("n2");
    REQUIRE(comes_true([&] {
        world.node(2).all().tend_begun_sessions();
        return !all_in<session_ended>(world.log_of(where)).empty();
    }));
    CHECK(world.owner_of(where) == "n2");
    CHECK(*all_in<session_ended>(world.log_of(where))[0].until >= to);
}
