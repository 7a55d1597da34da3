#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>
#include <watercooler/address.hpp>

namespace watercooler::member {

/// `host:port` as people write it; the host may be numeric, in brackets, or a name with many addresses.
struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};
/// Errors: a sentence.
tl::expected<HostPort, std::string> parse_host_port(std::string_view text);

/// All addresses of a host. `done` runs later on the io_context's thread, with at most 64 addresses, or none and a
/// reason. Numeric hosts are not looked up.
void resolve(boost::asio::io_context& io, const HostPort& what,
             std::function<void(std::vector<Address>, std::string reason)> done);

}  // namespace watercooler::member
