#include "CSimdjson.h"
int docket_simdjson_placeholder(void) { return 0; }
