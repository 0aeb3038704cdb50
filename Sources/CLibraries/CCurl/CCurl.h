// libcurl, with shims because curl_easy_setopt and curl_easy_getinfo are variadic.
#include <curl/curl.h>

static inline CURLcode docket_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode docket_curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode docket_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode docket_curl_set_write(CURL *handle, CURLoption option,
                                             size_t (*function)(char *, size_t, size_t, void *)) {
  return curl_easy_setopt(handle, option, function);
}
static inline CURLcode docket_curl_set_opensocket(
    CURL *handle,
    curl_socket_t (*function)(void *, curlsocktype, struct curl_sockaddr *)) {
  return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, function);
}
// The address lies in a struct that libcurl makes longer than it declares it, for IPv6.
static inline const void *docket_curl_address(const struct curl_sockaddr *address) {
  return &address->addr;
}
static inline CURLcode docket_curl_set_debug(CURL *handle,
                                             int (*function)(CURL *, curl_infotype, char *, size_t,
                                                             void *)) {
  return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, function);
}
static inline CURLcode docket_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}
// curl_global_init takes a macro that Swift does not import.
static inline CURLcode docket_curl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
