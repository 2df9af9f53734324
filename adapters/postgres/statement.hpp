#pragma once

namespace todoke::postgres {

// A statement of sql/queries, known to the server by its name once a connection has prepared it. Constants of this type
// are generated from the .sql files at build time: "generated/sql/<file>.hpp", namespace todoke::postgres::sql.
struct Statement {
    const char* name;
    const char* text;
};

}  // namespace todoke::postgres
