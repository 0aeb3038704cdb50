// libxml2's reader: elements with their line numbers.
#include <libxml/xmlversion.h>
// Debian's libxml2 is built with ICU, whose declarations clash with those that Foundation brings along. Only a
// converter's private fields depend on them, which are not used here.
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlreader.h>
#include <libxml/xmlerror.h>
#include <libxml/parser.h>
