// export, record, import: runs as files.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "cli/duration.hpp"
#include "cli/freezing.hpp"
#include "cli/progress.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "cli/wait.hpp"
#include "club/files.hpp"
#include "json/fields.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::array<std::string_view, 3> formats{"jsonl", "shiviz", "otlp"};
constexpr std::size_t piece_bytes = 1024 * 1024;          // of an import, at most; a line is never cut
constexpr std::size_t line_bytes_max = 32 * 1024 * 1024;  // the first line names every member
/// Members tell what they did within a moment: a recording's end waits for it.
constexpr std::chrono::milliseconds behind{1'000};

Failure file_failure(const std::string& doing, const std::string& path) {
    return {Exit::forbidden, "WC-FILE", "cannot " + doing + " " + path + ": " + std::strerror(errno), {}, {}};
}

/// Where an export goes: a file that takes its name only when it is whole, or stdout.
class Output {
public:
    static Result<Output> open(const std::optional<std::string>& path) {
        Output output;
        if (!path || *path == "-") return output;
        output.path_ = *path;
        output.file_ = std::fopen((*path + ".part").c_str(), "wbe");
        if (!output.file_) return tl::unexpected{file_failure("write", *path + ".part")};
        return output;
    }
    Output(Output&& other) noexcept : path_{std::move(other.path_)}, file_{std::exchange(other.file_, stdout)} {}
    Output& operator=(Output&&) = delete;
    ~Output() {
        if (file_ == stdout) return;
        std::fclose(file_);
        ::unlink((path_ + ".part").c_str());
    }

    Result<void> write(std::string_view bytes) {
        if (std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size()) return {};
        return tl::unexpected{file_failure("write", path_.empty() ? "to stdout" : path_)};
    }
    Result<void> finish() {
        if (std::fflush(file_) != 0) return tl::unexpected{file_failure("write", path_)};
        if (file_ == stdout) return {};
        const bool closed = std::fclose(std::exchange(file_, stdout)) == 0;
        if (!closed || std::rename((path_ + ".part").c_str(), path_.c_str()) != 0)
            return tl::unexpected{file_failure("write", path_)};
        return {};
    }

private:
    Output() = default;

    std::string path_;
    std::FILE* file_ = stdout;
};

/// Fetches a recording piece by piece. `target` has all but the cursor.
class Pieces {
public:
    Pieces(const Context& context, const Member& sauron) : context_(context), sauron_(sauron) {}

    /// All that is there; goes on behind what came before. Counts events by their lines.
    Result<void> fetch(const std::string& target, Output& output) {
        for (;;) {
            auto request = get(sauron_, cursor_.empty() ? target : target + parameter("cursor", cursor_));
            request.response_bytes_max = 256 * 1024 * 1024;
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
    std::size_t lines() const { return lines_; }

private:
    const Context& context_;
    const Member& sauron_;
    std::string cursor_;
    std::size_t lines_ = 0;
};

std::string scope_of(const Arguments& arguments) {
    std::string text;
    for (const auto& [flag, name] :
         {std::pair{"--from", "from"}, {"--until", "to"}, {"--run", "run"}, {"--uuid", "uuid"}})
        if (const auto value = arguments.text(flag)) text += parameter(name, *value);
    return text + parameter("filter", filter_text(arguments.words));
}

}  // namespace

Result<Exit> run_export(Context& context, const Arguments& arguments) {
    const auto format = arguments.text("--format").value_or("jsonl");
    if (std::ranges::find(formats, format) == formats.end())
        return tl::unexpected{usage("--format \"" + format + "\" is not known", "It is jsonl, shiviz or otlp.")};
    const auto sauron = find_sauron(context);
    if (!sauron) return tl::unexpected{sauron.error()};
    auto output = Output::open(arguments.text("--output"));
    if (!output) return tl::unexpected{output.error()};
    Pieces pieces{context, *sauron};
    const auto fetched = pieces.fetch("/api/v1/export?format=" + format + scope_of(arguments), *output);
    if (!fetched) return tl::unexpected{fetched.error()};
    if (const auto done = output->finish(); !done) return tl::unexpected{done.error()};
    if (format == "jsonl")
        context.note(std::to_string(pieces.lines() - std::min<std::size_t>(1, pieces.lines())) + " events\n");
    return Exit::done;
}

/// The live run from now on (or from --from) until Ctrl-C or --for, and what members still tell of that time.
Result<Exit> run_record(Context& context, const Arguments& arguments) {
    const auto sauron = find_sauron(context);
    if (!sauron) return tl::unexpected{sauron.error()};
    const auto& path = arguments.words.front();
    auto output = Output::open(path);
    if (!output) return tl::unexpected{output.error()};
    const auto from = arguments.text("--from").value_or(json::to_text(wall_now()));
    const auto begin = std::chrono::steady_clock::now();
    const Interrupt interrupt;
    context.note("recording to " + shown(path) + (arguments.has("--for") ? "" : " until Ctrl-C") + "\n");
    interrupt.sleep(arguments.duration("--for").value_or(std::chrono::hours{24 * 365}));
    const auto took = std::chrono::steady_clock::now() - begin;
    const auto to = json::to_text(wall_now());
    ::usleep(static_cast<useconds_t>(std::chrono::microseconds{behind}.count()));
    Pieces pieces{context, *sauron};
    const auto fetched =
        pieces.fetch("/api/v1/export?format=jsonl" + parameter("from", from) + parameter("to", to), *output);
    if (!fetched) return tl::unexpected{fetched.error()};
    if (const auto done = output->finish(); !done) return tl::unexpected{done.error()};
    const auto events = pieces.lines() - std::min<std::size_t>(1, pieces.lines());
    if (context.json())
        context.out(json::answer("recording").text("file", path).number("events", events).done() + "\n");
    else
        context.out("+ " + std::to_string(events) + " events of " + duration_text(took) + " in " + shown(path) +
                    "\n  Next: " + context.command("import " + shell_word(path)) + "\n");
    return Exit::done;
}

namespace {

/// `run31` of /tmp/run31.wcr; signs that no run may have become dashes.
std::string run_name_of(const std::string& path) {
    auto name = club::split_path(path).second;
    if (const auto dot = name.find('.'); dot != std::string::npos && dot > 0) name.resize(dot);
    for (auto& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') c = '-';
    return name.empty() || name == "live" ? "recording" : name.substr(0, 64);
}

struct Imported {
    std::uint64_t stored = 0, duplicates = 0, lines = 0;
};

/// Sauron counts lines within a piece; a person looks into the file.
Failure bad_line(const Failure& said, const std::string& file, std::uint64_t lines_before) {
    auto failure = said;
    if (said.position) {
        failure.exit = Exit::bad_file;
        failure.message = shown(file) + ':' + std::to_string(lines_before + said.position->line) + ':' +
                          std::to_string(said.position->column) + ": " + said.position->says;
    }
    return failure;
}

Result<void> send_piece(const Context& context, const std::string& file, const std::string& run,
                        const std::string& piece, Imported& sum) {
    const auto answer = order_sauron(context, "POST", "/api/v1/import?" + parameter("run", run).substr(1), piece);
    if (!answer) return tl::unexpected{bad_line(answer.error(), file, sum.lines)};
    const auto value = json::parse(*answer, json::answer_bounds);
    if (!value || !value->object()) return {};
    json::Fields fields{*value};
    sum.stored += fields.number("stored", UINT64_MAX).value_or(0);
    sum.duplicates += fields.number("duplicates", UINT64_MAX).value_or(0);
    sum.lines += static_cast<std::uint64_t>(std::count(piece.begin(), piece.end(), '\n'));
    return {};
}

}  // namespace

Result<Exit> run_import(Context& context, const Arguments& arguments) {
    const auto& path = arguments.words.front();
    const auto run = arguments.text("--run").value_or(run_name_of(path));
    std::ifstream file{path, std::ios::binary};
    if (!file)
        return tl::unexpected{
            Failure{Exit::bad_file, "WC-FILE", "cannot read " + path + ": " + std::strerror(errno), {}, {}}};
    if (context.dry_run()) {
        context.out("would import " + shown(path) + " as run " + run + "\n");
        return Exit::done;
    }
    const Interrupt interrupt;
    Imported sum;
    std::string piece, line;
    while (std::getline(file, line)) {
        if (line.size() > line_bytes_max)
            return tl::unexpected{
                Failure{Exit::bad_file, "WC-RECORDING", shown(path) + " is no recording: a line is too long", {}, {}}};
        if (!piece.empty() && piece.size() + line.size() > piece_bytes) {
            if (const auto sent = send_piece(context, path, run, piece, sum); !sent)
                return tl::unexpected{sent.error()};
            piece.clear();
        }
        piece += line + '\n';
        if (interrupt.came()) return Exit{interrupt.exit_code()};
    }
    if (!piece.empty())
        if (const auto sent = send_piece(context, path, run, piece, sum); !sent) return tl::unexpected{sent.error()};
    if (context.json())
        context.out(json::answer("import")
                        .text("run", run)
                        .number("stored", sum.stored)
                        .number("duplicates", sum.duplicates)
                        .done() +
                    "\n");
    else
        context.out("+ run " + run + ": " + std::to_string(sum.stored) + " events" +
                    (sum.duplicates > 0 ? ", " + std::to_string(sum.duplicates) + " were there already" : "") + "\n");
    return Exit::done;
}

}  // namespace watercooler::cli
