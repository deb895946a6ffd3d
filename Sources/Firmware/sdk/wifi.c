/* The Wi-Fi station, with the SDK's log lines. */
#include "registers.h"
#include "sdk.h"

/* What the PHASE register counts through. */
enum phase { PHASE_NONE, PHASE_SCAN, PHASE_JOIN, PHASE_DHCP, PHASE_UP };

enum status { STATUS_NO_AP = 3 };

static uint32_t phase;
static const char *network;

void wifi_connect(const char *ssid, const char *password)
{
    WIFI_SSID = (uint32_t)ssid;
    WIFI_PASSWORD = (uint32_t)password;
    network = ssid;
    phase = PHASE_SCAN;
    WIFI_CMD = 1;
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
        os_printf("state: 2 -> 3 (0)\nstate: 3 -> 5 (10)\nadd 0\naid %d\ncnt \n", (int)WIFI_AID);
        os_printf("\nconnected with %s, channel %d\ndhcp client start...\n", network, (int)WIFI_CHANNEL);
    } else if (entered == PHASE_UP) {
        print_address("ip", WIFI_IP);
        print_address(",mask", WIFI_NETMASK);
        print_address(",gw", WIFI_GATEWAY);
        os_printf("\n");
    }
}

/* Logs what the radio did since the last call, as the SDK does. */
void wifi_poll(void)
{
    uint32_t now = WIFI_PHASE;
    if (now == phase) {
        return;
    }
    if (now == PHASE_NONE) {
        os_printf(WIFI_STATUS == STATUS_NO_AP ? "no AP found\nreason:%d\n" : "state: 2 -> 0 (2)\nreason:%d\n",
                  (int)WIFI_REASON);
    }
    while (phase < now) {
        log_phase(++phase);
    }
    phase = now;
}

uint32_t wifi_status(void)
{
    wifi_poll();
    return WIFI_STATUS;
}
