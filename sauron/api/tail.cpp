#include "api/tail.hpp"

#include <utility>

namespace watercooler::api {

Tail::Tail(boost::asio::io_context& io, Worker& worker, store::Store& store, Live& live)
    : timer_(io), worker_(worker), store_(store), live_(live) {}

void Tail::stop() {
    stopped_ = true;
    timer_.cancel();
}

void Tail::wait() {
    timer_.expires_after(look_time);
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error && !stopped_) look();
    });
}

/// While the store is away there is nothing to tell: what has come by then is told afterwards.
Tail::Read Tail::Reader::read() {
    Read read;
    if (!begun_) {
        begun_ = follow_.skip().has_value();
        return read;
    }
    const auto deadline = std::chrono::steady_clock::now() + read_time;
    const auto done = follow_.catch_up(deadline, [&](const json::EventRecord& record) {
        if (read.records.size() < records_max)
            read.records.push_back(record);
        else
            ++read.unread;
    });
    if (done && !*done) read.unread += follow_.skip().value_or(0);
    return read;
}

void Tail::look() {
    if (!live_.watched()) {
        reader_.reset();
        return wait();
    }
    if (!reader_) reader_ = std::make_shared<Reader>(store_);
    const bool asked = worker_.ask<Read>([reader = reader_] { return reader->read(); },
                                         [this](const Read& read) {
                                             if (stopped_) return;
                                             live_.saw(read.records, read.unread);
                                             wait();
                                         });
    if (!asked) wait();
}

}  // namespace watercooler::api
