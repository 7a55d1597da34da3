#pragma once

// What each verb does: one function each, in a file of its own.
#include "cli/failure.hpp"

namespace watercooler::cli {

class Context;
struct Arguments;

Result<Exit> run_apply(Context& context, const Arguments& arguments);
Result<Exit> run_books(Context& context, const Arguments& arguments);
Result<Exit> run_chaos(Context& context, const Arguments& arguments);
Result<Exit> run_belief(Context& context, const Arguments& arguments);
Result<Exit> run_clean(Context& context, const Arguments& arguments);
Result<Exit> run_compare(Context& context, const Arguments& arguments);
Result<Exit> run_complete(Context& context, const Arguments& arguments);
Result<Exit> run_completion(Context& context, const Arguments& arguments);
Result<Exit> run_config(Context& context, const Arguments& arguments);
Result<Exit> run_converge(Context& context, const Arguments& arguments);
Result<Exit> run_demo(Context& context, const Arguments& arguments);
Result<Exit> run_doctor(Context& context, const Arguments& arguments);
Result<Exit> run_down(Context& context, const Arguments& arguments);
Result<Exit> run_explain(Context& context, const Arguments& arguments);
Result<Exit> run_export(Context& context, const Arguments& arguments);
Result<Exit> run_freeze(Context& context, const Arguments& arguments);
Result<Exit> run_help(Context& context, const Arguments& arguments);
Result<Exit> run_import(Context& context, const Arguments& arguments);
Result<Exit> run_kill(Context& context, const Arguments& arguments);
Result<Exit> run_logs(Context& context, const Arguments& arguments);
Result<Exit> run_ls(Context& context, const Arguments& arguments);
Result<Exit> run_new(Context& context, const Arguments& arguments);
Result<Exit> run_open(Context& context, const Arguments& arguments);
Result<Exit> run_pick(Context& context, const Arguments& arguments);
Result<Exit> run_record(Context& context, const Arguments& arguments);
Result<Exit> run_reference(Context& context, const Arguments& arguments);
Result<Exit> run_restart(Context& context, const Arguments& arguments);
Result<Exit> run_rm(Context& context, const Arguments& arguments);
Result<Exit> run_sauron(Context& context, const Arguments& arguments);
Result<Exit> run_scale(Context& context, const Arguments& arguments);
Result<Exit> run_show(Context& context, const Arguments& arguments);
Result<Exit> run_sim(Context& context, const Arguments& arguments);
Result<Exit> run_step(Context& context, const Arguments& arguments);
Result<Exit> run_stop(Context& context, const Arguments& arguments);
Result<Exit> run_thaw(Context& context, const Arguments& arguments);
Result<Exit> run_top(Context& context, const Arguments& arguments);
Result<Exit> run_trace(Context& context, const Arguments& arguments);
Result<Exit> run_up(Context& context, const Arguments& arguments);
Result<Exit> run_version(Context& context, const Arguments& arguments);
Result<Exit> run_watch(Context& context, const Arguments& arguments);
Result<Exit> run_why(Context& context, const Arguments& arguments);

}  // namespace watercooler::cli
