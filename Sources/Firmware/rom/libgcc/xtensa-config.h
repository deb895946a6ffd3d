/* The options of the LX106 that libgcc asks for. What is not defined, the core does not have: windowed registers, loops,
 * MAC16, the upper half of a product, division, floating point. */
#define XCHAL_HAVE_ABS 1
#define XCHAL_HAVE_ADDX 1
#define XCHAL_HAVE_NSA 1
#define XCHAL_HAVE_MUL16 1
#define XCHAL_HAVE_MUL32 1
