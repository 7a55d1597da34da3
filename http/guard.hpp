#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace watercooler::http {

/// Who we are, as browsers write it. `localhost`, 127.0.0.1, [::1] and the address that a connection came in on are
/// ours without being named.
struct Guard {
    std::uint16_t port;
    std::vector<std::string> hosts{};  ///< More names and numeric addresses of ours; IPv6 without brackets.
};

/// Whether this request may have been caused by a page of another origin, or reached us under a name that is not
/// ours (as by DNS rebinding). Nothing if all is well, else the answer to give.
///
/// - Host must be there once, be one of ours, and have our port; the port may be left out only if it is 80.
/// - Anything but GET and HEAD, and every upgrade: an Origin must be `http://` + one of ours + our port, at most one
///   of it (`null` is refused); a Sec-Fetch-Site must be `same-origin` or `none`.
/// Errors: 400 host_missing or host_repeated; 403 host_not_ours, origin_not_ours, origin_repeated or cross_site.
std::optional<Response> check_origin(const Request& request, const Guard& guard);

/// Whether the request carries the club's token: `Authorization: Bearer TOKEN`. Nothing if so, else 401.
/// The comparison takes the same time wherever the first difference is. An empty token lets nobody in.
std::optional<Response> check_token(const Request& request, std::string_view token);

}  // namespace watercooler::http
