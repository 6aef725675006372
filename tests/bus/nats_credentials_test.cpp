#include "bus/nats_credentials.hpp"

#include <doctest/doctest.h>

#include <string>

#include "bus/nats_operator.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace aula::test;

namespace {

std::string problem_with(const std::filesystem::path& file) {
    const auto read = nats_credentials::read(file);
    return read ? "" : read.error().detail;
}

}  // namespace

TEST_CASE("a .creds file gives its token and signs a challenge") {
    const temporary_folder folder;
    const auto text = nats_operator().credentials_of_a_user();
    const auto read = nats_credentials::read(folder.write("node.creds", text));
    REQUIRE(read);
    CHECK(text.find("\n" + read->token() + "\n") != std::string::npos);
    const auto signature = read->sign("challenge");
    REQUIRE(signature);
    CHECK(signature->size() == 86);  // 64 bytes
    CHECK(*signature == *read->sign("challenge"));
    CHECK(*signature != *read->sign("another"));
}

TEST_CASE("a file that is no .creds file is refused, and nothing of it is told") {
    const temporary_folder folder;
    const auto fine = nats_operator().credentials_of_a_user();
    const auto seed = fine.find("SU", fine.find("NKEY SEED"));
    auto mistyped = fine;
    mistyped[seed + 20] = mistyped[seed + 20] == 'A' ? 'B' : 'A';
    auto cut = fine.substr(0, seed + 30);
    CHECK(problem_with("/nowhere/node.creds").find("cannot be read") != std::string::npos);
    for (const auto& wrong :
         {std::string("hunter2"), mistyped, cut, fine.substr(fine.find("-----BEGIN USER"))}) {
        const auto problem = problem_with(folder.write("wrong.creds", wrong));
        CHECK(problem.find("wrong.creds is no .creds file") != std::string::npos);
        CHECK(problem.find(wrong.substr(0, 7)) == std::string::npos);
    }
}
