#include "cli/export_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/sauron_link.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t piece_bytes_max = 256 * 1024 * 1024;

Failure write_failure(const std::string& where) {
    return {Exit::forbidden, "WC-FILE", "cannot write " + where + ": " + std::strerror(errno), {}, {}};
}

std::string part_of(const std::string& path) { return path + ".part"; }

}  // namespace

Result<Output> Output::open(const std::optional<std::string>& path) {
    Output output;
    if (!path || *path == "-") return output;
    output.path_ = *path;
    output.file_ = std::fopen(part_of(*path).c_str(), "wbe");
    if (output.file_) return output;
    const auto failure = write_failure(part_of(*path));
    output.file_ = stdout;  // nothing to be removed
    return tl::unexpected{failure};
}

Output::Output(Output&& other) noexcept : path_{std::move(other.path_)}, file_{std::exchange(other.file_, stdout)} {}

Output::~Output() {
    if (file_ == stdout) return;
    std::fclose(file_);
    ::unlink(part_of(path_).c_str());
}

Failure Output::failure() const { return write_failure(path_.empty() ? "to stdout" : path_); }

Result<void> Output::write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size()) return {};
    return tl::unexpected{failure()};
}

Result<void> Output::finish() {
    if (std::fflush(file_) != 0) return tl::unexpected{failure()};
    if (file_ == stdout) return {};
    const bool closed = std::fclose(std::exchange(file_, stdout)) == 0;
    if (closed && std::rename(part_of(path_).c_str(), path_.c_str()) == 0) return {};
    return tl::unexpected{failure()};
}

Result<void> Pieces::fetch(const std::string& target, Output& output) {
    for (;;) {
        auto request = get(sauron_, cursor_.empty() ? target : target + parameter("cursor", cursor_));
        request.response_bytes_max = piece_bytes_max;
        const auto answer = http::fetch(request, context_.timeout(sauron_patience));
        const auto body = body_of(sauron_, answer);
        if (!body) return tl::unexpected{body.error()};
        lines_ += static_cast<std::size_t>(std::count(body->begin(), body->end(), '\n'));
        if (const auto written = output.write(*body); !written) return written;
        const auto next = answer->header("X-Watercooler-Next");
        if (!next) return {};
        cursor_ = std::string{*next};
    }
}

}  // namespace watercooler::cli
