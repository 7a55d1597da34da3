#include "cli/own_command.hpp"

#include <algorithm>
#include <utility>

#include "json/fields.hpp"
#include "program/child.hpp"

namespace watercooler::cli {

Result<Ran> run_own(const std::string& called, const std::vector<std::string>& words, const Interrupt* interrupt,
                    std::chrono::milliseconds grace) {
    program::ChildCommand command;
    command.program = "/proc/self/exe";  // this program even where a newer one was built in its place
    command.called = called;
    command.words = words;
    command.environment = program::own_environment();
    command.folder = std::nullopt;
    constexpr std::size_t bytes_max = 64 * 1024 * 1024;
    auto end = program::run_child(command, {.time = std::nullopt, .patience = grace, .bytes_max = bytes_max},
                                  interrupt ? interrupt->fd() : -1);
    if (end.how == program::ChildEnd::How::not_started)
        return tl::unexpected{failure_of(club::system_error("start", called, end.error))};
    return Ran{end.exit, std::move(end.out), std::move(end.err)};
}

Failure failure_of(const Ran& ran) {
    Failure failure{Exit{ran.exit}, "", "it ended with code " + std::to_string(ran.exit), {}, {}};
    std::string_view rest = ran.err;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto value = json::parse(line, json::door_bounds);
        if (!value || !value->object()) {
            if (failure.code.empty()) failure.cause = std::string{line};
            continue;
        }
        json::Fields fields{*value};
        failure.code = fields.text("code").value_or("");
        failure.message = fields.text("message").value_or("");
        failure.cause = fields.text("cause").value_or("");
        if (const auto* hints = fields.array("hints"))
            for (const auto& each : *hints)
                if (each.text()) failure.tries.push_back(*each.text());
    }
    return failure;
}

}  // namespace watercooler::cli
