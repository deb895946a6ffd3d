/* The SDK layer: what an application of any of the modelled SDKs stands on. */
#ifndef VESP_SDK_H
#define VESP_SDK_H

#include <stddef.h>
#include <stdint.h>

#include "GuestABI.h"

#define IRAM(name) __attribute__((section(".iram." #name)))

/* A function that the host may replace: called as it stands, whatever its body says about coming back. */
#define HOOKABLE __attribute__((noipa))

/* config.c: a number, or a heap copy of a string with a NUL behind it (length without it; NULL when absent). */
int config_has(enum config_key key);
uint32_t config_number(enum config_key key);
char *config_string(enum config_key key, size_t *length);
void flash_read(uint32_t address, void *target, size_t count);

/* print.c */
int os_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Waits until all that was printed has left the chip. */
void console_flush(void);

/* A line of a library's log, in the SDK's style. `level` is 1 for the gravest, 4 for the chattiest. */
void sdk_log(const char *tag, int level, const char *file, int line, const char *text);

/* heap.c */
void heap_init(uint32_t capacity);
uint32_t heap_free(void);
uint32_t heap_capacity(void);

/* stack.c */
void stack_init(uint32_t size);
/* Paints a second stack, on which a library computes, and tells the probe of it. */
void stack_add(void *bytes, uint32_t size);
void stack_check(void);
uint32_t stack_free(void);

/* soft_wdt.c, hw_wdt.c */
void soft_wdt_init(uint32_t interval_us);
void soft_wdt_expired(void);
void soft_wdt_bite(void);
void soft_wdt_feed(void);
void soft_wdt_handle_event(void);
void soft_wdt_stop(void);
void soft_wdt_restart(void);
int soft_wdt_event_pending(void);
void hw_wdt_init(uint32_t op, uint32_t op_nd);
void hw_wdt_feed(void);
void hw_wdt_panic(void);

/* scheduler.c */
void scheduler_init(void);
void pp_task_run(void);
void sdk_yield(void);
void sdk_idle(void);
void sdk_pass(void);
void sdk_delay_ms(uint32_t ms);

/* interrupts.c */
void interrupts_init(void);
uint32_t sdk_ticks(void);
uint32_t sdk_time_us(void);

/* restart.c */
enum reset_reason restart_reason(void);
void restart(enum reset_reason reason, const uint32_t *frame) __attribute__((noreturn));
/* ESP8266_RTOS_SDK's abort: a line, and a restart. */
void sdk_abort(void) __attribute__((noreturn));

/* exceptions.c */
void exceptions_init(void);

/* wifi.c, net.c */
void wifi_poll(void);
void wifi_connect(const char *ssid, const char *password);
uint32_t wifi_status(void);
int net_connect(const char *host, uint32_t port);
int net_send(const void *data, size_t count);
int net_receive(void *data, size_t count, uint32_t timeout_ms);
void net_close(void);

/* The application. */
void app_main(void);

#endif
