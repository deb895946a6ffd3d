#include "CSlirp.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

/* Soname since libslirp 4.0. */
#define SONAME "libslirp.so.0"

static struct vesp_slirp library;
static bool is_loaded;

static _Thread_local char message[160];
static _Thread_local bool has_message;

/* GLogFunc: takes the place of GLib's own, which writes to stderr. */
static void keep(const char *domain, int level, const char *text, void *context) {
    (void)domain, (void)level, (void)context;
    snprintf(message, sizeof message, "%s", text ? text : "");
    has_message = true;
}

const char *vesp_slirp_logged(void) {
    if (!has_message) return NULL;
    has_message = false;
    return message;
}

/* G_LOG_LEVEL_MASK with G_LOG_FLAG_RECURSION and G_LOG_FLAG_FATAL. */
#define EVERY_LEVEL (-1)

static void load(void) {
    void *handle = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
    library.create = (__typeof__(library.create))dlsym(handle, "slirp_new");
    library.cleanup = (__typeof__(library.cleanup))dlsym(handle, "slirp_cleanup");
    library.input = (__typeof__(library.input))dlsym(handle, "slirp_input");
    library.pollfds_fill = (__typeof__(library.pollfds_fill))dlsym(handle, "slirp_pollfds_fill");
    library.pollfds_poll = (__typeof__(library.pollfds_poll))dlsym(handle, "slirp_pollfds_poll");
    library.add_hostfwd = (__typeof__(library.add_hostfwd))dlsym(handle, "slirp_add_hostfwd");
    is_loaded = library.create && library.cleanup && library.input && library.pollfds_fill && library.pollfds_poll
        && library.add_hostfwd;
    /* A handle finds the symbols of what the library depends on, too: GLib's. */
    unsigned (*set_handler)(const char *, int, __typeof__(&keep), void *) =
        (__typeof__(set_handler))dlsym(handle, "g_log_set_handler");
    if (set_handler) {
        set_handler("Slirp", EVERY_LEVEL, keep, NULL);
        set_handler(NULL, EVERY_LEVEL, keep, NULL);
    }
}

const struct vesp_slirp *vesp_slirp_library(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded ? &library : NULL;
}
