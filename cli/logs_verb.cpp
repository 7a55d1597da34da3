#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>

#include "cli/freezing.hpp"
#include "cli/log_lines.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "cli/wait.hpp"
#include "club/files.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds logs_look_again{150};
constexpr std::size_t tail_when_following = 10;

/// One member's log as it grows. The file may be renamed to log.1 and begun again; what was written to the old one
/// until then is still read.
class LogFile {
public:
    LogFile(std::string member, std::string path) : cutter_{std::move(member)}, path_{std::move(path)} {}

    /// Everything from the file before it, and then all of this one.
    std::vector<LogLine> read_all() {
        auto lines = read_old();
        const auto more = read_new();
        lines.insert(lines.end(), more.begin(), more.end());
        return lines;
    }

    std::vector<LogLine> read_new() {
        std::vector<LogLine> lines;
        for (;;) {
            if (!fd_) open();
            if (!fd_) return lines;
            const bool replaced = is_replaced();  // looked at before reading: what came until then is in the old one
            drain(lines);
            if (!replaced) return lines;
            fd_.reset();
        }
    }

    std::vector<LogLine> finish() { return cutter_.finish(); }

private:
    std::vector<LogLine> read_old() {
        std::vector<LogLine> lines;
        fd_ = club::UniqueFd{::open((path_ + ".1").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
        if (fd_) drain(lines);
        fd_.reset();
        return lines;
    }

    void open() { fd_ = club::UniqueFd{::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)}; }

    bool is_replaced() const {
        struct stat here{}, there{};
        if (::fstat(fd_.get(), &here) != 0 || ::stat(path_.c_str(), &there) != 0) return false;
        return here.st_ino != there.st_ino || here.st_dev != there.st_dev;
    }

    void drain(std::vector<LogLine>& lines) {
        std::array<char, 65536> block{};
        for (;;) {
            const auto size = ::read(fd_.get(), block.data(), block.size());
            if (size <= 0) return;
            const auto more = cutter_.add({block.data(), static_cast<std::size_t>(size)});
            lines.insert(lines.end(), more.begin(), more.end());
        }
    }

    LogCutter cutter_;
    std::string path_;
    club::UniqueFd fd_;
};

class Logs {
public:
    Logs(const Context& context, const club::Folder& club, const Arguments& arguments)
        : context_(context), club_(club), words_(arguments.words), follows_(arguments.has("--follow")) {
        filter_.grep = arguments.text("--grep").value_or("");
        if (const auto since = arguments.duration("--since"))
            filter_.since = json::WallTime{wall_now().ns - std::chrono::nanoseconds{*since}.count()};
        tail_ = arguments.number("--tail");
        if (!tail_ && follows_ && !filter_.since) tail_ = tail_when_following;
    }

    Result<Exit> run() {
        const auto first = look_for_members(true);
        if (!first) return tl::unexpected{first.error()};
        std::vector<std::vector<LogLine>> files;
        for (auto& [name, file] : files_) {
            files.push_back(file.read_all());
            if (follows_) continue;
            const auto rest = file.finish();
            files.back().insert(files.back().end(), rest.begin(), rest.end());
        }
        print(merged(std::move(files)), tail_);
        if (!follows_) return Exit::done;
        const Interrupt interrupt;
        while (!interrupt.sleep(logs_look_again)) {
            (void)look_for_members(false);
            std::vector<std::vector<LogLine>> news;
            for (auto& [name, file] : files_) news.push_back(file.read_new());
            print(merged(std::move(news)), std::nullopt);
        }
        return Exit{interrupt.exit_code()};
    }

private:
    /// Those who came since the last look are read from their beginning.
    Result<void> look_for_members(bool first) {
        const auto names = club_.member_names();
        if (!names) return tl::unexpected{failure_of(names.error())};
        if (first && !words_.empty()) {
            const auto roster = read_roster(club_);
            if (!roster) return tl::unexpected{roster.error()};
            if (const auto chosen = select(*roster, words_); !chosen && !follows_)
                return tl::unexpected{chosen.error()};
        }
        for (const auto& name : *names) {
            if (!is_meant(name) || files_.count(name.text()) > 0) continue;
            files_.emplace(name.text(), LogFile{name.text(), club::MemberFolder{club_, name}.log_path()});
            width_ = std::max(width_, name.text().size());
        }
        return {};
    }

    bool is_meant(const club::Name& name) const {
        if (words_.empty()) return true;
        return std::ranges::any_of(words_, [&](const std::string& word) {
            const auto exact = club::Name::parse_member(word);
            return exact ? *exact == name : club::glob_matches(word, name);
        });
    }

    void print(std::vector<LogLine> lines, const std::optional<std::uint64_t>& tail) {
        std::erase_if(lines, [&](const LogLine& line) { return !filter_.takes(line); });
        const auto begin = tail && *tail < lines.size() ? lines.size() - *tail : 0;
        std::string text;
        for (auto at = begin; at < lines.size(); ++at)
            text += context_.json() ? json_of(lines[at]) : text_of(lines[at]);
        if (!text.empty()) context_.out(text);
    }

    std::string text_of(const LogLine& line) const {
        const std::string padding(width_ - std::min(width_, line.member.size()), ' ');
        return paint_name(line.member, context_.style()) + padding + "  " + shown(line.text) + "\n";
    }

    static std::string json_of(const LogLine& line) {
        return json::answer("log")
                   .text("name", line.member)
                   .text("wall_time", json::to_text(line.at))
                   .text("line", line.text)
                   .done() +
               "\n";
    }

    const Context& context_;
    const club::Folder& club_;
    const std::vector<std::string>& words_;
    bool follows_;
    LogFilter filter_;
    std::optional<std::uint64_t> tail_;
    std::map<std::string, LogFile> files_;
    std::size_t width_ = 0;
};

}  // namespace

Result<Exit> run_logs(Context& context, const Arguments& arguments) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    return Logs{context, *club, arguments}.run();
}

}  // namespace watercooler::cli
