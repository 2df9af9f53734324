// todoke-testdb start | url | stop: the shared server of the tests, for scripts.
#include "tests/store/database_fixture.hpp"

#include <cstdio>
#include <exception>
#include <string_view>

int main(int argc, char** argv) {
    const std::string_view verb = argc == 2 ? argv[1] : "";
    try {
        if (verb == "start" || verb == "url") {
            std::puts(todoke::test::test_server().c_str());
            return 0;
        }
        if (verb == "stop") {
            todoke::test::stop_test_server();
            return 0;
        }
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "todoke-testdb: %s\n", failure.what());
        return 1;
    }
    std::fputs("use: todoke-testdb start | url | stop\n", stderr);
    return 2;
}
