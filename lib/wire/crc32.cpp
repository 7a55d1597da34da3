#include "wire/crc32.hpp"

#include <array>

namespace watercooler::wire {
namespace {

constexpr std::uint32_t polynomial = 0xedb88320;  // bits reversed: the first bit of a byte is its lowest

constexpr std::array<std::uint32_t, 256> make_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        auto rest = byte;
        for (int bit = 0; bit < 8; ++bit) rest = (rest & 1) != 0 ? rest >> 1 ^ polynomial : rest >> 1;
        table[byte] = rest;
    }
    return table;
}
constexpr auto table = make_table();

}  // namespace

std::uint32_t crc32(Bytes bytes) {
    std::uint32_t rest = 0xffffffff;
    for (const auto byte : bytes) rest = table[(rest ^ byte) & 0xff] ^ rest >> 8;
    return ~rest;
}

}  // namespace watercooler::wire
