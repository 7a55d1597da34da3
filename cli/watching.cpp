#include "cli/watching.hpp"

#include "cli/wait.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds watch_again{1'000};

}  // namespace

std::string over_the_older(const std::string& text) {
    std::string result = "\x1b[H";
    for (const char c : text) result += c == '\n' ? std::string{"\x1b[K\n"} : std::string{c};
    return result + "\x1b[J";
}

Result<Exit> print_once(const Context& context, const Look& look) {
    const auto seen = look();
    if (!seen) return tl::unexpected{seen.error()};
    context.out(seen->text);
    context.note(seen->footer);
    return Exit::done;
}

Result<Exit> watch(const Context& context, const Look& look) {
    const Interrupt interrupt;
    const bool in_place = context.out_tty() && !context.json();
    auto seen = look();
    if (!seen) return tl::unexpected{seen.error()};
    if (in_place) context.out("\x1b[2J");
    do {
        if (!seen) {
            context.warn(to_text(seen.error()));
        } else if (in_place) {
            context.out(over_the_older(seen->text + seen->footer));
        } else {
            context.out(seen->text);
            context.note(seen->footer);
        }
        if (interrupt.sleep(watch_again)) break;
        seen = look();
    } while (!interrupt.came());
    return Exit{interrupt.exit_code()};
}

}  // namespace watercooler::cli
