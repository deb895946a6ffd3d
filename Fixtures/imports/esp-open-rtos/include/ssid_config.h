#ifndef SSID_CONFIG_H
#define SSID_CONFIG_H

#define WIFI_SSID "workshop"  // the network on the desk
#define WIFI_PASS "plane \"and\" saw"

#endif
