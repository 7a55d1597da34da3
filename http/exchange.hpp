#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/client.hpp"
#include "http/socket.hpp"

namespace watercooler::http {

/// One request on one connection of its own, from connecting to the last byte. It lives until it is done.
class Exchange {
public:
    virtual ~Exchange() = default;
    virtual void start() = 0;
    /// Nothing comes any more.
    virtual void give_up() = 0;
};

/// `request` outlives the call of `done`, or that of `give_up`.
std::shared_ptr<Exchange> make_exchange(boost::asio::io_context& io, const ClientRequest& request,
                                        std::function<void(ClientResult)> done);

/// `127.0.0.1:81`, `[::1]:81`.
std::string host_and_port(const ClientRequest& request);

}  // namespace watercooler::http
