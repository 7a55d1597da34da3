// watercooler sim: one rumor in the simulator. What it means is known to watercooler-sim alone: this hands it on.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/arguments.hpp"
#include "cli/context.hpp"
#include "cli/runs.hpp"
#include "cli/starter.hpp"

namespace watercooler::cli {
namespace {

std::vector<std::string> sim_command(const Context& context, const Arguments& arguments) {
    std::vector<std::string> command{"spread"};
    for (const auto& flag : arguments.verb->flags) {
        for (const auto& value : arguments.texts(flag.name)) command.push_back(std::string{flag.name} + "=" + value);
    }
    if (context.json()) command.push_back("--json");
    return command;
}

/// The simulator takes this process's place: its output, its exit code, and Ctrl-C, are its own.
int become(const std::string& program, std::vector<std::string> command) {
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (auto& each : command) argv.push_back(each.data());
    argv.push_back(nullptr);
    std::fflush(nullptr);
    ::execv(program.c_str(), argv.data());
    return errno;
}

}  // namespace

Result<Exit> run_sim(Context& context, const Arguments& arguments) {
    const auto program = find_program("watercooler-sim");
    if (!program)
        return tl::unexpected{Failure{Exit::not_ready,
                                      "WC-SIM-PROGRAM",
                                      "the program watercooler-sim is not to be found",
                                      "It belongs beside this program, or on PATH; script/build makes it.",
                                      {}}};
    const auto error = become(*program, sim_command(context, arguments));
    return tl::unexpected{
        Failure{Exit::not_ready, "WC-SIM-PROGRAM", *program + " cannot be run: " + std::strerror(error), {}, {}}};
}

}  // namespace watercooler::cli
