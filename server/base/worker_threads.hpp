#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

namespace aula {

/// A fixed number of threads for work that may take long. With a `niceness` (1 to 19) they leave
/// the processor to threads that have none.
///
/// The constructor throws std::system_error when a thread cannot be started, and leaves none
/// behind. A piece of work that throws ends alone. The destructor waits for what runs and drops
/// what waits.
class worker_threads {
public:
    explicit worker_threads(std::size_t count, int niceness = 0);
    ~worker_threads() { stop(); }
    worker_threads(const worker_threads&) = delete;
    worker_threads& operator=(const worker_threads&) = delete;

    /// From any thread.
    template <class Work>
    void post(Work work) {
        boost::asio::post(io_, std::move(work));
    }

private:
    void run(int niceness);
    void stop();

    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    std::vector<std::thread> threads_;
};

}  // namespace aula
