#pragma once

#include "cli/failure.hpp"

namespace watercooler::cli {

struct Arguments;
class Context;

/// `sauron restore FILE`: puts a backup where the club's Sauron has its store, and keeps what was there as
/// `store.db.before`. No Sauron can start meanwhile.
/// Errors: the club has a Sauron (exit 4); FILE is no backup (65). Nothing is changed then.
Result<Exit> restore_sauron(const Context& context, const Arguments& arguments);

}  // namespace watercooler::cli
