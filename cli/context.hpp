#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/failure.hpp"
#include "cli/settings.hpp"
#include "cli/style.hpp"
#include "cli/table.hpp"
#include "club/folder.hpp"

namespace watercooler::cli {

/// Where a verb runs: the club it is about, and how it speaks. Results go to stdout, all else to stderr.
class Context {
public:
    /// Errors: the club's name, one of the global flags or a file of settings is wrong. `program` is
    /// what was typed to call it.
    static Result<Context> make(const std::string& program, const Arguments& arguments);

    /// The same about another club of the same folder of clubs; commands name it.
    Context about(const club::ClubPlace& place) const;

    const club::ClubPlace& place() const { return place_; }
    /// The club as it is. Errors: there is none (exit 3), with what to do.
    Result<club::Folder> club() const;

    bool json() const { return json_; }
    bool quiet() const { return quiet_; }
    bool verbose() const { return verbose_; }
    bool dry_run() const { return dry_run_; }
    std::chrono::milliseconds timeout(std::chrono::milliseconds otherwise) const {
        return timeout_.value_or(otherwise);
    }
    const Style& style() const { return out_style_; }
    const Style& err_style() const { return err_style_; }
    /// Columns of the terminal; 0 = nobody says.
    std::size_t width() const { return width_; }
    bool out_tty() const { return out_tty_; }
    bool err_tty() const { return err_tty_; }
    const std::optional<std::string>& home() const { return home_; }
    const std::string& program() const { return program_; }
    /// What holds where no flag says otherwise.
    const Settings& settings() const { return settings_; }

    /// A command line of this program about this club, ready to be pasted.
    std::string command(std::string_view rest) const;

    void out(std::string_view text) const;
    /// To stderr, unless --quiet.
    void note(std::string_view text) const;
    /// What a person at a terminal may want to do next, without the program's name; a step of something larger says
    /// nothing of it.
    void suggest(std::initializer_list<std::string_view> rests) const;
    /// This, for what is a step of something larger.
    Context step() const;
    /// To stderr in any case.
    void warn(std::string_view text) const;

    /// The table as wide as the terminal, with only the columns that --columns asks for. Its header is for eyes, unless
    /// the columns say nothing without.
    Result<std::string> table(const std::vector<Column>& columns, const std::vector<Row>& rows,
                              bool header_always = false) const;

    /// Yes, when -y was given or a person at the terminal says so. Errors: nobody can be asked (exit 64).
    Result<bool> ask(const std::string& question) const;

private:
    explicit Context(club::ClubPlace place) : place_{std::move(place)} {}

    club::ClubPlace place_;
    Settings settings_;
    std::string program_;
    std::string pasted_flags_;
    std::optional<std::string> home_;
    std::optional<std::chrono::milliseconds> timeout_;
    std::vector<std::string> columns_;
    Style out_style_, err_style_;
    std::size_t width_ = 0;
    bool out_tty_ = false, err_tty_ = false;
    bool is_step_ = false;
    bool json_ = false, quiet_ = false, verbose_ = false, dry_run_ = false, no_input_ = false, yes_ = false;
};

/// `a,b,c` as its parts; empty ones are left out.
std::vector<std::string> split_list(std::string_view list);

}  // namespace watercooler::cli
