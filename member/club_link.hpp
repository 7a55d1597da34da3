#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>
#include <watercooler/freeze_gate.hpp>
#include <watercooler/member.hpp>

#include "club/files.hpp"
#include "club/member_folder.hpp"
#include "club/members_watch.hpp"
#include "member/options.hpp"

namespace watercooler::member {

/// The member's hold on its club's folder: its name's lock, its record, its state file, the freeze page, and who else
/// lives in the club on this host.
class ClubLink {
public:
    /// Takes the name. Errors: somebody lives under it, or the folder cannot be used.
    static club::Expected<ClubLink> take(const Options& options);

    const std::string& token() const { return token_; }
    const std::string& label() const { return label_; }
    std::string log_path() const { return claim_.folder().log_path(); }
    std::string journal_path() const { return claim_.folder().path() + "/journal.jsonl"; }
    std::string spool_path() const { return claim_.folder().spool_path(); }
    std::string sauron_record_path() const {
        return club::MemberFolder{claim_.club(), club::Name::sauron()}.record_path();
    }
    /// What a person should read in the log about what was found in the folder; empty if all was well.
    const std::vector<std::string>& messages() const { return messages_; }

    /// What the freeze page says now.
    FreezeOrder freeze_order();
    /// When the latest freeze was stored, on the boot-time clock.
    Instant frozen_at() const;

    const Memory& memory() const { return memory_; }
    /// Writes the state file if it changed, or was written less durably. Errors: disk full, read-only …; the old file
    /// stays.
    club::Expected<void> save(const Memory& memory, club::Durable durable);

    /// Writes the record of this process. `port` is the real one.
    club::Expected<void> write_record(std::uint16_t port, bool ready, std::optional<club::Exit> exit);
    std::string url(std::uint16_t port) const;

    /// Addresses of members of this club's folder that run and are not among those that `listed` knows. Costs one stat
    /// when nothing changed and everybody was listed before.
    std::vector<Address> unlisted(const std::function<bool(const std::string& name, const Address& address)>& listed);

private:
    ClubLink(club::Claim claim, club::FreezePage page, const Options& options);
    club::Expected<void> read_secrets(const Options& options);
    club::Expected<void> read_state();

    club::Claim claim_;
    club::FreezePage page_;
    club::MembersWatch watch_;
    club::Record record_;
    std::string token_, label_;
    std::vector<std::string> messages_;
    Memory memory_, saved_;
    bool synced_ = true;  // what was saved
    bool some_unlisted_ = true;
};

}  // namespace watercooler::member
