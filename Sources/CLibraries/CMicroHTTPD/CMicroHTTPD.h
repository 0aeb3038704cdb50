// libmicrohttpd, the HTTP server, with a shim because MHD_start_daemon is variadic.
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>

/// What the server is started with.
struct docket_mhd_settings {
  int listen_socket;
  unsigned int threads;
  unsigned int connections;
  unsigned int timeout_seconds;
  size_t header_bytes;
};

/// Starts a pool of epoll threads over a socket that already listens; requests may be suspended.
static inline struct MHD_Daemon *docket_mhd_start(
    struct docket_mhd_settings settings, MHD_AccessHandlerCallback handler, void *context,
    void *(*begun)(void *, const char *, struct MHD_Connection *),
    MHD_RequestCompletedCallback completed, MHD_NotifyConnectionCallback changed) {
  return MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL,
      handler, context, MHD_OPTION_LISTEN_SOCKET, settings.listen_socket,
      MHD_OPTION_THREAD_POOL_SIZE, settings.threads,
      MHD_OPTION_CONNECTION_LIMIT, settings.connections,
      MHD_OPTION_CONNECTION_TIMEOUT, settings.timeout_seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings.header_bytes,
      MHD_OPTION_URI_LOG_CALLBACK, begun, context,
      MHD_OPTION_NOTIFY_COMPLETED, completed, context,
      MHD_OPTION_NOTIFY_CONNECTION, changed, context, MHD_OPTION_END);
}

/// The notification of a connection that was opened; the other one tells that it is closed.
static const unsigned int docket_mhd_started = MHD_CONNECTION_NOTIFY_STARTED;

/// The connection's socket; -1 if it is not known (MHD_get_connection_info is variadic).
static inline int docket_mhd_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *information =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return information ? information->connect_fd : -1;
}

/// Writes the numeric address of the other side; 0 when it is known (MHD_get_connection_info is
/// variadic).
static inline int docket_mhd_peer(struct MHD_Connection *connection, char *host, size_t size) {
  const union MHD_ConnectionInfo *information =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (!information || !information->client_addr) return -1;
  const struct sockaddr *address = information->client_addr;
  socklen_t length = address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                    : sizeof(struct sockaddr_in);
  return getnameinfo(address, length, host, (socklen_t)size, NULL, 0, NI_NUMERICHOST);
}
