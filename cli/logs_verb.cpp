// logs: what members wrote down, merged in the order of time.
#include <algorithm>
#include <map>
#include <optional>

#include "cli/attach.hpp"
#include "cli/freezing.hpp"
#include "cli/log_file.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "cli/told_logs.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds logs_look_again{150};
constexpr std::size_t tail_when_following = 10;
constexpr int looks_per_question = 4;  // to Sauron

class Logs {
public:
    /// With an interrupt it follows until that comes.
    Logs(const Context& context, const club::Folder& club, const Arguments& arguments, const Interrupt* interrupt)
        : context_(context), club_(club), words_(arguments.words), interrupt_(interrupt) {
        filter_.grep = arguments.text("--grep").value_or("");
        if (const auto since = arguments.duration("--since"))
            filter_.since = json::WallTime{wall_now().ns - std::chrono::nanoseconds{*since}.count()};
        tail_ = arguments.number("--tail");
        if (!tail_ && follows() && !filter_.since) tail_ = tail_when_following;
        if (find_sauron(context)) told_.emplace(context, words_);
    }

    Result<Exit> run() {
        if (const auto looked = look_for_members(); !looked) return tl::unexpected{looked.error()};
        auto told =
            ask([this] { return told_->all({filter_.since, filter_.grep.empty() ? tail_ : std::nullopt, follows()}); });
        if (const auto there = check_words(told); !there) return tl::unexpected{there.error()};
        auto lines = std::move(told);
        for (auto& [name, file] : files_) {
            auto own = file.read_all();
            if (!follows()) append(own, file.finish());
            lines[name] = before(own, std::move(lines[name]));
            append(lines[name], own);
        }
        print(merged(values(std::move(lines))), tail_);
        return follows() ? follow() : Exit::done;
    }

private:
    using Lines = ToldLogs::Lines;

    bool follows() const { return interrupt_ != nullptr; }

    Exit follow() {
        for (int looks = 1; !interrupt_->sleep(logs_look_again); ++looks) {
            (void)look_for_members();
            auto news = looks % looks_per_question == 0 ? ask([this] { return told_->more(); }) : Lines{};
            for (auto& [name, file] : files_) news[name] = file.read_new();  // what is told of those is here, too
            print(merged(values(std::move(news))), std::nullopt);
        }
        return Exit{interrupt_->exit_code()};
    }

    /// Those who came since the last look are read from their beginning.
    Result<void> look_for_members() {
        const auto names = club_.member_names();
        if (!names) return tl::unexpected{failure_of(names.error())};
        for (const auto& name : *names) {
            if (!is_meant(words_, name.text()) || files_.count(name.text()) > 0) continue;
            files_.emplace(name.text(), LogFile{name.text(), club::MemberFolder{club_, name}.log_path()});
            width_ = std::max(width_, name.text().size());
        }
        return {};
    }

    /// Sauron's part; without it there is what lies here.
    template <class Question>
    Lines ask(Question question) {
        if (!told_) return {};
        auto lines = question();
        if (lines) return *lines;
        context_.warn(to_text(lines.error()) + "  Here are only the logs of this host.\n");
        told_.reset();
        return {};
    }

    /// Each word means somebody, here or to Sauron; who follows may wait for them.
    Result<void> check_words(const Lines& told) const {
        if (words_.empty() || follows()) return {};
        const auto roster = read_roster(club_);
        if (!roster) return tl::unexpected{roster.error()};
        for (const auto& word : words_) {
            const auto chosen = select(*roster, {word});
            const auto knows = [&](const auto& each) { return is_meant({word}, each.first); };
            if (!chosen && std::ranges::none_of(told, knows)) return tl::unexpected{chosen.error()};
        }
        return {};
    }

    static void append(std::vector<LogLine>& lines, const std::vector<LogLine>& more) {
        lines.insert(lines.end(), more.begin(), more.end());
    }

    std::vector<std::vector<LogLine>> values(Lines lines) {
        std::vector<std::vector<LogLine>> all;
        for (auto& [name, each] : lines) {
            if (!each.empty()) width_ = std::max(width_, name.size());
            all.push_back(std::move(each));
        }
        return all;
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
    const Interrupt* interrupt_;
    std::optional<ToldLogs> told_;  // nothing: no Sauron is there
    LogFilter filter_;
    std::optional<std::uint64_t> tail_;
    std::map<std::string, LogFile> files_;
    std::size_t width_ = 0;
};

}  // namespace

Result<Exit> run_logs(Context& context, const Arguments& arguments) {
    std::optional<Interrupt> interrupt;
    if (arguments.has("--follow")) interrupt.emplace();
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    return Logs{context, *club, arguments, interrupt ? &*interrupt : nullptr}.run();
}

Result<Exit> follow_logs(const Context& context, const Arguments& arguments, const std::vector<std::string>& names,
                         const Interrupt& interrupt) {
    context.note("(their logs; Ctrl-C stops them)\n");
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto typed = instead("logs", arguments, names);
    return Logs{context, *club, typed, &interrupt}.run();
}

}  // namespace watercooler::cli
