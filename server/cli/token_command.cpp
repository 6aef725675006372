#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/server_link.hpp"
#include "client/text_table.hpp"

namespace aula::cli {
namespace {

using nlohmann::json;

struct token_options {
    std::string course;
    std::string label;
    std::string id;
    std::vector<std::string> scopes{"attendance:read"};
};

std::string tokens_path(const token_options& asked) {
    return "/courses/" + percent_encoded(asked.course) + "/tokens";
}

int create(const rest_client& api, const token_options& asked) {
    const auto made =
        api.post(tokens_path(asked), json{{"label", asked.label}, {"scopes", asked.scopes}});
    if (!made) return fail(made.error());
    std::printf("%s\n", made->at("secret").get<std::string>().c_str());
    std::fprintf(
        stderr,
        "Token %s. The secret is shown this once; send it as \"Authorization: Bearer …\".\n",
        made->at("id").get<std::string>().c_str()
    );
    return 0;
}

int list(const rest_client& api, const token_options& asked) {
    const auto listed = api.get(tokens_path(asked));
    if (!listed) return fail(listed.error());
    text_table table({"token", "label", "scopes", "created", "last used"});
    for (const auto& each : listed->at("tokens")) {
        std::string scopes;
        for (const auto& scope : each.at("scopes"))
            scopes += (scopes.empty() ? "" : " ") + scope.get<std::string>();
        const auto& used = each.at("last_used_at");
        table.add(
            {each.at("id"), each.at("label"), scopes, each.at("created_at"),
             used.is_string() ? std::string(used) : "never"}
        );
    }
    std::fputs(table.text().c_str(), stdout);
    return 0;
}

int revoke(const rest_client& api, const token_options& asked) {
    const auto revoked = api.remove(tokens_path(asked) + "/" + percent_encoded(asked.id), nullptr);
    if (!revoked) return fail(revoked.error());
    std::printf("Revoked %s\n", asked.id.c_str());
    return 0;
}

using action = int (*)(const rest_client&, const token_options&);

CLI::App* add_action(
    CLI::App& to, invocation& with, const std::string& name, const std::string& what, action act,
    const std::shared_ptr<token_options>& asked
) {
    auto* command = to.add_subcommand(name, what);
    command->add_option("course", asked->course, "The course's short name")->required();
    command->callback([&with, asked, act] {
        with.chosen = [&with, asked, act] {
            return with_server(with, [&](const rest_client& api) { return act(api, *asked); });
        };
    });
    return command;
}

}  // namespace

void add_token(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("token", "Give programs access to a course");
    command->require_subcommand(1);
    command->fallthrough();
    auto asked = std::make_shared<token_options>();
    auto* making =
        add_action(*command, with, "create", "Make a token and print its secret", create, asked);
    making->add_option("--label", asked->label, "What it is for")->required();
    making->add_option("--scope", asked->scopes, "attendance:read, course:write; may be repeated")
        ->check(CLI::IsMember({"attendance:read", "course:write"}))
        ->allow_extra_args(false)
        ->take_all()
        ->capture_default_str();
    making->footer(
        "Example:\n  aula token create cutting-edge-immunology --label 'student records' --scope "
        "attendance:read"
    );
    add_action(*command, with, "list", "List the tokens of a course", list, asked);
    auto* revoking = add_action(*command, with, "revoke", "Revoke a token at once", revoke, asked);
    revoking->add_option("token", asked->id, "Its id, such as t3")->required();
}

}  // namespace aula::cli
