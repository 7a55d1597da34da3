// import: a recording becomes a run of its own, to be asked like the live one.
#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "cli/wait.hpp"
#include "club/files.hpp"
#include "json/fields.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t piece_bytes = 3 * 1024 * 1024;               // at most; a line is never cut
constexpr std::size_t recorded_line_bytes_max = 32 * 1024 * 1024;  // the first line names every member

/// `run31` of /tmp/run31.wcr; signs that no run may have become dashes.
std::string run_name_of(const std::string& path) {
    auto name = club::split_path(path).second;
    if (const auto dot = name.find('.'); dot != std::string::npos && dot > 0) name.resize(dot);
    for (auto& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') c = '-';
    return name.empty() || name == "live" ? "recording" : name.substr(0, 64);
}

/// Why nothing could be read; a folder opens, and then has no byte.
std::string reason_of(const std::ifstream& file) {
    if (!file.is_open() || errno != 0) return std::strerror(errno);
    return "it is empty";
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

/// The whole file, piece by piece; ends early at Ctrl-C.
Result<Imported> send_all(const Context& context, std::istream& file, const std::string& path, const std::string& run,
                          const Interrupt& interrupt) {
    Imported sum;
    std::string piece, line;
    const auto send = [&] { return send_piece(context, path, run, std::exchange(piece, {}), sum); };
    while (!interrupt.came() && std::getline(file, line)) {
        if (line.size() > recorded_line_bytes_max)
            return tl::unexpected{
                Failure{Exit::bad_file, "WC-RECORDING", shown(path) + " is no recording: a line is too long", {}, {}}};
        if (!piece.empty() && piece.size() + line.size() > piece_bytes)
            if (const auto sent = send(); !sent) return tl::unexpected{sent.error()};
        piece += line + '\n';
    }
    if (!piece.empty() && !interrupt.came())
        if (const auto sent = send(); !sent) return tl::unexpected{sent.error()};
    return sum;
}

void print(const Context& context, const std::string& run, const Imported& sum) {
    if (context.json()) {
        auto answer = json::answer("import");
        answer.text("run", run).number("stored", sum.stored).number("duplicates", sum.duplicates);
        return context.out(answer.done() + "\n");
    }
    context.out("+ run " + run + ": " + std::to_string(sum.stored) + " events" +
                (sum.duplicates > 0 ? ", " + std::to_string(sum.duplicates) + " were there already" : "") +
                "\n  Next: " + context.command("watch --run " + run) + "\n");
}

}  // namespace

Result<Exit> run_import(Context& context, const Arguments& arguments) {
    const auto& path = arguments.words.front();
    const auto run = arguments.text("--run").value_or(run_name_of(path));
    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file || file.peek() == std::ifstream::traits_type::eof())
        return tl::unexpected{
            Failure{Exit::bad_file, "WC-FILE", "cannot read " + path + ": " + reason_of(file), {}, {}}};
    if (context.dry_run()) {
        context.out("would import " + shown(path) + " as run " + run + "\n");
        return Exit::done;
    }
    const Interrupt interrupt;
    const auto sum = send_all(context, file, path, run, interrupt);
    if (!sum) return tl::unexpected{sum.error()};
    if (interrupt.came()) return Exit{interrupt.exit_code()};
    print(context, run, *sum);
    return Exit::done;
}

}  // namespace watercooler::cli
