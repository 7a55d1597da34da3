#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "cli/complete.hpp"
#include "cli/context.hpp"
#include "cli/reference.hpp"
#include "cli/runs.hpp"

namespace watercooler::cli {
namespace {

namespace fs = std::filesystem;

Result<void> write_page(const fs::path& path, std::string_view text) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file{path, std::ios::binary};
    file << text;
    file.close();
    if (file) return {};
    return tl::unexpected{
        Failure{Exit::forbidden, "WC-FILE", "cannot write " + path.string() + ": " + std::strerror(errno), {}, {}}};
}

/// As they lie below PREFIX/share.
Result<Exit> write_shared(const fs::path& folder) {
    for (const auto& page : man_pages(WATERCOOLER_VERSION))
        if (const auto written = write_page(folder / "man/man1" / page.file, page.roff); !written)
            return tl::unexpected{written.error()};
    const std::pair<const char*, const char*> scripts[] = {
        {"zsh", "zsh/vendor-completions/_watercooler"},  // where Debian's zsh looks
        {"bash", "bash-completion/completions/watercooler"}, {"bash", "bash-completion/completions/bookclub"},
        {"zsh", "zsh/site-functions/_watercooler"},          {"fish", "fish/vendor_completions.d/watercooler.fish"},
        {"fish", "fish/vendor_completions.d/bookclub.fish"},
    };
    for (const auto& [shell, path] : scripts)
        if (const auto written = write_page(folder / path, *completion_script(shell)); !written)
            return tl::unexpected{written.error()};
    return Exit::done;
}

}  // namespace

Result<Exit> run_reference(Context& context, const Arguments& arguments) {
    const auto& words = arguments.words;
    if (words[0] == "share" && words.size() == 2) return write_shared(words[1]);
    if (words[0] != "markdown" || words.size() != 1)
        return tl::unexpected{usage("__reference wants markdown, or share DIR")};
    context.out(reference_markdown());
    return Exit::done;
}

}  // namespace watercooler::cli
