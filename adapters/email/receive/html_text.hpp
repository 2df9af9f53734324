#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace todoke::email {

// HTML as the plain text that the same program would have sent: blockquote as "> ", the program's own marks of a
// signature and of the mail that is answered as the lines "-- " and "-----Original Message-----". What is not shown is
// left out. Stops after `longest` bytes.
std::string html_to_text(std::string_view html, std::size_t longest);

}  // namespace todoke::email
