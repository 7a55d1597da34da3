// The scripts are only glue: what can stand where is asked of the program each time, so it is always that of the
// program that is there.
#include "cli/complete.hpp"

namespace watercooler::cli {
namespace {

constexpr std::string_view bash_script = R"(# bash completion for watercooler, also called bookclub.
#   source <(watercooler completion bash)        in ~/.bashrc
_watercooler() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            :files) compopt -o default ;;
            :folders) compopt -o dirnames ;;
            *) COMPREPLY+=("$line") ;;
        esac
    done < <("${1/#\~/$HOME}" __complete --shell bash -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}
complete -o nosort -F _watercooler watercooler bookclub
)";

constexpr std::string_view zsh_script = R"(#compdef watercooler bookclub
# zsh completion for watercooler, also called bookclub.
#   source <(watercooler completion zsh)         in ~/.zshrc, behind compinit; or as _watercooler in a folder of $fpath
_watercooler() {
    local program=${${(Q)words[1]}/#\~/$HOME} line ret=1
    local -a said before
    (( CURRENT > 2 )) && before=("${(@Q)words[2,CURRENT-1]}")
    for line in "${(@f)$($program __complete --shell zsh -- "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
        case $line in
            :files) _files && ret=0 ;;
            :folders) _files -/ && ret=0 ;;
            ?*) said+=("$line") ;;
        esac
    done
    (( $#said )) && _describe -V -t words watercooler said -M 'm:{a-z}={A-Z}' && ret=0
    return ret
}
if [ "$funcstack[1]" = _watercooler ]; then _watercooler "$@"; else compdef _watercooler watercooler bookclub; fi
)";

constexpr std::string_view fish_script = R"(# fish completion for watercooler, also called bookclub.
#   watercooler completion fish | source         in ~/.config/fish/config.fish
function __watercooler_complete
    set -l typed (commandline -opc)
    set -l last (commandline -ct)
    set -l program (string replace -r '^~' $HOME -- $typed[1])
    set -e typed[1]
    for line in ($program __complete --shell fish -- $typed "$last" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$last"
            case :folders
                __fish_complete_directories "$last"
            case '*'
                printf '%s\n' $line
        end
    end
end
complete -c watercooler -f -k -a '(__watercooler_complete)'
complete -c bookclub -f -k -a '(__watercooler_complete)'
)";

}  // namespace

std::optional<std::string_view> completion_script(std::string_view shell) {
    if (shell == "bash") return bash_script;
    if (shell == "zsh") return zsh_script;
    if (shell == "fish") return fish_script;
    return std::nullopt;
}

}  // namespace watercooler::cli
