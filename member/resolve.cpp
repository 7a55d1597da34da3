#include "member/resolve.hpp"

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>
#include <charconv>
#include <memory>

namespace watercooler::member {

namespace asio = boost::asio;
using udp = asio::ip::udp;

namespace {

constexpr std::size_t addresses_max = 64;

Address address_of(const asio::ip::address& ip, std::uint16_t port) {
    if (ip.is_v4()) return make_address(ip.to_v4().to_bytes(), port).value_or(Address{});
    return make_address(ip.to_v6().to_bytes(), port).value_or(Address{});
}

}  // namespace

tl::expected<HostPort, std::string> parse_host_port(std::string_view text) {
    const auto colon = text.rfind(':');
    const auto wrong = [&](const std::string& why) {
        return tl::unexpected{"\"" + std::string{text} + "\" is no host:port: " + why};
    };
    if (colon == std::string_view::npos || colon == 0) return wrong("write it like 127.0.0.1:8081");
    auto host = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    HostPort result;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), result.port);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size() || result.port == 0)
        return wrong("the port is 1 to 65535");
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (host.size() > 253) return wrong("the host is longer than 253 bytes");
    result.host = host;
    return result;
}

void resolve(asio::io_context& io, const HostPort& what, std::function<void(std::vector<Address>, std::string)> done) {
    if (const auto numeric = parse_ip(what.host, what.port)) {
        asio::post(io, [done = std::move(done), address = *numeric] { done({address}, {}); });
        return;
    }
    const auto resolver = std::make_shared<udp::resolver>(io);
    resolver->async_resolve(
        what.host, std::to_string(what.port),
        [resolver, done = std::move(done), port = what.port](boost::system::error_code error, const auto& results) {
            std::vector<Address> found;
            for (const auto& each : results)
                if (found.size() < addresses_max) found.push_back(address_of(each.endpoint().address(), port));
            done(std::move(found), error ? error.message() : std::string{});
        });
}

}  // namespace watercooler::member
