#pragma once

#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

namespace aula::cli {

/// Accepts one connection on a Unix socket, keeps the request's head, and answers with these bytes.
class canned_server {
public:
    explicit canned_server(std::string answer)
        : path_(
              std::filesystem::temp_directory_path() /
              ("aula-canned-" + std::to_string(::getpid()) + ".sock")
          ),
          door_(io_, (std::filesystem::remove(path_), path_.string())) {
        thread_ = std::thread([this, answer = std::move(answer)] {
            auto peer = door_.accept();
            const auto length =
                boost::asio::read_until(peer, boost::asio::dynamic_buffer(request_), "\r\n\r\n");
            request_.resize(length);
            boost::asio::write(peer, boost::asio::buffer(answer));
        });
    }
    canned_server(const canned_server&) = delete;
    canned_server& operator=(const canned_server&) = delete;
    ~canned_server() {
        if (thread_.joinable()) thread_.join();
        std::filesystem::remove(path_);
    }

    const std::filesystem::path& path() const { return path_; }

    /// The head of the request, once it has been answered.
    std::string request() {
        thread_.join();
        return request_;
    }

private:
    std::filesystem::path path_;
    boost::asio::io_context io_;
    boost::asio::local::stream_protocol::acceptor door_;
    std::string request_;
    std::thread thread_;
};

}  // namespace aula::cli
