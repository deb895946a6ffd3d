/* What the modelled SDKs do differently: one file per SDK in personalities/. A profile may mix them, so texts, feeding and
 * the interrupt of the hardware watchdog are chosen one by one. */
#ifndef VESP_SDK_PERSONALITY_H
#define VESP_SDK_PERSONALITY_H

#include "sdk.h"

/* Registers of a fatal exception. */
struct fatal_exception {
    unsigned cause, epc1, epc2, epc3, excvaddr, depc;
};

/* What an SDK prints. */
struct texts {
    /* Before the application starts; NULL for nothing that an application would rely on. */
    void (*banner)(enum reset_reason reason);
    void (*fatal)(const struct fatal_exception *exception);
    /* When the soft watchdog bites; NULL for nothing. */
    void (*bite)(void);
    void (*log)(const char *tag, int level, const char *file, int line, const char *text);
};

/* Who feeds the watchdogs, and when. NULL for nothing. */
struct feeding {
    /* The application gives way. */
    void (*yielded)(void);
    /* Nothing is left to do before the next interrupt. */
    void (*idle)(void);
    /* The 100 Hz tick, in its interrupt. */
    void (*tick)(void);
    /* Whether giving the SDK time in the midst of work takes until the next interrupt. */
    int passes_idle;
};

extern const struct texts nonos_texts, arduino_texts, esp_open_rtos_texts, rtos_sdk_texts, mongoose_texts;
extern const struct feeding nonos_feeding, esp_open_rtos_feeding, rtos_sdk_feeding, mongoose_feeding;

/* NONOS, whose libraries the other SDKs are built on. */
void nonos_fatal(const struct fatal_exception *exception);
void nonos_log(const char *tag, int level, const char *file, int line, const char *text);

/* The first stage of the hardware watchdog, in its interrupt. */
void nonos_wdt_interrupt(void);
void rtos_sdk_wdt_interrupt(void);

/* personality.c: what the configuration chooses. `wdt_interrupt_handler` is NULL where nobody handles it. */
const struct texts *texts(void);
const struct feeding *feeding(void);
void (*wdt_interrupt_handler(void))(void);

#endif
