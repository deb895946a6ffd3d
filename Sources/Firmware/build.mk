# Cross-compiles the guest: boot ROM, one application image per TLS build, bare programs.
# Called by `make firmware` from the package root. Outputs: .build/firmware/*.elf
FIRMWARE = Sources/Firmware
OUT = .build/firmware
OBJ = .build/firmware-obj
MBEDTLS = .build/mbedtls

CC = xtensa-lx106-elf-gcc
AR = xtensa-lx106-elf-ar
PICOLIBC = /usr/lib/xtensa-lx106-elf

VARIANTS = eor eor-extras rtos-sdk-3.4 nonos mongoose
# -O2 where the SDK builds so; Mongoose OS builds for size, for NONOS no source says.
OPT_eor = -O2
OPT_eor-extras = -O2
OPT_rtos-sdk-3.4 = -O2
OPT_nonos = -O2
OPT_mongoose = -Os

TARGET = -mtext-section-literals -mlongcalls -ffunction-sections -fdata-sections -fno-builtin-printf -fno-builtin-malloc -fno-builtin-calloc -g \
	-ffile-prefix-map=$(CURDIR)=. -isystem $(PICOLIBC)/include
ASM = $(TARGET) -Wall -Werror -MMD
OURS = $(TARGET) -include stddef.h -Wall -Wextra -Werror -std=gnu11 -MMD -I$(FIRMWARE)/sdk -ISources/GuestABI/include
LIBS = -L$(PICOLIBC)/lib -Wl,--start-group -lc -lgcc -Wl,--end-group
LINK = -nostdlib -Wl,--gc-sections -Wl,--no-warn-mismatch

IMAGES = $(OUT)/rom.elf $(VARIANTS:%=$(OUT)/aws_iot-%.elf) $(OUT)/selftest.elf $(OUT)/crypto-bench.elf $(OUT)/softfloat.elf

.PHONY: all
.DELETE_ON_ERROR:
.SECONDARY:
all: $(IMAGES) fidelity

# Changes only when a compiler or flag does; everything is compiled anew then.
FLAGS = $(OBJ)/flags
FLAGS_NOW = $(shell $(CC) -dumpfullversion) $(TARGET) $(OURS) $(ASM) $(MBEDTLS_FLAGS) $(foreach v,$(VARIANTS) $(FIDELITY),$(OPT_$(v)))
MBEDTLS_FLAGS = $(TARGET) -include stddef.h -I$(FIRMWARE)/mbedtls -I$(MBEDTLS)/include -fmacro-prefix-map=$(MBEDTLS)/library/=

.PHONY: FORCE
$(FLAGS): FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' > $@

$(MBEDTLS)/library/ssl_tls.c: $(FIRMWARE)/mbedtls/fetch.sh
	@mkdir -p .build
	@$(FIRMWARE)/mbedtls/fetch.sh $(MBEDTLS)
	@touch $@

# Boot ROM
ROM_C = $(wildcard $(FIRMWARE)/rom/*.c)
ROM_S = $(wildcard $(FIRMWARE)/rom/*.S)
ROM_OBJ = $(ROM_C:$(FIRMWARE)/rom/%.c=$(OBJ)/rom/%.o) $(ROM_S:$(FIRMWARE)/rom/%.S=$(OBJ)/rom/%.o)
ROM_ARITHMETIC = $(addprefix $(OBJ)/rom/,arithmetic.o division64.o softfloat.o softfloat_entry.o)

$(OBJ)/rom/%.o: $(FIRMWARE)/rom/%.c $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(OURS) -Os -c $< -o $@

$(OBJ)/rom/%.o: $(FIRMWARE)/rom/%.S $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(ASM) -c $< -o $@

$(OUT)/rom.elf: $(ROM_OBJ) $(FIRMWARE)/rom/rom.ld $(FIRMWARE)/rom/arithmetic.ld
	@mkdir -p $(@D)
	@$(CC) $(LINK) -T $(FIRMWARE)/rom/rom.ld $(ROM_OBJ) $(LIBS) -o $@

# One mbedTLS and one application per TLS build
define variant
SDK_OBJ_$(1) = $$(patsubst $(FIRMWARE)/%,$(OBJ)/$(1)/%.o,$$(wildcard $(FIRMWARE)/sdk/*.[cS] $(FIRMWARE)/apps/aws_iot/*.c))
CONFIG_$(1) = -DMBEDTLS_CONFIG_FILE='"config-$(1).h"' -I$(FIRMWARE)/mbedtls -I$(MBEDTLS)/include

$(OBJ)/$(1)/libmbedtls.a: $(MBEDTLS)/library/ssl_tls.c $(FIRMWARE)/mbedtls/config-$(1).h $(FIRMWARE)/mbedtls/config-common.h $(FLAGS)
	@mkdir -p $(OBJ)/$(1)/mbedtls
	@rm -f $$@
	@echo "compiling mbedTLS for $(1)"
	@ls $(MBEDTLS)/library/*.c | xargs -P 2 -I{} sh -c '$(CC) $(MBEDTLS_FLAGS) $(OPT_$(1)) \
		-DMBEDTLS_CONFIG_FILE="\"config-$(1).h\"" -c {} -o $(OBJ)/$(1)/mbedtls/$$$$(basename {} .c).o'
	@$(AR) rcs $$@ $(OBJ)/$(1)/mbedtls/*.o

$(OBJ)/$(1)/%.c.o: $(FIRMWARE)/%.c $(OBJ)/$(1)/libmbedtls.a
	@mkdir -p $$(@D)
	@$(CC) $(OURS) $$(CONFIG_$(1)) -Os -c $$< -o $$@

$(OBJ)/$(1)/%.S.o: $(FIRMWARE)/%.S $(FLAGS)
	@mkdir -p $$(@D)
	@$(CC) $(ASM) -c $$< -o $$@

$(OUT)/aws_iot-$(1).elf: $$(SDK_OBJ_$(1)) $(OBJ)/$(1)/libmbedtls.a $(FIRMWARE)/sdk/app.ld $(FIRMWARE)/rom/symbols.ld
	@mkdir -p $$(@D)
	@$(CC) $(LINK) -T $(FIRMWARE)/sdk/app.ld -T $(FIRMWARE)/rom/symbols.ld $$(SDK_OBJ_$(1)) $(OBJ)/$(1)/libmbedtls.a $(LIBS) -o $$@

-include $$(SDK_OBJ_$(1):.o=.d)
endef
$(foreach v,$(VARIANTS),$(eval $(call variant,$(v))))
include $(FIRMWARE)/variants.mk

# Bare programs for `vesp exec` and qemu-system-xtensa; they bring the ROM's arithmetic with them
BARE_OBJ = $(OBJ)/bare/bare/start.S.o $(OBJ)/bare/bare/runtime.c.o

$(OBJ)/bare/%.c.o: $(FIRMWARE)/%.c $(OBJ)/nonos/libmbedtls.a
	@mkdir -p $(@D)
	@$(CC) $(OURS) $(CONFIG_nonos) -I$(FIRMWARE)/bare -O2 -c $< -o $@

$(OBJ)/bare/%.S.o: $(FIRMWARE)/%.S $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(ASM) -c $< -o $@

$(OUT)/%.elf: $(OBJ)/bare/apps/%/main.c.o $(BARE_OBJ) $(ROM_ARITHMETIC) $(FIRMWARE)/bare/bare.ld $(FIRMWARE)/rom/arithmetic.ld $(OBJ)/nonos/libmbedtls.a
	@mkdir -p $(@D)
	@$(CC) $(LINK) -T $(FIRMWARE)/bare/bare.ld $(filter %.o,$^) $(OBJ)/nonos/libmbedtls.a $(LIBS) -o $@

-include $(ROM_OBJ:.o=.d)

# Programs of the fidelity suite, optimised as the published ones were
FIDELITY = loops iram_access primes hoult flash sha1 millis rom_costs
FIDELITY_OUT = $(OUT)/fidelity
FIDELITY_OBJ = $(OBJ)/fidelity/start.S.o $(OBJ)/fidelity/runtime.c.o $(OBJ)/rom/vectors.o
OPT_loops = -O2
OPT_iram_access = -Os
OPT_primes = -Ofast
OPT_hoult = -O1
OPT_flash = -Os
OPT_sha1 = -O2
OPT_millis = -Os
OPT_rom_costs = -O2

.PHONY: fidelity
fidelity: $(FIDELITY:%=$(FIDELITY_OUT)/%.elf)

$(OBJ)/fidelity/runtime.c.o: $(FIRMWARE)/bare/runtime.c $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(OURS) -O2 -c $< -o $@

$(OBJ)/fidelity/%.c.o: $(FIRMWARE)/fidelity/%.c $(FIRMWARE)/fidelity/measure.h $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(OURS) -I$(FIRMWARE)/bare $(OPT_$*) -c $< -o $@

$(OBJ)/fidelity/%.S.o: $(FIRMWARE)/fidelity/%.S $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(ASM) -c $< -o $@

$(FIDELITY_OUT)/loops.elf: $(OBJ)/fidelity/loops.S.o
$(FIDELITY_OUT)/rom_costs.elf: $(OBJ)/fidelity/call.S.o
$(FIDELITY_OUT)/%.elf: $(OBJ)/fidelity/%.c.o $(FIDELITY_OBJ) $(ROM_ARITHMETIC) $(FIRMWARE)/fidelity/fidelity.ld
	@mkdir -p $(@D)
	@$(CC) $(LINK) -Wl,--no-warn-rwx-segments -T $(FIRMWARE)/fidelity/fidelity.ld $(filter %.o,$^) $(LIBS) -o $@
