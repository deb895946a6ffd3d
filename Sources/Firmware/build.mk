# Cross-compiles the guest: boot ROM, applications with an SDK and a TLS library, bare programs.
# Called by `make firmware` from the package root. Outputs: .build/firmware/*.elf
FIRMWARE = Sources/Firmware
OUT = .build/firmware
OBJ = .build/firmware-obj

CC = xtensa-lx106-elf-gcc
AR = xtensa-lx106-elf-ar
PICOLIBC = /usr/lib/xtensa-lx106-elf

TARGET = -mtext-section-literals -mlongcalls -ffunction-sections -fdata-sections -fno-builtin-printf -fno-builtin-malloc -fno-builtin-calloc -g \
	-ffile-prefix-map=$(CURDIR)=. -isystem $(PICOLIBC)/include
ASM = $(TARGET) -Wall -Werror -MMD -MP
OURS = $(TARGET) -include stddef.h -Wall -Wextra -Werror -std=gnu11 -MMD -MP -I$(FIRMWARE)/sdk -I$(FIRMWARE)/common -ISources/GuestABI/include
LIBS = -L$(PICOLIBC)/lib -Wl,--start-group -lc -lgcc -Wl,--end-group
LINK = -nostdlib -Wl,--gc-sections -Wl,--no-warn-mismatch

.PHONY: all
.DELETE_ON_ERROR:
.SECONDARY:
all: $(OUT)/rom.elf $(OUT)/softfloat.elf $(OUT)/registers.elf $(OUT)/idle.elf

# Changes only when a compiler or flag does; everything is compiled anew then.
FLAGS = $(OBJ)/flags
FLAGS_NOW = $(shell $(CC) -dumpfullversion) $(TARGET) $(OURS) $(ASM) $(LIBRARY_FLAGS) $(foreach v,$(sort $(FIDELITY) $(basename $(foreach p,$(FIDELITY),$(PARTS_$(p))))),$(call fidelity_options,$(v)))

.PHONY: FORCE
$(FLAGS): FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' > $@

# Boot ROM
ROM_C = $(wildcard $(FIRMWARE)/rom/*.c)
ROM_S = $(wildcard $(FIRMWARE)/rom/*.S)
ROM_OBJ = $(ROM_C:$(FIRMWARE)/rom/%.c=$(OBJ)/rom/%.o) $(ROM_S:$(FIRMWARE)/rom/%.S=$(OBJ)/rom/%.o)
ROM_ARITHMETIC = $(patsubst %,$(OBJ)/rom/%.o,arithmetic long_division float_add float_mul double_add double_mul double_div \
	conversions)

$(OBJ)/rom/%.o: $(FIRMWARE)/rom/%.c $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(OURS) -Os -c $< -o $@

$(OBJ)/rom/%.o: $(FIRMWARE)/rom/%.S $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(ASM) -c $< -o $@

# What of the ROM bare programs bring with them
ROM_PLACES = $(patsubst %,$(FIRMWARE)/rom/%.ld,arithmetic library tables)

$(OUT)/rom.elf: $(ROM_OBJ) $(wildcard $(FIRMWARE)/rom/*.ld)
	@mkdir -p $(@D)
	@$(CC) $(LINK) -T $(FIRMWARE)/rom/rom.ld $(ROM_OBJ) $(LIBS) -o $@

# The applications, what they share and the SDK layer, compiled once. BUILDS_APPLICATION: the builds of TLS libraries,
# LIBRARY-BUILD with % for any text, that each is linked with.
APPLICATIONS = aws_iot c_mqtt pubsubclient subscribe_publish thing_shadow websocket
BUILDS_aws_iot = %
BUILDS_c_mqtt = mbedtls-mongoose% bearssl-arduino
BUILDS_pubsubclient = axtls-like-% bearssl-arduino mbedtls-nonos%
BUILDS_subscribe_publish = mbedtls-rtos-sdk-3.4% wolfssl-%
BUILDS_websocket = axtls-like-% bearssl-arduino mbedtls-nonos%
BUILDS_thing_shadow = mbedtls-rtos-sdk-3.4% wolfssl-%
SHARED = $(wildcard $(addprefix $(FIRMWARE)/,common/*.c sdk/*.[cS] sdk/personalities/*.c))
guest_objects = $(patsubst $(FIRMWARE)/%,$(OBJ)/guest/%.o,$(SHARED) $(wildcard $(FIRMWARE)/apps/$(1)/*.c))
ALL_GUEST_OBJECTS = $(sort $(foreach a,$(APPLICATIONS),$(call guest_objects,$(a))))

$(OBJ)/guest/%.c.o: $(FIRMWARE)/%.c $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(OURS) -I$(FIRMWARE)/tls -Os -c $< -o $@

$(OBJ)/guest/%.S.o: $(FIRMWARE)/%.S $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(ASM) -c $< -o $@

-include $(ALL_GUEST_OBJECTS:.o=.d)

# The images of a library's build, APPLICATION-LIBRARY-BUILD.elf for the applications that want it. Each tls/LIBRARY/library.mk calls
# this for its builds. $(1) library, $(2) build, $(3) tls/client.c and the library's port as objects, the library,
# $(4) where in the flash's code the library begins; the folder has a constants.ld for sdk/app.ld.
define image
$(foreach a,$(APPLICATIONS),$(if $(filter $(BUILDS_$(a)),$(1)-$(2)),$(eval $(call application_image,$(a),$(1),$(2),$(3),$(4)))))
endef

define application_image
all: $(OUT)/$(1)-$(2)-$(3).elf
$(OUT)/$(1)-$(2)-$(3).elf: $(call guest_objects,$(1)) $(4) $(FIRMWARE)/sdk/app.ld $(FIRMWARE)/tls/$(2)/constants.ld $(FIRMWARE)/rom/symbols.ld
	@mkdir -p $$(@D)
	@$(CC) $(LINK) -L$(FIRMWARE)/tls/$(2) -Wl,--defsym=_library_place=$(5) -T $(FIRMWARE)/sdk/app.ld -T $(FIRMWARE)/rom/symbols.ld $$(filter-out %.ld,$$^) $(LIBS) -o $$@
endef

# Bare programs for `vesp exec` and qemu-system-xtensa; they bring the ROM's arithmetic with them. $(1) name, $(2) objects
# and archives it needs besides its own apps/NAME/main.c.
BARE_OBJ = $(OBJ)/bare/bare/start.S.o $(OBJ)/bare/bare/runtime.c.o

define bare_image
all: $(OUT)/$(1).elf
$(OUT)/$(1).elf: $(OBJ)/bare/apps/$(1)/main.c.o $(BARE_OBJ) $(ROM_ARITHMETIC) $(2) $(FIRMWARE)/bare/bare.ld $(ROM_PLACES)
	@mkdir -p $$(@D)
	@$(CC) $(LINK) -T $(FIRMWARE)/bare/bare.ld $$(filter %.o %.a,$$^) $(LIBS) -o $$@
endef

$(OBJ)/bare/%.c.o: $(FIRMWARE)/%.c $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(OURS) $(BARE_FLAGS) -I$(FIRMWARE)/bare -O2 -c $< -o $@

$(OBJ)/bare/%.S.o: $(FIRMWARE)/%.S $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(ASM) -c $< -o $@

$(eval $(call bare_image,softfloat,))

# Result and cycles of each of the ROM's arithmetic routines
ROM_PEER_OBJ = $(OBJ)/bare/apps/rom-peer/call.S.o
$(eval $(call bare_image,rom-peer,$(ROM_PEER_OBJ)))
include $(FIRMWARE)/rom/libgcc/libgcc.mk

# The ROM's library, called from outside
ROM_LIBRARY = $(patsubst %,$(OBJ)/rom/%.o,library_entries strings print md5 sha1 hmac aes aes_tables rc4 base64 \
	descriptors clock)
$(eval $(call bare_image,rom-library,$(ROM_LIBRARY)))

include $(wildcard $(FIRMWARE)/tls/*/library.mk)

# Loops for benchmarks/registers, where the boot ROM would be
$(OUT)/registers.elf: $(OBJ)/bare/bare/registers.S.o
	@mkdir -p $(@D)
	@$(CC) $(LINK) -Wl,-n -Wl,-Ttext=0x40000100 -Wl,-e,load_dram -Wl,--no-gc-sections $< -o $@

# Programs for benchmarks/idle, likewise, with the exception vectors in front
$(OUT)/idle.elf: $(OBJ)/bare/bare/idle.S.o
	@mkdir -p $(@D)
	@$(CC) $(LINK) -Wl,-n -Wl,-Ttext=0x40000000 -Wl,-e,idle_jump -Wl,--no-gc-sections $< -o $@

-include $(ROM_OBJ:.o=.d)

include $(FIRMWARE)/fidelity/fidelity.mk
