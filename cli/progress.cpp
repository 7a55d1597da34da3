#include "cli/progress.hpp"

#include <algorithm>
#include <utility>

#include "cli/duration.hpp"

namespace watercooler::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto bar_after = 500ms;
constexpr auto bar_every = 100ms;
constexpr auto line_every = 5s;

}  // namespace

std::string progress_text(const std::string& what, std::size_t done, std::size_t all, std::chrono::nanoseconds time,
                          std::size_t bar) {
    const auto filled = all == 0 ? bar : std::min(bar, done * bar / all);
    return "  " + what + "  " + std::string(filled, '#') + std::string(bar - filled, '.') + " " + std::to_string(done) +
           "/" + std::to_string(all) + "  " + duration_text(time);
}

Progress::Progress(const Context& context, std::string what, std::size_t all)
    : context_(context), what_(std::move(what)), all_(all) {
    next_ =
        begin_ + (context_.err_tty() ? std::chrono::milliseconds{bar_after} : std::chrono::milliseconds{line_every});
}

Progress::~Progress() {
    if (drawn_) context_.warn("\r\x1b[K");
}

void Progress::show(std::size_t done, std::size_t all) {
    const auto now = SteadyClock::now();
    if (context_.quiet() || context_.json() || now < next_) return;
    const auto text = progress_text(what_, done, all, now - begin_);
    if (context_.err_tty()) {
        context_.warn("\r" + text + "\x1b[K");
        drawn_ = true;
        next_ = now + bar_every;
    } else {
        context_.warn(text + "\n");
        next_ = now + line_every;
    }
}

}  // namespace watercooler::cli
