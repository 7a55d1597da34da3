#include "cli/sauron_restore.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <string>

#include "cli/context.hpp"
#include "cli/shown.hpp"
#include "club/files.hpp"
#include "club/member_folder.hpp"
#include "json/write.hpp"
#include "program/command_line.hpp"

namespace watercooler::cli {
namespace {

constexpr std::string_view sqlite_head{"SQLite format 3\0", 16};  // Source: SQLite, "The Database Header"

Failure sauron_runs(const Context& context, const club::Error& error, const std::string& file) {
    return {Exit::taken,
            error.code,
            error.message,
            "A store is not replaced under a Sauron that writes to it. While none runs members keep what they do.",
            {context.command("sauron stop"), context.command("sauron restore " + program::shell_word(file)),
             context.command("sauron start")}};
}

Result<void> check_head(const std::string& file) {
    std::array<char, sqlite_head.size()> head{};
    std::ifstream in{file, std::ios::binary};
    if (!in) return tl::unexpected{failure_of(club::system_error("read", file, errno))};
    in.read(head.data(), head.size());
    if (in && std::string_view{head.data(), head.size()} == sqlite_head) return {};
    return tl::unexpected{Failure{Exit::bad_file,
                                  "WC-STORE-FOREIGN",
                                  shown(file) + " is no backup of a store",
                                  "It was not made by `sauron backup`, or its beginning is damaged.",
                                  {}}};
}

/// The whole file, durable.
Result<void> copy(const std::string& from, const std::string& to) {
    const auto wrong = [&](const char* doing, const std::string& path) {
        auto failure = failure_of(club::system_error(doing, path, errno));
        ::unlink(to.c_str());
        return tl::unexpected{std::move(failure)};
    };
    const club::UniqueFd source{::open(from.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!source) return wrong("read", from);
    const club::UniqueFd target{::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!target) return wrong("write", to);
    std::array<char, 256 * 1024> piece;
    for (;;) {
        const auto size = ::read(source.get(), piece.data(), piece.size());
        if (size < 0) return wrong("read", from);
        if (size == 0) break;
        for (ssize_t at = 0; at < size;) {
            const auto written = ::write(target.get(), piece.data() + at, static_cast<std::size_t>(size - at));
            if (written < 0) return wrong("write", to);
            at += written;
        }
    }
    if (::fsync(target.get()) != 0) return wrong("sync", to);
    return {};
}

Result<void> move(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) == 0 || errno == ENOENT) return {};
    return tl::unexpected{failure_of(club::system_error("move", from, errno))};
}

/// What was there is kept, with the log of what is not in its file yet; a store never meets another one's log.
Result<void> put_in_place(const std::string& fresh, const std::string& store) {
    const auto before = store + ".before";
    for (const auto* of_earlier : {"", "-wal"}) ::unlink((before + of_earlier).c_str());
    ::unlink((store + "-shm").c_str());
    auto moved = move(store, before);
    if (moved) moved = move(store + "-wal", before + "-wal");
    if (moved) moved = move(fresh, store);
    return moved;
}

}  // namespace

Result<Exit> restore_sauron(const Context& context, const Arguments& arguments) {
    if (arguments.words.size() != 2)
        return tl::unexpected{usage("sauron restore wants a file", "As in: sauron restore office.db")};
    const auto& file = arguments.words[1];
    if (const auto club = context.club(); !club) return tl::unexpected{club.error()};
    const auto seat = club::Claim::take(context.place(), club::Name::sauron());
    if (!seat && seat.error().code == "WC-SAURON-TAKEN")
        return tl::unexpected{sauron_runs(context, seat.error(), file)};
    if (!seat) return tl::unexpected{failure_of(seat.error())};
    if (const auto fine = check_head(file); !fine) return tl::unexpected{fine.error()};
    const auto store = seat->folder().path() + "/store.db";
    if (context.dry_run()) {
        context.out("would put " + shown(file) + " in the place of " + shown(store) + "\n");
        return Exit::done;
    }
    const auto fresh = store + ".partial";
    auto done = copy(file, fresh);
    if (done) done = put_in_place(fresh, store);
    if (!done) return tl::unexpected{done.error()};
    context.out(context.json() ? json::answer("restored").text("path", file).done() + "\n"
                               : "+ what is in " + shown(file) +
                                     " is the club's store now\n  Next: " + context.command("sauron start") + "\n");
    return Exit::done;
}

}  // namespace watercooler::cli
