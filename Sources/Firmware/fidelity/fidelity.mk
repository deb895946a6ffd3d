# Programs of the fidelity suite, optimised as the published ones were, by each compiler there is: the cross compiler of
# this Debian and that of bullseye. Outputs: .build/firmware/fidelity/gcc-VERSION/*.elf
FIDELITY_ROOM = $(FIRMWARE)/fidelity
FIDELITY = loops iram_access primes hoult flash sha1 millis rom_costs sorting crc decimal
FIDELITY_COMPILERS = 12.2.0 10.2.1
BULLSEYE_CC = .build/gcc-10.2.1/usr/bin/$(CC)
CC_12.2.0 = $(CC)
CC_10.2.1 = $(BULLSEYE_CC)

# As platform.txt of the Arduino core 3.x compiles a sketch
ARDUINO = -Os -free -fipa-pta -falign-functions=4
OPT_loops = -O2
OPT_iram_access = -Os
OPT_primes = -Ofast
OPT_hoult = -O1
OPT_flash = -Os
OPT_sha1 = -O2
OPT_millis = -Os
OPT_rom_costs = -O2
OPT_sorting = $(ARDUINO)
OPT_crc = $(ARDUINO)
OPT_decimal = $(ARDUINO)

# What a program needs besides its NAME.c
PARTS_loops = loops.S
PARTS_rom_costs = call.S

.PHONY: fidelity
fidelity: $(foreach c,$(FIDELITY_COMPILERS),$(FIDELITY:%=$(OUT)/fidelity/gcc-$(c)/%.elf))

$(BULLSEYE_CC): $(FIDELITY_ROOM)/fetch-gcc.sh
	@mkdir -p .build
	@$< .build/gcc-10.2.1
	@touch $@

# $(1) compiler
define fidelity_compiler
FIDELITY_SHARED_$(1) = $(addprefix $(OBJ)/fidelity-$(1)/,start.S.o runtime.c.o) $(OBJ)/rom/vectors.o $(ROM_ARITHMETIC)

$(OBJ)/fidelity-$(1)/runtime.c.o: $(FIRMWARE)/bare/runtime.c $(FLAGS) $(filter $(BULLSEYE_CC),$(CC_$(1)))
	@mkdir -p $$(@D)
	@$(CC_$(1)) $(OURS) -O2 -c $$< -o $$@

$(OBJ)/fidelity-$(1)/%.c.o: $(FIDELITY_ROOM)/%.c $(FIDELITY_ROOM)/measure.h $(FLAGS) $(filter $(BULLSEYE_CC),$(CC_$(1)))
	@mkdir -p $$(@D)
	@$(CC_$(1)) $(OURS) -I$(FIRMWARE)/bare $$(OPT_$$*) -c $$< -o $$@

$(OBJ)/fidelity-$(1)/%.S.o: $(FIDELITY_ROOM)/%.S $(FLAGS) $(filter $(BULLSEYE_CC),$(CC_$(1)))
	@mkdir -p $$(@D)
	@$(CC_$(1)) $(ASM) -c $$< -o $$@
endef

# $(1) program, $(2) compiler
define fidelity_image
$(OUT)/fidelity/gcc-$(2)/$(1).elf: $(patsubst %,$(OBJ)/fidelity-$(2)/%.o,$(1).c $(PARTS_$(1))) \
		$$(FIDELITY_SHARED_$(2)) $(FIDELITY_ROOM)/fidelity.ld $(FIRMWARE)/rom/arithmetic.ld
	@mkdir -p $$(@D)
	@$(CC_$(2)) $(LINK) -T $(FIDELITY_ROOM)/fidelity.ld $$(filter %.o,$$^) $(LIBS) -o $$@
endef
$(foreach c,$(FIDELITY_COMPILERS),$(eval $(call fidelity_compiler,$(c))))
$(foreach c,$(FIDELITY_COMPILERS),$(foreach p,$(FIDELITY),$(eval $(call fidelity_image,$(p),$(c)))))
