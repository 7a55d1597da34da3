#include "wire/datagram.hpp"

#include <algorithm>
#include <watercooler/assert.hpp>

#include "wire/bounds.hpp"
#include "wire/compress.hpp"
#include "wire/crc32.hpp"
#include "wire/label.hpp"
#include "wire/memberlist.hpp"
#include "wire/part.hpp"
#include "wire/problem.hpp"

namespace watercooler::wire {
namespace {

constexpr std::size_t crc_overhead = 5, compound_overhead = 2;
/// The smallest encrypted datagram: version, nonce, tag.
constexpr std::size_t encrypted_bytes_min = 29;

class DatagramReader {
public:
    Parts read(Bytes datagram, std::string_view label) {
        if (datagram.empty()) return {};
        const auto unwrapped = checked(decrypted(unlabelled(datagram, label)));
        if (unwrapped)
            dispatch(*unwrapped, bounds::depth_max);
        else
            problem(unwrapped.error());
        return std::move(result_);
    }

private:
    // ---- the envelopes, outermost first; each answers what is inside, or what is wrong ----
    using Unwrapped = tl::expected<Bytes, const char*>;

    static Unwrapped unlabelled(Bytes datagram, std::string_view label) {
        Reader in{datagram};
        read_label(in, label);
        if (in.truncated()) return tl::unexpected{problem::bad_label};
        if (!in.ok()) return tl::unexpected{in.problem()};
        return in.raw(in.remaining());
    }

    /// We have no keys. Ciphertext begins with a version, 0 or 1, that looks like a ping's type; what follows does not
    /// look like a map with a key.
    static Unwrapped decrypted(Unwrapped outer) {
        if (!outer || outer->size() < encrypted_bytes_min || outer->front() > 1) return outer;
        Reader body{outer->subspan(1)};
        if (body.map() > 0) body.text();
        if (!body.ok()) return tl::unexpected{problem::encrypted};
        return outer;
    }

    /// Only the outermost layer may carry a checksum, and only five bytes or more can.
    static Unwrapped checked(Unwrapped outer) {
        if (!outer || outer->size() < crc_overhead || outer->front() != type::crc) return outer;
        Reader in{outer->subspan(1)};
        const auto sum = in.big_endian(4);
        const auto inner = in.raw(in.remaining());
        if (sum != crc32(inner)) return tl::unexpected{problem::bad_crc};
        return inner;
    }

    // ---- what is inside ----
    void dispatch(Bytes part, int depth) {
        if (full()) return;
        if (!part.empty() && part.front() == type::compound) return compound(Reader{part.subspan(1)}, depth);
        if (!part.empty() && part.front() == type::compress) return compressed(Reader{part.subspan(1)}, depth);
        auto read = decode_part(part);
        if (!read) return problem(read.error().reason);
        if (read->remark != nullptr) problem(read->remark);
        result_.parts.push_back({std::move(read->message), part.size()});
    }

    void compound(Reader in, int depth) {
        if (depth == 0) return problem(problem::too_deep);
        Reader sizes{in.raw(2u * in.byte())};
        if (!in.ok()) return problem(in.problem());
        while (sizes.remaining() > 0 && !full()) {
            const auto part = in.raw(sizes.big_endian(2));
            if (!in.ok()) return problem(in.problem());
            dispatch(part, depth - 1);
        }
    }

    void compressed(Reader in, int depth) {
        if (depth == 0) return problem(problem::too_deep);
        const auto plain = decompress(in, unpacked_left_);
        if (!plain) return problem(plain.error().reason);
        unpacked_left_ -= plain->size();
        dispatch(*plain, depth - 1);
    }

    bool full() {
        if (result_.parts.size() + result_.problems.size() < bounds::parts_max) return false;
        if (!overflowed_) result_.problems.push_back({problem::too_many});
        overflowed_ = true;
        return true;
    }
    void problem(std::string reason) { result_.problems.push_back({std::move(reason)}); }

    Parts result_;
    std::size_t unpacked_left_ = bounds::datagram_unpacked_max;
    bool overflowed_ = false;
};

}  // namespace

std::size_t datagram_overhead(std::string_view label) {
    return label_overhead(label) + crc_overhead + compound_overhead;
}

Parts decode_datagram(Bytes datagram, std::string_view label) { return DatagramReader{}.read(datagram, label); }

Buffer pack_datagram(const std::vector<Buffer>& parts, bool crc, std::string_view label) {
    WATERCOOLER_ASSERT(!parts.empty() && parts.size() <= bounds::parts_sent_max);
    Writer inner;
    if (parts.size() > 1) {
        inner.byte(type::compound);
        inner.byte(static_cast<std::uint8_t>(parts.size()));
        for (const auto& part : parts) inner.big_endian(part.size(), 2);
    }
    for (const auto& part : parts) {
        // An empty part ends an older peer.
        WATERCOOLER_ASSERT(!part.empty() && part.size() <= bounds::part_bytes_max);
        inner.raw(part);
    }
    const auto plain = std::move(inner).take();
    Writer out;
    write_label(out, label);
    if (crc) {
        out.byte(type::crc);
        out.big_endian(crc32(plain), 4);
    }
    out.raw(plain);
    return std::move(out).take();
}

}  // namespace watercooler::wire
