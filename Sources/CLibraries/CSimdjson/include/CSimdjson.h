// simdjson behind a C interface.
#pragma once
#ifdef __cplusplus
extern "C" {
#endif
int docket_simdjson_placeholder(void);
#ifdef __cplusplus
}
#endif
