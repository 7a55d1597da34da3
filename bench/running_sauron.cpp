#include "running_sauron.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "http/client.hpp"

namespace watercooler::bench {
namespace {

[[noreturn]] void fail(const std::string& message) {
    std::fprintf(stderr, "%s\n", message.c_str());
    std::exit(1);
}

std::string read_all(int fd) {
    std::string text;
    char piece[512];
    for (ssize_t size; (size = ::read(fd, piece, sizeof piece)) > 0;)
        text.append(piece, static_cast<std::size_t>(size));
    ::close(fd);
    return text;
}

std::string file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

}  // namespace

RunningSauron::RunningSauron(const std::string& program, const std::string& home,
                             const std::vector<std::string>& arguments) {
    int ready[2];
    if (::pipe(ready) != 0) fail("no pipe");
    std::vector<std::string> words{program, "--home",          home,         "--port",
                                   "0",     "--log-to-folder", "--ready-fd", std::to_string(ready[1])};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
        ::close(ready[0]);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(ready[1]);
    const auto line = read_all(ready[0]);
    const auto colon = line.rfind(':');
    if (line.find("\"ready\":true") == std::string::npos) fail(program + " does not start: " + line);
    port_ = static_cast<std::uint16_t>(std::strtoul(line.c_str() + colon + 1, nullptr, 10));
}

double RunningSauron::processor_seconds() const {
    const auto stat = file("/proc/" + std::to_string(pid_) + "/stat");
    std::istringstream fields{stat.substr(stat.rfind(')') + 2)};
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double RunningSauron::memory_peak_mib() const {
    const auto status = file("/proc/" + std::to_string(pid_) + "/status");
    const auto at = status.find("VmHWM:");
    return at == std::string::npos ? 0 : std::strtod(status.c_str() + at + 6, nullptr) / 1024;
}

std::string RunningSauron::get(const std::string& target) const {
    const auto answer =
        http::fetch({.port = port_, .target = target, .response_bytes_max = 256u << 20}, std::chrono::seconds{60});
    if (!answer) fail(target + ": " + answer.error().message);
    if (answer->status != 200) fail(target + ": " + answer->body);
    return answer->body;
}

bool RunningSauron::answers(const std::string& target) const {
    const auto answer = http::fetch({.port = port_, .target = target}, std::chrono::seconds{60});
    if (!answer) fail(target + ": " + answer.error().message);
    if (answer->status != 200 && answer->body.find("WC-STORE-SLOW") == std::string::npos)
        fail(target + ": " + answer->body);
    return answer->status == 200;
}

void RunningSauron::stop() {
    const auto pid = std::exchange(pid_, -1);
    if (pid < 0) return;
    ::kill(pid, SIGTERM);
    ::waitpid(pid, nullptr, 0);
}

}  // namespace watercooler::bench
