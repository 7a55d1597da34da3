#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>
#include <watercooler/node.hpp>

#include "eye/eye.hpp"
#include "member/club_link.hpp"
#include "member/options.hpp"

namespace watercooler::member {

/// This member's eye, and which Saurons it reports to: those of `--sauron`, else the club's own, as soon as its record
/// is in the club's folder.
class EyeLink {
public:
    /// `link` outlives it.
    EyeLink(boost::asio::io_context& io, const Options& options, const ClubLink& link, const Settings& settings,
            const Boot& boot, eye::Hooks hooks);

    eye::Eye& eye() { return eye_; }
    const eye::Eye& eye() const { return eye_; }
    /// Looks whether there is a Sauron, or another one. Costs one stat when nothing changed. Once a second.
    void look();
    /// The first that it reports to; nothing while it knows none.
    std::optional<Address> sauron() const { return told_to_.empty() ? std::nullopt : std::optional{told_to_.front()}; }

private:
    void report_to(std::vector<Address> addresses);
    void look_up_given();
    void looked_up(const std::string& name, const std::vector<Address>& found, const std::string& reason);
    void read_record();

    /// Of the record's file: another one has other numbers.
    struct Stamp {
        ino_t inode = 0;
        std::int64_t changed_ns = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };

    boost::asio::io_context& io_;
    const ClubLink& link_;
    std::function<void(const std::string&)> say_;
    bool of_the_club_;
    std::vector<std::string> given_;  // whose addresses are not known yet
    std::vector<Address> found_;
    std::vector<Address> told_to_;
    std::set<std::string> told_;  // that there is no address for them
    unsigned looks_ = 0;
    Stamp stamp_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // a look-up may end after this
    eye::Eye eye_;
};

}  // namespace watercooler::member
