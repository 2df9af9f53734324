// What the commands share: a loaded service, one transaction, complaints to the terminal.
#pragma once

#include "bot/app/service.hpp"

#include <functional>
#include <memory>
#include <string>

namespace todoke::commands {

std::unique_ptr<Service> load(const std::string& config, ServiceOverrides overrides = {});  // nullptr: it was said why
int complain(const Failure& failure);
std::unique_ptr<Service> load_ready(const std::string& config);  // with a database that fits, and the schools
int transact(Service& service, const std::function<bool(Transaction&)>& work);
// Loads everything and runs `work` in one transaction.
int in_transaction(const std::string& config, const std::function<bool(Service&, Transaction&)>& work);
const School* school_or_complain(Service& service, const std::string& code);

}  // namespace todoke::commands
