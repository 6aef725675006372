// The one place where Boost.Asio is compiled; everything else sees declarations.
#include <boost/asio/impl/src.hpp>
