/* Registers the SDK layer uses, named as in the register tables of the ESP8266. */
#ifndef VESP_SDK_REGISTERS_H
#define VESP_SDK_REGISTERS_H

#include <stdint.h>

#include "GuestABI.h"

#define REG(address) (*(volatile uint32_t *)(address))

#define UART0_FIFO REG(0x60000000)
#define UART0_STATUS REG(0x6000001C)
#define SPI0_CMD REG(0x60000200)
#define SPI0_ADDR REG(0x60000204)
#define SPI0_W(n) REG(0x60000240 + 4 * (n))
#define GPIO_OUT_W1TS REG(0x60000304)
#define GPIO_OUT_W1TC REG(0x60000308)
#define GPIO_ENABLE_W1TS REG(0x60000310)
#define RTC_CTRL0 REG(0x60000700)
#define RTC_STATE1 REG(0x60000714)
#define RTC_SCRATCH0 REG(0x60000730)
#define IOMUX_GPIO2 REG(0x60000838)
#define WDT_CTL REG(0x60000900)
#define WDT_OP REG(0x60000904)
#define WDT_OP_ND REG(0x60000908)
#define WDT_STAGE REG(0x60000910)
#define WDT_RST REG(0x60000914)
#define WDT_FEED 0x73
#define RTC_SYSTEM(n) REG(0x60001100 + 4 * (n))

#define DPORT_NMI_ENABLE REG(0x3FF00000)
#define DPORT_EDGE_ENABLE REG(0x3FF00004)
#define DPORT_CACHE_CONTROL REG(0x3FF0000C)
#define DPORT_CPU_CLOCK REG(0x3FF00014)
#define DPORT_CACHE_BANKS REG(0x3FF00024)
#define EFUSE_MAC0 REG(0x3FF00050)
#define EFUSE_MAC1 REG(0x3FF00054)
#define EFUSE_VENDOR REG(0x3FF0005C)
#define WDEV_RNG REG(0x3FF20E44)
#define MAC_TIME REG(0x3FF21048)
#define MACTIM1_CONTROL REG(0x3FF210C8)
#define MACTIM1_TARGET REG(0x3FF210CC)

/* The devices that no chip has: WIFI(CMD), NET(CMD) of the first socket, PROBE(SERVICED). */
#define WIFI(name) REG(WIFI_BASE + 4 * WIFI_##name)
#define NET(name) REG(NET_BASE + 4 * NET_##name)
#define PROBE(name) REG(PROBE_BASE + 4 * PROBE_##name)

#endif
