// The one place where the non-template part of Boost.Beast is compiled.
#include <boost/beast/src.hpp>
