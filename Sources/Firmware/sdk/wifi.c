/* The Wi-Fi station, with the SDK's log lines. */
#include "registers.h"
#include "sdk.h"

enum status { STATUS_CONNECTING = 1, STATUS_NO_AP = 3, STATUS_GOT_IP = 5 };

static uint32_t reported;

void wifi_connect(const char *ssid, const char *password)
{
    WIFI_SSID = (uint32_t)ssid;
    WIFI_PASSWORD = (uint32_t)password;
    WIFI_CMD = 1;
    reported = STATUS_CONNECTING;
}

static void print_address(const char *name, uint32_t ip)
{
    os_printf("%s:%d.%d.%d.%d", name, (int)(ip & 0xFF), (int)(ip >> 8 & 0xFF), (int)(ip >> 16 & 0xFF),
              (int)(ip >> 24));
}

/* The status; a change of it is logged as the SDK does. */
uint32_t wifi_status(void)
{
    uint32_t status = WIFI_STATUS;
    if (status == reported) {
        return status;
    }
    reported = status;
    os_printf("scandone\n");
    if (status == STATUS_GOT_IP) {
        os_printf("state: 0 -> 2 (b0)\nstate: 2 -> 3 (0)\nstate: 3 -> 5 (10)\nadd 0\naid %d\ncnt \n",
                  (int)WIFI_AID);
        os_printf("connected with SSID, channel %d\ndhcp client start...\n", (int)WIFI_CHANNEL);
        print_address("ip", WIFI_IP);
        print_address(",mask", WIFI_NETMASK);
        print_address(",gw", WIFI_GATEWAY);
        os_printf("\n");
    } else if (status == STATUS_NO_AP) {
        os_printf("no AP found\nreason:%d\n", (int)WIFI_REASON);
    } else {
        os_printf("state: 2 -> 0 (2)\nreason:%d\n", (int)WIFI_REASON);
    }
    return status;
}
