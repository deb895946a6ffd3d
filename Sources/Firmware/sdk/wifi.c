/* The Wi-Fi station, with the SDK's log lines. */
#include "registers.h"
#include "sdk.h"

#include <string.h>

static uint32_t phase;
static const char *network;

/* The ROM's routine, which the SDK calls. */
int pbkdf2_sha1(const char *passphrase, const char *ssid, uint32_t length, int iterations, uint8_t *key, uint32_t wanted);

/* The key of a network that is not known yet (IEEE 802.11-2016 J.4.1): 160 MHz and no soft watchdog meanwhile, as NONOS has
 * it (libwpa, wpa_set_passphrase). The SDK does it behind the scan. */
static void derive_key(const char *ssid, const char *password)
{
    uint8_t key[32];
    uint32_t clock = DPORT_CPU_CLOCK;
    sdk_yield();
    soft_wdt_stop();
    DPORT_CPU_CLOCK = 1;
    pbkdf2_sha1(password, ssid, strlen(ssid), 4096, key, sizeof key);
    DPORT_CPU_CLOCK = clock;
    soft_wdt_restart();
}

void wifi_connect(const char *ssid, const char *password)
{
    if (*password && !(config_number(CONFIG_FLAGS) & CONFIG_NETWORK_KNOWN)) {
        derive_key(ssid, password);
    }
    WIFI(SSID) = (uint32_t)ssid;
    WIFI(PASSWORD) = (uint32_t)password;
    network = ssid;
    phase = PHASE_SCAN;
    WIFI(CMD) = WIFI_CONNECT;
}

static void print_address(const char *name, uint32_t ip)
{
    os_printf("%s:%d.%d.%d.%d", name, (int)(ip & 0xFF), (int)(ip >> 8 & 0xFF), (int)(ip >> 16 & 0xFF),
              (int)(ip >> 24));
}

static void log_phase(uint32_t entered)
{
    if (entered == PHASE_JOIN) {
        os_printf("scandone\nstate: 0 -> 2 (b0)\n");
    } else if (entered == PHASE_DHCP) {
        os_printf("state: 2 -> 3 (0)\nstate: 3 -> 5 (10)\nadd 0\naid %d\ncnt \n", (int)WIFI(AID));
        os_printf("\nconnected with %s, channel %d\ndhcp client start...\n", network, (int)WIFI(CHANNEL));
    } else if (entered == PHASE_UP) {
        print_address("ip", WIFI(IP));
        print_address(",mask", WIFI(NETMASK));
        print_address(",gw", WIFI(GATEWAY));
        os_printf("\n");
    }
}

/* Logs what the radio did since the last call, as the SDK does. */
void wifi_poll(void)
{
    uint32_t now = WIFI(PHASE);
    if (now == phase) {
        return;
    }
    if (now == PHASE_NONE) {
        os_printf(WIFI(STATUS) == STATION_NO_AP ? "no AP found\nreason:%d\n" : "state: 2 -> 0 (2)\nreason:%d\n",
                  (int)WIFI(REASON));
    }
    while (phase < now) {
        log_phase(++phase);
    }
    phase = now;
}

uint32_t wifi_status(void)
{
    wifi_poll();
    return WIFI(STATUS);
}
