// Reading the database as an auditor: text in, text out, on a session of its own.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

struct pg_conn;

namespace todoke::morning {

using Row = std::map<std::string, std::string>;  // NULL is absent

class Database {
public:
    explicit Database(const std::string& conninfo);  // throws std::runtime_error
    std::vector<Row> rows(const std::string& sql) const;
    std::string value(const std::string& sql) const;  // first column of the first row; "" when there is none
    long number(const std::string& sql) const;

private:
    std::shared_ptr<pg_conn> connection_;
};

}  // namespace todoke::morning
