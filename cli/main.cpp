// watercooler, also called bookclub: the command line.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/context.hpp"
#include "cli/terminal.hpp"
#include "club/files.hpp"

namespace watercooler::cli {
namespace {

/// A program started without stdin, stdout or stderr must not get a socket in their place.
void fill_standard_descriptors() {
    for (int fd = ::open("/dev/null", O_RDWR); fd >= 0; fd = ::open("/dev/null", O_RDWR)) {
        if (fd <= STDERR_FILENO) continue;
        ::close(fd);
        return;
    }
}

int fail(const Failure& failure, bool json, const Style& style = {}) {
    std::fflush(stdout);
    const auto width = ::isatty(STDERR_FILENO) == 1 ? width_of_output() : 0;
    std::fputs((json ? to_json(failure) : to_text(failure, style, width)).c_str(), stderr);
    return static_cast<int>(failure.exit);
}

bool wants_json(const std::vector<std::string>& typed) {
    for (const auto& each : typed) {
        if (each == "--") return false;
        if (each == "--json") return true;
    }
    return false;
}

int run(const std::string& program, const std::vector<std::string>& typed) {
    const bool json = wants_json(typed);
    const auto arguments = read_arguments(typed);
    if (!arguments) return fail(arguments.error(), json);
    auto context = Context::make(program, *arguments);
    if (!context) return fail(context.error(), json);
    const auto& verb = *arguments->verb;
    if (!arguments->called.empty() && find_verb(arguments->called) == &verb && arguments->called != verb.name && !json)
        context->note("(" + arguments->called + " is " + std::string{verb.name} + " here)\n");
    const auto exit = verb.run(*context, *arguments);
    if (exit) return static_cast<int>(*exit);
    return fail(exit.error(), json, context->err_style());
}

}  // namespace
}  // namespace watercooler::cli

int main(int argc, char** argv) {
    using namespace watercooler::cli;
    fill_standard_descriptors();
    watercooler::club::survive_file_size_limit();
    const std::string program = argc > 0 ? argv[0] : "watercooler";  // as typed: what we suggest must work as pasted
    try {
        return run(program, std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    } catch (const std::exception& error) {  // libraries throw; we do not
        std::fprintf(stderr, "error: our own mistake: %s (WC-INTERNAL)\n  Please report it with this command line.\n",
                     error.what());
        return 70;
    }
}
