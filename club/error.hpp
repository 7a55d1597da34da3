#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace watercooler::club {

/// Something of the club's folder or processes that did not go as asked. Nothing is thrown; nothing is half done
/// unless the function says so.
struct Error {
    std::string code;     ///< stable word for scripts and `explain`, such as WC-CLUB-DISK
    std::string message;  ///< what happened and why, one sentence without a full stop
    std::string hint;     ///< what to do about it; may be empty

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Expected = tl::expected<T, Error>;

/// Turns an errno into what a person needs: what was tried, on which path, why it failed, what to do.
///
/// `doing` is a verb phrase, such as "write" or "lock"; `path` the file or folder.
/// Codes: WC-CLUB-DISK (full, quota, size limit), WC-CLUB-READONLY, WC-CLUB-PERM, WC-CLUB-FILES (too many open),
///        WC-CLUB-PATH (something on the way is no folder, too long, or missing), WC-CLUB-IO (anything else).
Error system_error(std::string_view doing, std::string_view path, int error_number);

/// The same, ready to be returned.
inline tl::unexpected<Error> failed(std::string_view doing, std::string_view path, int error_number) {
    return tl::unexpected{system_error(doing, path, error_number)};
}

inline tl::unexpected<Error> failed(std::string code, std::string message, std::string hint) {
    return tl::unexpected{Error{std::move(code), std::move(message), std::move(hint)}};
}

}  // namespace watercooler::club
