#include "cli/context.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "cli/shown.hpp"
#include "cli/terminal.hpp"
#include "program/command_line.hpp"

namespace watercooler::cli {
namespace {

const char* locale_of_process() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
        if (const char* value = std::getenv(name); value && *value) return value;
    return nullptr;
}

Style style_for(int fd, StyleFacts::Wish wish) {
    StyleFacts facts;
    facts.wish = wish;
    facts.tty = ::isatty(fd) == 1;
    facts.no_color = std::getenv("NO_COLOR");
    facts.term = std::getenv("TERM");
    facts.colorterm = std::getenv("COLORTERM");
    facts.colorfgbg = std::getenv("COLORFGBG");
    facts.locale = locale_of_process();
    return choose_style(facts);
}

Result<StyleFacts::Wish> wish_of(const Setting& color) {
    if (color.value == "auto") return StyleFacts::Wish::automatic;
    if (color.value == "always") return StyleFacts::Wish::always;
    if (color.value == "never") return StyleFacts::Wish::never;
    const auto where = color.origin == "--color" ? color.origin : color.origin + ": color";
    return tl::unexpected{usage(where + " \"" + color.value + "\" is not known", "It is auto, always or never.")};
}

/// A verb that is about no club works although a file of settings is broken.
Result<Settings> settings_for(const Arguments& arguments) {
    auto settings = read_settings(arguments, SettingsSources::of_process());
    if (settings || arguments.verb->needs_club) return settings;
    return read_settings(arguments, {});
}

/// The folder of clubs, if somebody named one; the environment's is found by whoever needs it.
std::optional<std::string> named_home(const Settings& settings) {
    const auto& home = settings.home;
    if (home.origin == "default" || home.origin.starts_with('$')) return std::nullopt;
    return home.value;
}

}  // namespace

std::size_t width_of_output() {
    if (const char* columns = std::getenv("COLUMNS")) {
        std::size_t width = 0;
        const std::string_view text{columns};
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), width);
        if (parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() && width > 0 && width < 10'000)
            return width;
    }
    winsize size{};
    if (::isatty(STDOUT_FILENO) != 1) return 0;
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::vector<std::string> split_list(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const auto end = list.find(',');
        if (const auto part = list.substr(0, end); !part.empty()) parts.emplace_back(part);
        list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    }
    return parts;
}

Result<Context> Context::make(const std::string& program, const Arguments& arguments) {
    const auto settings = settings_for(arguments);
    if (!settings) return tl::unexpected{settings.error()};
    const auto club_name = club::Name::parse_club(settings->club.value);
    if (!club_name) return tl::unexpected{failure_of(club_name.error())};
    const auto home = named_home(*settings);
    if (home && home->empty()) return tl::unexpected{usage("--home is empty", "Name a folder.")};
    auto place = club::club_place(home, *club_name);
    if (!place && !arguments.verb->needs_club) place = club::ClubPlace{"/nowhere/" + club_name->text(), *club_name};
    if (!place) return tl::unexpected{failure_of(place.error())};
    const auto wish = wish_of(settings->color);
    if (!wish) return tl::unexpected{wish.error()};
    Context context{*place};
    context.program_ = program::shell_word(program);
    context.settings_ = *settings;
    if (home) context.pasted_flags_ += " --home " + program::shell_word(*home);
    if (arguments.has("--club") || arguments.has("--file")) context.pasted_flags_ += " -c " + club_name->text();
    context.home_ = home;
    context.timeout_ = arguments.duration("--timeout");
    context.columns_ = split_list(arguments.text("--columns").value_or(""));
    context.out_style_ = style_for(STDOUT_FILENO, *wish);
    context.err_style_ = style_for(STDERR_FILENO, *wish);
    context.width_ = width_of_output();
    context.out_tty_ = ::isatty(STDOUT_FILENO) == 1;
    context.err_tty_ = ::isatty(STDERR_FILENO) == 1;
    context.json_ = arguments.has("--json");
    context.quiet_ = arguments.has("--quiet");
    context.verbose_ = arguments.has("--verbose");
    context.dry_run_ = arguments.has("--dry-run");
    context.no_input_ = arguments.has("--no-input");
    context.yes_ = arguments.has("--yes");
    return context;
}

Context Context::about(const club::ClubPlace& place) const {
    auto context = *this;
    context.place_ = place;
    context.pasted_flags_ = (home_ ? " --home " + program::shell_word(*home_) : "") + " -c " + place.club.text();
    return context;
}

Result<club::Folder> Context::club() const {
    auto folder = club::Folder::open_existing(place_);
    if (folder) return *folder;
    auto failure = failure_of(folder.error());
    if (folder.error().code == "WC-CLUB-NONE") {
        failure.message = "there is no club \"" + place_.club.text() + "\" here";
        failure.cause = "It would be " + place_.path + ".";
        if (settings_.club_file && settings_.club.origin.starts_with(*settings_.club_file))
            failure.tries.push_back(command("up"));
        failure.tries.push_back(command("new jimmy"));
    }
    return tl::unexpected{failure};
}

std::string Context::command(std::string_view rest) const { return program_ + pasted_flags_ + " " + std::string{rest}; }

void Context::out(std::string_view text) const {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

void Context::note(std::string_view text) const {
    if (!quiet_) warn(text);
}

void Context::suggest(std::initializer_list<std::string_view> rests) const {
    if (is_step_ || !err_tty_ || json_) return;
    std::string line, lines;
    for (const auto& rest : rests) {
        line += (line.empty() ? "  Next: " : "   |   ") + command(rest);
        lines += (lines.empty() ? "  Next: " : "        ") + command(rest) + "\n";
    }
    note(width_ > 0 && display_width(line) > width_ ? lines : line + "\n");
}

Context Context::step() const {
    auto step = *this;
    step.is_step_ = true;
    return step;
}

void Context::warn(std::string_view text) const {
    std::fflush(stdout);
    std::fwrite(text.data(), 1, text.size(), stderr);
}

Result<std::string> Context::table(const std::vector<Column>& columns, const std::vector<Row>& rows,
                                   bool header_always) const {
    std::string unknown;
    const auto chosen = choose_columns(columns, rows, columns_, unknown);
    if (chosen) return render_table(chosen->columns, chosen->rows, {width_, out_tty_ || header_always, out_style_});
    std::string known;
    for (const auto& column : columns) known += (known.empty() ? "" : ", ") + column.name;
    return tl::unexpected{usage("there is no column \"" + unknown + "\"", "There are: " + known + ".")};
}

Result<bool> Context::ask(const std::string& question) const {
    if (yes_) return true;
    if (no_input_ || ::isatty(STDIN_FILENO) != 1)
        return tl::unexpected{usage("this asks first: " + question, "Say yes with -y.")};
    warn(question + " [y/N] ");
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace watercooler::cli
