#include <array>

#include "cli/complete.hpp"
#include "cli/context.hpp"
#include "cli/runs.hpp"
#include "club/files.hpp"

namespace watercooler::cli {
namespace {

/// Of the club that the line names, else of the one that is meant here. Only looks at names of folders: a shell waits
/// for this at each press of a key.
LocalNames local_names(const Context& context, const TypedLine& line) {
    LocalNames names;
    const auto club = club::Name::parse_club(line.club.value_or(context.settings().club.value));
    if (!club) return names;
    const auto place = club::club_place(line.home ? line.home : context.home(), *club);
    if (!place) return names;
    if (const auto members = club::Folder::at(*place).member_names())
        for (const auto& name : *members) names.members.push_back(name.text());
    const auto clubs = club::list_folder(club::split_path(place->path).first);
    if (!clubs || !*clubs) return names;
    for (const auto& entry : **clubs)
        if (const auto name = club::Name::parse_club(entry); name && name->text() == entry)
            names.clubs.push_back(entry);
    return names;
}

}  // namespace

Result<Exit> run_completion(Context& context, const Arguments& arguments) {
    constexpr std::array<std::string_view, 3> shells{"bash", "zsh", "fish"};
    const auto& shell = arguments.words.front();
    if (const auto script = completion_script(shell)) {
        context.out(*script);
        return Exit::done;
    }
    auto message = "no completion for the shell \"" + shell + "\"";
    if (const auto like = nearest(shell, shells)) message += ". Did you mean \"" + std::string{*like} + "\"?";
    return tl::unexpected{usage(message, "There is one for bash, zsh and fish.")};
}

Result<Exit> run_complete(Context& context, const Arguments& arguments) {
    const auto shell = arguments.text("--shell").value_or("bash");
    auto typed = arguments.words;
    if (shell == "bash") {  // it hands over the line as it is, the program's name included
        typed = split_typed(typed.empty() ? "" : typed.front());
        if (typed.size() > 1) typed.erase(typed.begin());
    }
    const auto line = read_typed(typed);
    context.out(to_lines(complete(line, local_names(context, line)), line, shell));
    return Exit::done;
}

}  // namespace watercooler::cli
