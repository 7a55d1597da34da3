#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "club/file_lock.hpp"
#include "club/folder.hpp"

namespace watercooler::club {

/// One fault of the club, as it stands on the board. What the words mean is lib/faults' business.
struct PostedFault {
    std::uint64_t id{};
    std::optional<std::chrono::milliseconds> length{};  ///< nothing: until it is healed
    std::string words{};

    friend bool operator==(const PostedFault&, const PostedFault&) = default;
};

struct Posted {
    std::uint64_t next_id{1};  ///< ids are given once in the life of a club
    std::vector<PostedFault> faults{};

    friend bool operator==(const Posted&, const Posted&) = default;
};

/// The faults that hold for everybody in the club, on one page: who joins later finds them there, so that nobody
/// bridges a partition because he came late. The page lives as long as anybody of the club does.
///
///   faults       the page, checksummed:  "watercooler-faults 1 SIZE CHECKSUM\n", then "next ID\n", then a line
///                "ID MILLISECONDS|- WORDS\n" for each fault
///   faults.lock  flock: held by who changes the page
///   faults.live  flock: shared by every member for as long as it lives; nobody has it = the page is of the past
class FaultBoard {
public:
    static constexpr std::size_t faults_max = 64;
    static constexpr std::size_t words_bytes_max = 1024;

    explicit FaultBoard(std::string club_path) : path_{std::move(club_path)} {}
    explicit FaultBoard(const Folder& club) : FaultBoard{club.path()} {}

    /// For a member, at its start: says that somebody lives, until the lock goes (kill -9 lets it go too). Wipes what a
    /// club of which nobody was left has posted. Errors: as FileLock.
    Expected<FileLock> attend(std::chrono::milliseconds patience = std::chrono::seconds{2}) const;

    /// What is posted; nothing if there is no page. Cheap enough to be asked each second.
    /// Errors: WC-CLUB-DAMAGED when it is torn, too long or of another version; it cannot be read.
    Expected<Posted> read() const;
    /// The same for who is no member: nothing, too, if nobody lives whom it could hold for. Works in a folder that can
    /// only be read.
    Expected<Posted> read_if_attended() const;

    /// Changes the page, one at a time. A damaged one is begun anew. What `change` leaves as it was is not written.
    /// Errors: WC-CLUB-LOCKED when somebody else changed it for all of `patience`; WC-FAULTS-FULL; it cannot be
    /// written.
    Expected<Posted> change(const std::function<void(Posted&)>& change,
                            std::chrono::milliseconds patience = std::chrono::seconds{2}) const;

    std::string page_path() const { return path_ + "/faults"; }

private:
    std::string lock_path() const { return path_ + "/faults.lock"; }
    std::string live_path() const { return path_ + "/faults.live"; }
    Expected<bool> attended() const;

    std::string path_;
};

/// The page's text, and back. Errors: WC-CLUB-DAMAGED.
std::string to_page(const Posted& posted);
Expected<Posted> from_page(std::string_view text);

}  // namespace watercooler::club
