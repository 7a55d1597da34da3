#include "wire/compress.hpp"

#include "wire/lzw.hpp"
#include "wire/memberlist.hpp"
#include "wire/problem.hpp"

namespace watercooler::wire {

Decoded<Buffer> decompress(Reader in, std::size_t bytes_max) {
    Compressed compressed;
    read(in, compressed);
    if (!in.ok()) return tl::unexpected{DecodeError{in.problem()}};
    if (compressed.algorithm != 0) return tl::unexpected{DecodeError{problem::bad_compression}};
    auto plain = lzw_decode(compressed.codes, bytes_max);
    if (plain && plain->empty()) return tl::unexpected{DecodeError{problem::bad_compression}};
    return plain;
}

}  // namespace watercooler::wire
