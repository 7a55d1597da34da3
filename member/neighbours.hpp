#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <watercooler/address.hpp>
#include <watercooler/time.hpp>

#include "club/folder.hpp"
#include "club/members_watch.hpp"
#include "driver/driver.hpp"

namespace watercooler::member {

/// Who is behind an address, as faults want to know it: by the records in the club's folder, which tell the truth about
/// this host; else by the node's own list. Asked only while there are faults.
class Neighbours {
public:
    Neighbours(const club::Folder& club, const driver::Driver& driver);

    driver::Peer at(const Address& address);
    /// Who opened a connection to our port from this address, as the kernel knows it: the member of this club on this
    /// host whose process holds the other end. Nobody, if it comes from elsewhere.
    driver::Peer connected(const Address& from);

private:
    struct Local {
        std::string name, started;
        int pid = 0;
    };
    void look();

    club::Folder club_;
    const driver::Driver& driver_;
    club::MembersWatch watch_;
    std::map<Address, Local> locals_;
    std::map<Address, std::string> listed_;
    Instant looked_ = Instant::min();
};

}  // namespace watercooler::member
