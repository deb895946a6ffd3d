#include "GuestABI.h"

_Static_assert(4 * WIFI_REGISTERS <= WIFI_WINDOW, "the station's registers fit its window");
_Static_assert(WIFI_BASE + WIFI_WINDOW <= NET_BASE, "the sockets begin behind the station");
_Static_assert(4 * NET_REGISTERS <= NET_STRIDE, "a socket's registers fit its part of the window");
_Static_assert(NET_BASE + NET_SOCKETS * NET_STRIDE <= PROBE_BASE, "the probe begins behind the sockets");
_Static_assert(4 * PROBE_REGISTERS <= PROBE_WINDOW, "the probe's registers fit its window");
