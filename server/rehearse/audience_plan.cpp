#include "rehearse/audience_plan.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace aula::rehearsal {
namespace {

struct university {
    std::string_view name;
    std::string_view country;
};

struct region {
    std::array<university, 3> universities;
    double share;          ///< Of all students.
    double arrives_first;  ///< In shares of the lecture, 0 its start.
    double arrives_last;
    double loss_chance;  ///< For each of up to three losses.
};

constexpr std::array<region, 4> regions{{
    {{{{"Makerere University", "UG"},
       {"Muhimbili University", "TZ"},
       {"University of Nairobi", "KE"}}},
     0.3,
     -0.2,
     0.15,
     0.35},
    {{{{"Universitas Indonesia", "ID"},
       {"Universitas Hasanuddin", "ID"},
       {"Universitas Gadjah Mada", "ID"}}},
     0.3,
     -0.1,
     0.2,
     0.25},
    {{{{"Sichuan University", "CN"}, {"Peking University", "CN"}, {"Fudan University", "CN"}}},
     0.2,
     -0.24,
     0.02,
     0.2},
    {{{{"Leiden University", "NL"}, {"Radboud University", "NL"}, {"Utrecht University", "NL"}}},
     0.2,
     -0.05,
     0.06,
     0.08},
}};

constexpr int losses_max = 3;
constexpr int posts_max = 3;
constexpr double posts_of_all_max = 400;
constexpr double after_the_end = 1.03;

class dice {
public:
    explicit dice(std::uint64_t seed) : random_(seed) {}

    double between(double least, double most) {
        // std::uniform_real_distribution may differ between libraries; a rehearsal must not.
        return least + (most - least) * (static_cast<double>(random_() >> 11) * 0x1.0p-53);
    }
    bool happens(double chance) { return between(0, 1) < chance; }

    departure pick_departure() {
        static constexpr std::array ways{
            departure::close, departure::fin, departure::reset, departure::silence
        };
        return ways[static_cast<std::size_t>(between(0, 4))];
    }

private:
    std::mt19937_64 random_;
};

std::string numbered(const char* form, int number) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), form, number);
    return text.data();
}

int region_of(int number, int count) {
    double upto = 0;
    for (int at = 0; at < static_cast<int>(regions.size()); ++at) {
        upto += regions[static_cast<std::size_t>(at)].share;
        if (number < upto * count) return at;
    }
    return static_cast<int>(regions.size()) - 1;
}

}  // namespace

std::vector<student> make_students(int count) {
    std::vector<student> made;
    for (int number = 0; number < count; ++number) {
        const int in = region_of(number, count);
        const auto& from = regions[static_cast<std::size_t>(in)]
                               .universities[static_cast<std::size_t>(number % 3)];
        made.push_back({
            .name = numbered("Student %04d", number + 1),
            .external_id = numbered("rehearsal-%04d", number + 1),
            .institution = std::string(from.name),
            .country = std::string(from.country),
            .region = in,
        });
    }
    return made;
}

visit_plan plan_visit(
    const std::vector<student>& all, std::size_t number, std::size_t lecture, std::uint64_t seed
) {
    dice roll(seed * 1'000'003 + lecture * 100'003 + number);
    const auto& from = regions[static_cast<std::size_t>(all.at(number).region)];
    const double post_chance =
        std::min(0.3, posts_of_all_max / (posts_max * static_cast<double>(all.size())));
    visit_plan plan;
    plan.attends = roll.happens(0.93);
    plan.arrives = roll.between(from.arrives_first, from.arrives_last);
    const bool leaves_early = roll.happens(0.1);
    plan.leaves =
        leaves_early ? roll.between(0.5, 0.95) : roll.between(after_the_end, after_the_end + 0.07);
    plan.leaves_by = roll.pick_departure();
    const double last = std::min(plan.leaves, 0.95);
    double from_here = std::max(plan.arrives, 0.0) + 0.05;
    for (int chance = 0; chance < losses_max && from_here < last - 0.1; ++chance) {
        const bool happens = roll.happens(from.loss_chance);
        const double at = roll.between(from_here, last);
        const loss lost{
            .at = at,
            .how = roll.pick_departure(),
            .away = roll.between(0, 1),
            .is_long = roll.happens(0.4)
        };
        if (!happens) continue;
        plan.losses.push_back(lost);
        from_here = at + 0.25;
    }
    for (int chance = 0; chance < posts_max; ++chance) {
        const bool happens = roll.happens(post_chance);
        const double at = roll.between(plan.arrives, last);
        if (happens) plan.posts.push_back(at);
    }
    std::ranges::sort(plan.posts);
    const double phone_from = roll.between(std::max(plan.arrives, 0.0), 0.6);
    const double phone_until = phone_from + roll.between(0.1, 0.4);
    if (roll.happens(0.12)) plan.phone = {phone_from, phone_until};
    return plan;
}

}  // namespace aula::rehearsal
