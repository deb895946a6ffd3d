/* The boot ROM's tasks of 32 priorities, each with a queue of events, and the Arduino core's loop() as one of them. */
#ifndef VESP_FIDELITY_TASKS_H
#define VESP_FIDELITY_TASKS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct event {
    uint32_t signal, parameter;
};

void task_create(void (*handler)(struct event *), uint8_t priority, struct event *queue, uint8_t length);
int task_post(uint8_t priority, uint32_t signal, uint32_t parameter);

/* Handles as many events as `trips`, each of which is there when its turn comes. */
void task_run(uint32_t trips);

/* A function with a stack of its own, and back from it. */
struct context;
void context_run(struct context *context, void (*function)(void));
void context_yield(struct context *context);

void yield(void);

/* Posts the first event for the sketch's loop(), which may change from one event to the next. */
void loop_start(void);
void loop_set(void (*function)(void));

#ifdef __cplusplus
}
#endif

#endif
