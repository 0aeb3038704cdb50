// A layer between SQLite and its files that gathers what is written to a write-ahead log.
#pragma once

// SQLite writes each page of a commit to the log by two calls, one of 24 bytes for its header and one for the page.
// Through this layer the pages of a commit, which follow each other in the file, go to the system in one call, right
// before they are synced. All else goes straight to the layer below.
//
// What is gathered is written before anything else is done with the file. Other connections look at a frame of the
// log only when the writer has published it in the wal-index, which it does after the sync: so the layer is only for
// connections with synchronous=FULL (or EXTRA).
//
// Returns the layer's name for sqlite3_open_v2, over the layer that is SQLite's default at the time of the call; null
// where there is no memory or no place left, and then the default serves. Any thread may call it.
const char *docket_gathering_vfs(void);
