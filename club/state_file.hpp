#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "club/files.hpp"

namespace watercooler::club {

/// A file that a power cut or a full disk cannot leave half written, and that knows when it was damaged.
///
/// Shape: "watercooler-state 1 SIZE CHECKSUM\n", then SIZE bytes. SIZE in decimal; CHECKSUM is FNV-1a of the bytes, 64
/// bits as 16 hexadecimal digits.
struct Loaded {
    std::optional<std::string> bytes;  ///< nothing: start fresh
    std::string message;               ///< for the log, when a damaged file was set aside; else empty
};

inline constexpr std::size_t state_bytes_max = 64u * 1024 * 1024;

/// Replaces the file in one step. One writer at a time: who holds the member's lock.
/// Errors: as system_error (disk full, read-only); the old file stays as it is.
Expected<void> save_state(const std::string& path, std::string_view bytes, Durable durable = Durable::power_cut);

/// Reads it back. Absent: no bytes, no message. Torn, damaged, of another version or over `state_bytes_max`: renamed to
/// `path`.damaged-1 (up to -9, then the ninth is replaced), no bytes, and a message.
/// Errors: it is there but cannot be read or set aside.
Expected<Loaded> load_state(const std::string& path);

/// Whether load_state would give bytes. Changes nothing.
bool has_state(const std::string& path);

/// Renames a damaged file to the first free of `path`.damaged-1 … -9, and tells the new name.
Expected<std::string> set_aside(const std::string& path);

}  // namespace watercooler::club
