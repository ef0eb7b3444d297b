#ifndef LIFELINE_SERVICES_GATEWAY_ASIO_H_
#define LIFELINE_SERVICES_GATEWAY_ASIO_H_

// The one way to Asio and its coroutines. Boost 1.74 forgets <utility>, and
// knows of clang only the coroutines of long ago, where it has those of the
// standard.
#include <utility>
#if defined(__clang__)
#define BOOST_ASIO_HAS_CO_AWAIT 1
#define BOOST_ASIO_HAS_STD_COROUTINE 1
#endif

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lifeline::gateway {

namespace net = boost::asio;
using tcp = net::ip::tcp;

// A coroutine. g++ 12 makes wrong code, or none, of lists in braces within a
// `co_await`: what is awaited gets named values. It runs on the strand of its
// connection, so what belongs to one connection needs no lock.
template <typename T>
using Task = net::awaitable<T>;

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_ASIO_H_
