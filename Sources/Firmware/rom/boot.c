/* What the boot ROM does after a reset: banner, loading of the boot image from flash, jump. */
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))
#define UART_FIFO REG(0x60000000)
#define UART_CLKDIV REG(0x60000014)
#define UART_STATUS REG(0x6000001C)
#define GPIO_IN REG(0x60000318)
#define RTC_STATE1 REG(0x60000714)
#define SPI_CMD REG(0x60000200)
#define SPI_ADDR REG(0x60000204)
#define SPI_W(n) REG(0x60000240 + 4 * (n))

#define EXCEPTION_TABLE ((void (**)(uint32_t *))0x3FFFC100)
#define NMI_HANDLER (*(void (**)(uint32_t *))0x3FFFC0F0)
#define APB_HZ 80000000u

/* Literal bytes cannot be read from ROM, where only 32-bit loads work: characters come from registers. */
static void put(char c)
{
    while ((UART_STATUS >> 16 & 0xFF) >= 126) {
    }
    UART_FIFO = (uint8_t)c;
}

/* Prints a string of the ROM by word loads. */
static void print(const char *text)
{
    for (;; text++) {
        uint32_t word = *(const uint32_t *)((uint32_t)text & ~3u);
        char c = (char)(word >> (8 * ((uint32_t)text & 3)));
        if (!c) {
            return;
        }
        put(c);
    }
}

static void print_decimal(uint32_t value)
{
    uint32_t divisor = 1;
    while (value / divisor >= 10) {
        divisor *= 10;
    }
    for (; divisor; divisor /= 10) {
        put((char)('0' + value / divisor % 10));
    }
}

static void print_hex(uint32_t value, int digits)
{
    while (digits--) {
        uint32_t digit = value >> (4 * digits) & 15;
        put((char)(digit < 10 ? '0' + digit : 'a' + digit - 10));
    }
}

/* Reads up to 64 bytes of flash into W0…W15. */
static void flash_read(uint32_t address, uint32_t count)
{
    SPI_ADDR = address | count << 24;
    SPI_CMD = 1u << 31;
    while (SPI_CMD) {
    }
}

static uint32_t flash_word(uint32_t address)
{
    flash_read(address, 4);
    return SPI_W(0);
}

static uint32_t checksum_word(uint32_t word, uint32_t checksum)
{
    word ^= word >> 16;
    return checksum ^ ((word ^ word >> 8) & 0xFF);
}

/* Copies one segment; the checksum so far goes in and comes out. */
static uint32_t load_segment(uint32_t source, uint32_t target, uint32_t length, uint32_t checksum)
{
    while (length) {
        uint32_t count = length < 64 ? length : 64;
        flash_read(source, count);
        for (uint32_t word = 0; word < count / 4; word++) {
            uint32_t value = SPI_W(word);
            REG(target + 4 * word) = value;
            checksum = checksum_word(value, checksum);
        }
        source += count;
        target += count;
        length -= count;
    }
    return checksum;
}

static void print_fatal(uint32_t *frame)
{
    print("Fatal exception (");
    print_decimal(frame[19]);
    print("): \nepc1=0x");
    print_hex(frame[16], 8);
    print(", epc2=0x00000000, epc3=0x00000000, excvaddr=0x");
    print_hex(frame[20], 8);
    print(", depc=0x00000000\n");
    for (;;) {
    }
}

static void ignore_nmi(uint32_t *frame) { (void)frame; }

static void print_banner(uint32_t cause)
{
    print("\n ets Jan  8 2013,rst cause:");
    print_decimal(cause);
    print(", boot mode:(");
    print_decimal(GPIO_IN >> 16 & 7);
    put(',');
    print_decimal(GPIO_IN >> 29);
    print(")\n\n");
    if (cause == 4) {
        print("wdt reset\n");
    }
}

void rom_main(void);

void rom_main(void)
{
    UART_CLKDIV = APB_HZ / 115200;
    for (int cause = 0; cause < 64; cause++) {
        EXCEPTION_TABLE[cause] = print_fatal;
    }
    NMI_HANDLER = ignore_nmi;
    print_banner(RTC_STATE1 & 15);

    uint32_t header = flash_word(0);
    if ((header & 0xFF) != 0xE9) {
        print("csum err\n");
        return;
    }
    uint32_t entry = flash_word(4);
    uint32_t offset = 8;
    uint32_t checksum = 0xEF;
    for (uint32_t segment = header >> 8 & 0xFF; segment; segment--) {
        uint32_t target = flash_word(offset);
        uint32_t length = flash_word(offset + 4);
        print("load 0x");
        print_hex(target, 8);
        print(", len ");
        print_decimal(length);
        print(", room 16 \n");
        checksum = load_segment(offset + 8, target, length, checksum);
        print("tail ");
        print_decimal(length & 15);
        print("\nchksum 0x");
        print_hex(checksum, 2);
        put('\n');
        offset += 8 + length;
    }
    uint32_t stored = flash_word((offset | 15) - 3) >> 24;
    if (stored != checksum) {
        print("csum err\n");
        return;
    }
    print("csum 0x");
    print_hex(checksum, 2);
    put('\n');
    ((void (*)(void))entry)();
}
