#include "driver/datagram_socket.hpp"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "driver/socket_address.hpp"

namespace watercooler::driver {
namespace {

constexpr std::size_t datagram_bytes_max = 65'535;

/// The destination of a refused datagram, if this entry of the error queue is a port refusal.
std::optional<Address> refused_destination(msghdr& message, const SocketAddress& destination) {
    for (auto* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        const bool is_error = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
                              (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
        if (!is_error) continue;
        sock_extended_err error{};
        std::memcpy(&error, CMSG_DATA(part), sizeof error);
        if (error.ee_errno == ECONNREFUSED) return from_socket_address(destination);
    }
    return std::nullopt;
}

}  // namespace

DatagramSocket::DatagramSocket(boost::asio::io_context& io, Descriptor udp, bool v6, Handlers handlers)
    : socket_(io, udp.release()),
      family_(v6 ? AF_INET6 : AF_INET),
      handlers_(std::move(handlers)),
      buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(datagram_bytes_max)) {
}  // pages nobody touches cost nothing

void DatagramSocket::stop() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void DatagramSocket::wait() {
    socket_.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](boost::system::error_code error) {
        if (error) return;  // closed
        drain();
        handlers_.drained();
        if (socket_.is_open()) wait();
    });
}

void DatagramSocket::drain() {
    read_refusals();
    for (int count = 0; count < drain_max && socket_.is_open() && receive_one(); ++count) {
    }
}

bool DatagramSocket::receive_one() {
    SocketAddress from;
    const auto size =
        ::recvfrom(socket_.native_handle(), buffer_.get(), datagram_bytes_max, MSG_DONTWAIT, from.get(), &from.size);
    if (size >= 0) {
        if (const auto address = from_socket_address(from))
            handlers_.received(*address, Bytes{buffer_.get(), static_cast<std::size_t>(size)});
        return true;
    }
    return errno == EINTR || errno == ECONNREFUSED;  // a refusal fails one call, then reading goes on
}

void DatagramSocket::read_refusals() {
    for (int count = 0; count < drain_max; ++count) {
        SocketAddress destination;
        alignas(cmsghdr) char control[512];
        char payload[1];
        iovec data{payload, sizeof payload};
        msghdr message{};
        message.msg_name = destination.get();
        message.msg_namelen = destination.size;
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        if (::recvmsg(socket_.native_handle(), &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return;
        if (const auto address = refused_destination(message, destination)) handlers_.refused(*address);
    }
}

bool DatagramSocket::send(const Address& to, Bytes datagram) {
    const auto address = to_socket_address(to, family_);
    if (!address) return false;
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (::sendto(socket_.native_handle(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                     address->get(), address->size) >= 0)
            return true;
        // An earlier destination's refusal is reported here too; it says nothing about this one, and is read later.
        if (errno != ECONNREFUSED && errno != EINTR) return false;
    }
    return false;
}

}  // namespace watercooler::driver
