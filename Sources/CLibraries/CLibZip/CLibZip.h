// libzip: the container of XLSX and ODS files, read and written in memory.
#include <zip.h>
