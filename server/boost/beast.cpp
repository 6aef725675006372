// The one place where the non-template part of Boost.Beast is compiled.
//
// Without its assertions: in 1.81, `basic_parser::parse_chunk_header` asserts five bytes where a
// last chunk that arrives as "0\r\n" and "\r" has four, so that anybody could end the process. What
// follows the assertion asks for more bytes, as it should.
#define BOOST_DISABLE_ASSERTS
#include <boost/beast/src.hpp>
